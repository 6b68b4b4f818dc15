"""All SQL of bookings' own tables: changes, their claims and log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from hongyan.bookings.change import Change, ChangeRequest, StepRecord
from hongyan.bookings.saga import Kind, Outcome, State
from hongyan.core.money import Money
from hongyan.runtime import Connection
from hongyan.runtime.database import to_json

_LIVE = "state not in ('confirmed', 'told', 'failed', 'needs_person')"

_INSERT = """
insert into bookings.change (change_id, subject, order_id, passenger_ids, kind, old_segment_ids, hold_id, offer_id,
    itinerary, fee, fee_currency, requested_by, consent, language, state, requested_at, due_at, collect, collect_currency,
    payment_method, fare_differences)
values (:change_id, :subject, :order_id, :passenger_ids, :kind, :old_segment_ids, :hold_id, :offer_id,
    cast(:itinerary as jsonb), cast(:fee as numeric), :fee_currency, :requested_by, :consent, :language,
    'requested', :now, :now, cast(:collect as numeric), :collect_currency, :payment_method,
    cast(:fare_differences as jsonb))
"""

# A settled "keep" gives way to a later decision: the flight it kept may have been cancelled since.
_CLAIM_PASSENGERS = """
insert into bookings.change_claim as claim (subject, passenger_id, change_id)
select :subject, p, :change_id from unnest(cast(:passenger_ids as text[])) p order by p
on conflict (subject, passenger_id) do update set change_id = excluded.change_id
    where exists (select 1 from bookings.change c
                  where c.change_id = claim.change_id and c.kind = 'keep' and c.state in ('confirmed', 'told'))
"""

_LEASE = """
with due as (
    select change_id, uncertain from bookings.change
    where state not in ('confirmed', 'told', 'failed', 'needs_person') and due_at <= :now
      and (locked_until is null or locked_until < :wall)
    order by due_at, change_id limit :limit for update skip locked)
update bookings.change c
set locked_by = :worker, locked_until = :until, uncertain = true, version = c.version + 1
from due where c.change_id = due.change_id
returning c.*, due.uncertain as was_uncertain
"""

# Prolonging and writing meet on the same rows: both lock them in the order of their ids, or they deadlock.
_PROLONG = """
with mine as (
    select change_id from bookings.change where locked_by = :worker and change_id = any(:change_ids)
    order by change_id for update)
update bookings.change c set locked_until = :until from mine where c.change_id = mine.change_id returning c.change_id
"""

_WRITE = """
with mine as materialized (
    select change_id from bookings.change where locked_by = :worker and change_id = any(:change_ids)
    order by change_id for update)
update bookings.change c
set state = r.state, reason = r.reason, owner = r.owner, stuck_in = r.stuck_in, key_number = r.key_number,
    attempts = r.attempts, due_at = r.due_at, uncertain = r.uncertain, hold_id = r.hold_id,
    new_segment_ids = array(select jsonb_array_elements_text(r.new_segment_ids)), refund_id = r.refund_id,
    payment_id = r.payment_id, off_loaded = r.off_loaded, settled_at = r.settled_at,
    locked_by = case when r.resting then null else c.locked_by end,
    locked_until = case when r.resting then null else c.locked_until end,
    version = c.version + 1
from jsonb_to_recordset(cast(:records as jsonb)) as r(change_id text, version int, state text, reason text,
    owner text, stuck_in text, key_number int, attempts int, due_at timestamptz, uncertain boolean, hold_id text,
    new_segment_ids jsonb, refund_id text, payment_id text, off_loaded boolean, settled_at timestamptz, resting boolean)
    join mine using (change_id)
where c.change_id = r.change_id and c.version = r.version
returning c.change_id
"""

_LOG = """
insert into bookings.change_step (change_id, state, event, next, at, error)
select r.change_id, r.state, r.event, r.next, r.at, r.error
from rows from (jsonb_to_recordset(cast(:records as jsonb))
    as (change_id text, state text, event text, next text, at timestamptz, error text))
    with ordinality as r(change_id, state, event, next, at, error, position) order by position
"""


@dataclass(frozen=True, slots=True)
class Leased:
    """A change this worker may carry out; ``uncertain``: someone may have acted under its present key before."""

    change: Change
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A change as it shall be stored over the version it carries; ``resting`` ends the lease."""

    change: Change
    uncertain: bool
    resting: bool


