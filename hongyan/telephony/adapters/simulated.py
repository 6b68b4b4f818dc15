"""The simulated line: a population in software, with its own log of calls on its own connection."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hongyan.core.clock import Clock
from hongyan.runtime.database import Connection, Database
from hongyan.telephony.adapters.simulated_population import Population
from hongyan.telephony.ports import CallOutcome, CallRequest, CallStanding, LineCapabilities

_TELL = 7304001  # advisory lock: outcome numbers are committed in the order they are given
_PLACING = 7304003  # advisory lock: whoever asks about attempts waits until orders being taken are in the log

_INSERT = """
insert into simulated_line.call (attempt_id, campaign, number, ordinal, language, placed_at, answered_at, ended_at,
                                 result, heard, keys, wants_person)
select r.attempt_id, r.campaign, r.number, r.ordinal, r.language, r.placed_at, r.answered_at, r.ended_at,
       r.result, r.heard, r.keys, r.wants_person
from jsonb_to_recordset(cast(:records as jsonb)) as r(
    attempt_id text, campaign text, number text, ordinal integer, language text, placed_at timestamptz,
    answered_at timestamptz, ended_at timestamptz, result text, heard boolean, keys text, wants_person boolean)
"""

_TELL_ENDED = """
update simulated_line.call c set sequence = nextval('simulated_line.ended')
from (select call_id from simulated_line.call
      where sequence is null and ended_at <= :now order by ended_at limit :limit) e
