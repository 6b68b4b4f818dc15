"""The line's own record of its calls: every statement of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from hongyan.runtime import Connection
from hongyan.telephony.call_states import LIVE, UNANSWERED, CallState
from hongyan.telephony.ports import CallOutcome, CallRequest
from hongyan.telephony.scripted_talk import Words

BELL = "telephony_call"
OWNER = 7304011  # advisory lock: who runs the calls of this installation
CONNECTED = 7304012  # advisory lock: that process talks with the exchange
_TELL = 7304013  # advisory lock: outcome numbers are committed in the order they are given
_PLACING = (
    7304014  # advisory lock: whoever asks about attempts waits until orders being taken are in the record
)
_ATTEMPTS = UUID("6a0c1f0e-3f5b-4a52-9d0f-5a5b1c0e7d11")

_INSERT = """
insert into telephony.call (attempt_id, channel_id, campaign, number, language, words, ring_seconds, valid_until,
                            state, placed_at)
select r.attempt_id, r.channel_id, r.campaign, r.number, r.language, r.words, r.ring_seconds, r.valid_until,
       'intended', cast(:now as timestamptz)
from jsonb_to_recordset(cast(:records as jsonb)) as r(
    attempt_id text, channel_id text, campaign text, number text, language text, words jsonb, ring_seconds integer,
    valid_until timestamptz)
on conflict (attempt_id) do nothing
"""

_TAKE = """
update telephony.call c set state = 'dialling', dialled_at = :now
from (select attempt_id from telephony.call where state = 'intended' and valid_until >= :now and not hang_up
      order by placed_at, attempt_id limit :limit for update skip locked) due
where c.attempt_id = due.attempt_id
returning c.*
"""

_GIVE_UP = """
update telephony.call set state = 'ended', ended_at = :now, result = 'failed', words = null,
       cause = case when hang_up then 'stopped' else 'expired' end
where state = 'intended' and (valid_until < :now or hang_up)
"""

_END = """
update telephony.call set state = 'ended', ended_at = :now, result = :result, cause = :cause, words = null,
       answered_at = coalesce(answered_at, :answered_at)
where attempt_id = :attempt_id and state <> 'ended'
"""

_TELL_ENDED = """
update telephony.call c set sequence = e.sequence
from (select attempt_id, nextval('telephony.ended') as sequence
      from (select attempt_id from telephony.call where state = 'ended' and sequence is null
            order by ended_at, attempt_id limit :limit) o) e
where c.attempt_id = e.attempt_id
"""


_DOUBLE = """
select count(*) from (
    select dialled_at < max(ended_at) over earlier as overlapping,
           bool_or(heard) over (partition by number, campaign order by dialled_at
                                rows between unbounded preceding and 1 preceding) as heard_before
    from telephony.call where dialled_at is not null
    window earlier as (partition by number order by dialled_at rows between unbounded preceding and 1 preceding)
) c
where overlapping or heard_before
"""


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """A call as whoever runs it needs it."""

    attempt_id: str
    channel_id: str
    number: str
    language: str
    words: Words
    ring_seconds: int
    state: CallState
    answered: bool
    heard: bool
    keys: str
    resumed: int  # how often it was taken up again after a restart

    @property
    def person_id(self) -> str:
        """Return the channel of whoever takes this caller over; derived, so that it is known after a restart."""
        return str(uuid5(_ATTEMPTS, f"{self.attempt_id}:person"))


def channel_of(attempt_id: str) -> str:
    """Return an attempt's channel: of fixed length, for Asterisk takes a longer name for the one it begins with."""
    return str(uuid5(_ATTEMPTS, attempt_id))


async def connected(conn: Connection) -> bool:
    """Tell whether some process runs the calls and talks with the exchange at this moment."""
    return bool(
        await conn.value(
            "select exists (select from pg_locks where locktype = 'advisory' and classid = 0 and objid = :key "
            "and granted and database = (select oid from pg_database where datname = current_database()))",
            key=CONNECTED,
        )
    )


async def take_orders(conn: Connection) -> None:
    """Let whoever asks about attempts wait for this transaction."""
    await conn.run("select pg_advisory_xact_lock_shared(:key)", key=_PLACING)


async def intend(conn: Connection, calls: Sequence[CallRequest], now: datetime) -> None:
    """Store the intent to call, and ring for whoever runs the calls. A repeated attempt stays what it is."""
    records = [
        {
            "attempt_id": c.attempt_id,
            "channel_id": channel_of(c.attempt_id),
            "campaign": c.campaign,
            "number": c.number,
            "language": c.language,
            "words": {"script": c.script, "menu": c.menu, "read_backs": c.read_backs},
            "ring_seconds": c.ring_seconds,
            "valid_until": c.valid_until,
        }
        for c in calls
    ]
    await conn.bulk(_INSERT, records, now=now)
    await ring(conn)


async def ring(conn: Connection) -> None:
    await conn.run("select pg_notify(:bell, '')", bell=BELL)