async def insert_change(conn: Connection, change_id: str, request: ChangeRequest, now: datetime) -> None:
    """Store the intent."""
    await conn.run(
        _INSERT,
        change_id=change_id,
        subject=request.subject,
        order_id=request.order_id,
        passenger_ids=list(request.passenger_ids),
        kind=request.kind,
        old_segment_ids=list(request.old_segment_ids),
        hold_id=request.hold_id,
        offer_id=request.offer_id,
        itinerary=to_json(request.itinerary),
        fee=str(request.fee.amount) if request.fee else None,
        fee_currency=request.fee.currency if request.fee else None,
        requested_by=request.requested_by,
        consent=request.consent,
        language=request.language,
        now=now,
        collect=str(request.collect.amount) if request.collect else None,
        collect_currency=request.collect.currency if request.collect else None,
        payment_method=request.payment_method,
        fare_differences=to_json({p: str(d) for p, d in request.fare_differences.items()}),
    )


async def claim_passengers(
    conn: Connection, change_id: str, subject: str, passenger_ids: Sequence[str]
) -> bool:
    """Make ``change_id`` the one change of these passengers; False when any of them has another."""
    claimed = await conn.run(
        _CLAIM_PASSENGERS, subject=subject, change_id=change_id, passenger_ids=sorted(set(passenger_ids))
    )
    return claimed == len(set(passenger_ids))


async def claimant(
    conn: Connection, subject: str, passenger_ids: Sequence[str], other_than: str
) -> Change | None:
    """Return the change that has any of these passengers, if it is not ``other_than``."""
    row = await conn.row(
        """
        select c.* from bookings.change_claim k join bookings.change c using (change_id)
        where k.subject = :subject and k.passenger_id = any(:passenger_ids) and k.change_id <> :other limit 1
        """,
        subject=subject,
        passenger_ids=list(passenger_ids),
        other=other_than,
    )
    return _change(row) if row else None


async def lease_due(
    conn: Connection, worker: str, now: datetime, wall: datetime, until: datetime, limit: int
) -> list[Leased]:
    """Take up to ``limit`` due changes nobody works on (or whose worker fell silent) until ``until`` (wall time)."""
    rows = await conn.rows(_LEASE, worker=worker, now=now, wall=wall, until=until, limit=limit)
    rows.sort(key=lambda r: (r["due_at"], r["change_id"]))
    return [Leased(_change(r), r["was_uncertain"]) for r in rows]


async def prolong(conn: Connection, worker: str, change_ids: Iterable[str], until: datetime) -> set[str]:
    """Keep the lease of these changes until ``until``; returns those this worker still has."""
    rows = await conn.rows(_PROLONG, worker=worker, change_ids=list(change_ids), until=until)
    return {r["change_id"] for r in rows}


async def write_changes(conn: Connection, worker: str, written: Sequence[Written]) -> set[str]:
    """Store new states, each only over the version it was read with and only under this worker's lease."""
    records = [_record(w) for w in written]
    rows = await conn.rows(
        _WRITE, records=to_json(records), worker=worker, change_ids=[r["change_id"] for r in records]
    )
    return {r["change_id"] for r in rows}


async def write_steps(conn: Connection, steps: Sequence[StepRecord]) -> None:
    """Append to the log."""
    await conn.bulk(
        _LOG,
        [
            {
                "change_id": s.change_id,
                "state": s.state,
                "event": s.event,
                "next": s.next,
                "at": s.at,
                "error": s.error,
            }
            for s in steps
        ],
    )


async def give_claims_back(conn: Connection, change_ids: Sequence[str]) -> None:
    """Let passengers of failed changes choose again."""
    if change_ids:
        await conn.run("delete from bookings.change_claim where change_id = any(:ids)", ids=list(change_ids))


async def changes_by_id(conn: Connection, change_ids: Sequence[str]) -> list[Change]:
    """Return the changes that exist."""
    rows = await conn.rows("select * from bookings.change where change_id = any(:ids)", ids=list(change_ids))
    return [_change(r) for r in rows]


async def changes_of_subjects(conn: Connection, subjects: Sequence[str]) -> list[Change]:
    """Return every change of these subjects, oldest first."""
    rows = await conn.rows(
        "select * from bookings.change where subject = any(:s) order by requested_at, change_id",
        s=list(subjects),
    )
    return [_change(r) for r in rows]