where c.call_id = e.call_id
"""

_DOUBLE = """
select count(*) from (
    select count(*) over same_attempt > 1
             and row_number() over (partition by attempt_id order by call_id) > 1 as repeated,
           placed_at < max(ended_at) over earlier as overlapping,
           bool_or(heard) over (partition by number, campaign order by call_id
                                rows between unbounded preceding and 1 preceding) as heard_before
    from simulated_line.call
    window same_attempt as (partition by attempt_id),
           earlier as (partition by number order by call_id rows between unbounded preceding and 1 preceding)
) c
where repeated or overlapping or heard_before
"""


class SimulatedLine:
    """Rings people who exist only as parameters; what they do is a function of (seed, number, ordinal)."""

    def __init__(self, db: Database, clock: Clock, population: Population) -> None:
        limits = population.parameters["line"]
        self._db = db
        self._clock = clock
        self._population = population
        self.capabilities = LineCapabilities(
            name="simulated",
            simulated=True,
            calls_per_second=limits["calls_per_second"],
            lines=limits["lines"],
        )

    async def place(self, calls: Sequence[CallRequest]) -> dict[str, str]:
        """Ring. Every call placed is logged, also one that repeats an attempt: the log is what tests believe."""
        async with self._db.transaction() as conn:
            await conn.run("select pg_advisory_xact_lock_shared(:key)", key=_PLACING)
            now = self._clock.now()  # only now: waiting for a connection may have outlasted the order
            answers = {c.attempt_id: "expired" for c in calls if c.valid_until < now}
            answers |= {c.attempt_id: "invalid" for c in calls if not c.number.startswith("+")}
            wanted = [c for c in calls if c.attempt_id not in answers]
            busy = await conn.value("select count(*) from simulated_line.call where ended_at > :now", now=now)
            free = max(0, self.capabilities.lines - int(busy))
            placed, refused = wanted[:free], wanted[free:]
            await conn.bulk(_INSERT, await self._records(conn, placed, now))
        answers |= {c.attempt_id: "lines_busy" for c in refused}
        return answers | {c.attempt_id: "placed" for c in placed}

    async def outcomes(self, after: int, limit: int = 1000) -> list[CallOutcome]:
        """Return ended calls past the cursor."""
        async with self._db.transaction() as conn:
            await conn.run("select pg_advisory_xact_lock(:key)", key=_TELL)
            await conn.run(_TELL_ENDED, now=self._clock.now(), limit=limit)
            rows = await conn.rows(
                "select * from simulated_line.call where sequence > :after order by sequence limit :limit",
                after=after,
                limit=limit,
            )
        return [CallOutcome.of(row) for row in rows]

    async def standing(self, attempt_ids: Sequence[str]) -> list[CallStanding]:
        """Say what became of attempts; of a repeated one, the latest call.

        What is ``never_placed`` after its ``valid_until`` will never be: orders being taken are waited for.
        """
        async with self._db.transaction() as conn:
            await conn.run("select pg_advisory_xact_lock(:key)", key=_PLACING)
            rows = await conn.rows(
                "select distinct on (attempt_id) * from simulated_line.call where attempt_id = any(:ids) "
                "order by attempt_id, call_id desc",
                ids=list(attempt_ids),
            )
        now = self._clock.now()
        known = {row["attempt_id"]: _standing(row, now) for row in rows}
        return [known.get(i) or CallStanding(i, "never_placed") for i in attempt_ids]

    async def hang_up_all(self, attempt_ids: Sequence[str]) -> int:
        """Stop what still rings; it ends as ``failed``, nothing heard."""
        async with self._db.transaction() as conn:
            return await conn.run(
                "update simulated_line.call set ended_at = :now, answered_at = null, result = 'failed', "
                "heard = false, keys = '', wants_person = false "
                "where attempt_id = any(:ids) and ended_at > :now and coalesce(answered_at, ended_at) > :now",
                ids=list(attempt_ids),
                now=self._clock.now(),
            )

    async def next_event_at(self) -> datetime | None:
        """Return when the next call ends that nobody has been told of."""
        async with self._db.snapshot() as conn:
            at = await conn.value("select min(ended_at) from simulated_line.call where sequence is null")
        return at if isinstance(at, datetime) else None

    async def double_calls(self) -> int:
        """Count, from this log alone, calls that should not have been: an attempt rung twice, two calls to one number
        at a time, or a number rung again for a campaign whose notice it had already heard."""
        async with self._db.snapshot() as conn:
            return int(await conn.value(_DOUBLE))

    async def lines_busy(self) -> int:
        """Return how many lines are in use now."""
        async with self._db.snapshot() as conn:
            now = self._clock.now()
            return int(
                await conn.value("select count(*) from simulated_line.call where ended_at > :now", now=now)
            )

    async def _records(
        self, conn: Connection, calls: Sequence[CallRequest], now: datetime
    ) -> list[dict[str, Any]]:
        numbers = [c.number for c in calls]
        rows = await conn.rows(
            "select number, count(*) as before, max(ended_at) > :now as talking from simulated_line.call "
            "where number = any(:numbers) group by number",
            numbers=numbers,
            now=now,
        )
        history = {row["number"]: (int(row["before"]), bool(row["talking"])) for row in rows}
        records = []
        for call in calls:
            before, talking = history.get(call.number, (0, False))
            records.append(self._record(call, before, talking, now))
            history[call.number] = (before + 1, True)
        return records

    def _record(self, call: CallRequest, ordinal: int, talking: bool, now: datetime) -> dict[str, Any]:
        behaviour = self._population.call(call.number, ordinal, call.ring_seconds)
        answer = behaviour.answer_seconds
        if talking:  # a telephone in use
            return _row(call, ordinal, now, None, now + timedelta(seconds=2), "busy", False, "", False)
        return _row(
            call,
            ordinal,
            now,
            None if answer is None else now + timedelta(seconds=answer),
            now + timedelta(seconds=behaviour.end_seconds),
            behaviour.result,
            behaviour.heard,
            behaviour.keys,
            behaviour.wants_person,
        )


def _row(
    call: CallRequest,
    ordinal: int,
    placed: datetime,
    answered: datetime | None,
    ended: datetime,
    result: str,
    heard: bool,
    keys: str,
    wants_person: bool,
) -> dict[str, Any]:
    return {
        "attempt_id": call.attempt_id,
        "campaign": call.campaign,
        "number": call.number,
        "ordinal": ordinal,
        "language": call.language,
        "placed_at": placed,
        "answered_at": answered,
        "ended_at": ended,
        "result": result,
        "heard": heard,
        "keys": keys,
        "wants_person": wants_person,
    }


def _standing(row: dict[str, Any], now: datetime) -> CallStanding:
    if row["ended_at"] <= now:
        return CallStanding(row["attempt_id"], "ended", CallOutcome.of(row))
    answered = row["answered_at"] is not None and row["answered_at"] <= now
    return CallStanding(row["attempt_id"], "talking" if answered else "ringing")