async def known(conn: Connection, attempt_ids: Sequence[str]) -> set[str]:
    rows = await conn.rows(
        "select attempt_id from telephony.call where attempt_id = any(:ids)", ids=list(attempt_ids)
    )
    return {row["attempt_id"] for row in rows}


async def lines_busy(conn: Connection) -> int:
    """Count lines in use, calls that came in included: they share the trunk."""
    return int(
        await conn.value(
            "select (select count(*) from telephony.call where state = any(:live)) "
            "+ (select count(*) from telephony.hotline_call where state <> 'ended')",
            live=list(LIVE),
        )
    )


async def double_calls(conn: Connection) -> int:
    """Count calls that should not have been: two to one number at a time, or one after its news had been heard."""
    return int(await conn.value(_DOUBLE))


async def take(conn: Connection, now: datetime, limit: int) -> list[LoggedCall]:
    """Mark what is due as being dialled, and return it; what came too late or is not wanted any more ends."""
    await conn.run(_GIVE_UP, now=now)
    return [_logged(row) for row in await conn.rows(_TAKE, now=now, limit=limit)]


async def live(conn: Connection) -> list[LoggedCall]:
    """Return every call that was begun and has not ended."""
    begun = [s for s in LIVE if s is not CallState.INTENDED]
    rows = await conn.rows("select * from telephony.call where state = any(:begun)", begun=begun)
    return [_logged(row) for row in rows]


async def move(conn: Connection, attempt_id: str, state: CallState, now: datetime) -> None:
    await conn.run(
        "update telephony.call set state = :state, "
        "answered_at = case when :state = 'talking' then coalesce(answered_at, :now) else answered_at end "
        "where attempt_id = :attempt_id and state <> 'ended'",
        attempt_id=attempt_id,
        state=str(state),
        now=now,
    )


async def note(conn: Connection, attempt_id: str, heard: bool, keys: str, wants_person: bool) -> None:
    """Store how far the talk has come, so that it outlives this process."""
    await conn.run(
        "update telephony.call set heard = :heard, keys = :keys, wants_person = :wants_person "
        "where attempt_id = :attempt_id",
        attempt_id=attempt_id,
        heard=heard,
        keys=keys,
        wants_person=wants_person,
    )


async def resume(conn: Connection, attempt_id: str) -> int:
    """Count that a talk is taken up again with nothing chosen; returns how often that was by now."""
    return int(
        await conn.value(
            "update telephony.call set keys = '', resumed = resumed + 1 where attempt_id = :attempt_id returning resumed",
            attempt_id=attempt_id,
        )
    )


async def end(
    conn: Connection,
    attempt_id: str,
    result: str,
    cause: str,
    now: datetime,
    answered_at: datetime | None = None,
) -> bool:
    """End a call; False when it had ended before. ``answered_at`` = known only now."""
    return bool(
        await conn.run(
            _END, attempt_id=attempt_id, result=result, cause=cause, now=now, answered_at=answered_at
        )
    )


async def stop(conn: Connection, attempt_ids: Sequence[str]) -> int:
    """Want these stopped unless they are answered; returns how many still ring."""
    count = await conn.run(
        "update telephony.call set hang_up = true where attempt_id = any(:ids) and state = any(:unanswered)",
        ids=list(attempt_ids),
        unanswered=list(UNANSWERED),
    )
    await ring(conn)
    return count


async def unwanted(conn: Connection) -> list[str]:
    """Return the attempts that ring and should not any more."""
    rows = await conn.rows(
        "select attempt_id from telephony.call where hang_up and state in ('dialling', 'ringing')"
    )
    return [row["attempt_id"] for row in rows]


async def ended_after(conn: Connection, after: int, limit: int) -> list[CallOutcome]:
    """Number the calls that have ended, and return those past the cursor."""
    await conn.run("select pg_advisory_xact_lock(:key)", key=_TELL)
    await conn.run(_TELL_ENDED, limit=limit)
    rows = await conn.rows(
        "select * from telephony.call where sequence > :after order by sequence limit :limit",
        after=after,
        limit=limit,
    )
    return [CallOutcome.of(row) for row in rows]


async def of_attempts(conn: Connection, attempt_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the rows of these attempts, orders being taken included."""
    await conn.run("select pg_advisory_xact_lock(:key)", key=_PLACING)
    rows = await conn.rows("select * from telephony.call where attempt_id = any(:ids)", ids=list(attempt_ids))
    return {row["attempt_id"]: row for row in rows}


def _logged(row: dict[str, Any]) -> LoggedCall:
    words = row["words"]
    return LoggedCall(
        attempt_id=row["attempt_id"],
        channel_id=row["channel_id"],
        number=row["number"],
        language=row["language"],
        words=Words(words["script"], words["menu"], words["read_backs"]),
        ring_seconds=row["ring_seconds"],
        state=CallState(row["state"]),
        answered=row["answered_at"] is not None,
        heard=row["heard"],
        keys=row["keys"],
        resumed=row["resumed"],
    )