async def changes_of_a_person(conn: Connection, owner: str | None, offset: int, limit: int) -> list[Change]:
    """Return changes the machine could not finish, oldest first; ``owner`` None = everybody's."""
    rows = await conn.rows(
        """
        select * from bookings.change where state = 'needs_person' and (cast(:owner as text) is null or owner = :owner)
        order by requested_at, change_id offset :offset limit :limit
        """,
        owner=owner,
        offset=offset,
        limit=limit,
    )
    return [_change(r) for r in rows]


async def steps_of(conn: Connection, change_id: str) -> list[StepRecord]:
    """Return the log of one change, oldest first."""
    rows = await conn.rows(
        "select state, event, next, at, error from bookings.change_step where change_id = :id order by step_id",
        id=change_id,
    )
    return [
        StepRecord(change_id, State(r["state"]), Outcome(r["event"]), State(r["next"]), r["at"], r["error"])
        for r in rows
    ]


async def lock_change(conn: Connection, change_id: str) -> Change | None:
    """Return a change and keep others from moving it until the transaction ends."""
    row = await conn.row("select * from bookings.change where change_id = :id for update", id=change_id)
    return _change(row) if row else None


async def set_by_hand(conn: Connection, change: Change) -> None:
    """Store what a person decided about a change they hold with ``lock_change``."""
    await conn.run(
        """
        update bookings.change set state = :state, reason = :reason, owner = :owner, stuck_in = :stuck_in,
            attempts = :attempts, due_at = :due_at, settled_at = cast(:settled_at as timestamptz),
            version = version + 1
        where change_id = :id
        """,
        id=change.change_id,
        state=change.state.value,
        reason=change.reason,
        owner=change.owner,
        stuck_in=change.stuck_in.value if change.stuck_in else None,
        attempts=change.attempts,
        due_at=change.due_at,
        settled_at=change.settled_at,
    )


async def mark_told(conn: Connection, change_ids: Sequence[str]) -> int:
    """Record that the passengers of confirmed changes have been told."""
    return await conn.run(
        "update bookings.change set state = 'told', version = version + 1 "
        "where change_id = any(:ids) and state = 'confirmed'",
        ids=list(change_ids),
    )


async def next_due(conn: Connection) -> datetime | None:
    """Return when the next live change is due."""
    found: datetime | None = await conn.value(f"select min(due_at) from bookings.change where {_LIVE}")
    return found


def _record(written: Written) -> dict[str, Any]:
    change = written.change
    return {
        "change_id": change.change_id,
        "version": change.version,
        "state": change.state,
        "reason": change.reason,
        "owner": change.owner,
        "stuck_in": change.stuck_in,
        "key_number": change.key_number,
        "attempts": change.attempts,
        "due_at": change.due_at,
        "uncertain": written.uncertain,
        "hold_id": change.hold_id,
        "new_segment_ids": change.new_segment_ids,
        "refund_id": change.refund_id,
        "payment_id": change.payment_id,
        "off_loaded": change.off_loaded,
        "settled_at": change.settled_at,
        "resting": written.resting,
    }


def _change(row: dict[str, Any]) -> Change:
    return Change(
        change_id=row["change_id"],
        subject=row["subject"],
        order_id=row["order_id"],
        passenger_ids=tuple(row["passenger_ids"]),
        kind=Kind(row["kind"]),
        old_segment_ids=tuple(row["old_segment_ids"]),
        hold_id=row["hold_id"],
        offer_id=row["offer_id"],
        itinerary=tuple(row["itinerary"]),
        fee=Money(row["fee"], row["fee_currency"]) if row["fee"] is not None else None,
        requested_by=row["requested_by"],
        consent=row["consent"],
        language=row["language"],
        state=State(row["state"]),
        requested_at=row["requested_at"],
        due_at=row["due_at"],
        reason=row["reason"],
        owner=row["owner"],
        stuck_in=State(row["stuck_in"]) if row["stuck_in"] else None,
        key_number=row["key_number"],
        attempts=row["attempts"],
        new_segment_ids=tuple(row["new_segment_ids"]),
        refund_id=row["refund_id"],
        off_loaded=row["off_loaded"],
        settled_at=row["settled_at"],
        version=row["version"],
        collect=Money(row["collect"], row["collect_currency"]) if row["collect"] is not None else None,
        payment_method=row["payment_method"],
        payment_id=row["payment_id"],
        fare_differences={p: Decimal(d) for p, d in row["fare_differences"].items()},
    )
