"""Applies a batch of feed messages in one transaction: read, apply purely, write legs, history, events and outcomes."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from hongyan.core.errors import HongyanError
from hongyan.core.ids import new_id
from hongyan.flights import message_repository as letters
from hongyan.flights import repository
from hongyan.flights.airports import Airports
from hongyan.flights.apply import Change, FlightBook, FlightKey
from hongyan.flights.events import LegChanged
from hongyan.flights.feeds.causes import REACTIONARY
from hongyan.flights.feeds.read import read_messages
from hongyan.flights.inherit_cause import inherited_causes
from hongyan.flights.messages import FlightMessage, OriginDay
from hongyan.flights.model import Leg
from hongyan.flights.rows import leg_to_row
from hongyan.flights.settings import FlightsSettings
from hongyan.jobs import Outbox
from hongyan.runtime import Connection

log = structlog.get_logger(__name__)
_ROTATION = timedelta(hours=36)  # an aircraft's earlier leg is looked for this far back
_AT_A_STRETCH = 50  # messages read or applied before other tasks of the process get their turn
_ROUNDS = (
    4  # a leg that appears may let a waiting message create another, and so on; real chains are two long
)


@dataclass(slots=True)
class Letter:
    """One stored message on its way: what it says, or why it cannot be read."""

    row: dict[str, Any]
    messages: list[FlightMessage] = field(default_factory=list)
    state: str = "received"
    reason: str | None = None

    @property
    def flights(self) -> list[str]:
        return sorted({message.flight for message in self.messages})

    def outcome(self) -> dict[str, Any]:
        return {
            "message_id": self.row["message_id"],
            "state": self.state,
            "reason": self.reason,
            "flights": self.flights,
        }


@dataclass(slots=True)
class Recorded:
    """A change, with the message it came from."""

    change: Change
    message_id: str | None
    source: str


async def process_batch(
    conn: Connection, outbox: Outbox, airports: Airports, settings: FlightsSettings, now: datetime, limit: int
) -> int:
    """Apply the oldest messages not yet looked at; return how many (0 = none, or another transaction is at it)."""
    if not await letters.lock_feed(conn):
        return 0
    rows = await letters.next_received(conn, limit, int(settings.batch_megabytes * 1_000_000))
    if not rows:
        return 0
    batch = await _read(rows, airports)
    await _mark_duplicates(conn, batch, now - timedelta(hours=settings.duplicate_hours))
    book = FlightBook((), lambda: new_id("leg"))
    changes = await _apply(book, await _with_flights(conn, book, batch))
    changes += await _apply_waiting(conn, book, batch, airports)
    await _save(conn, outbox, book, changes, now)
    await letters.save_outcomes(conn, [letter.outcome() for letter in batch], now)
    return len(rows)


async def _read(rows: Sequence[dict[str, Any]], airports: Airports) -> list[Letter]:
    found = []
    for place, row in enumerate(rows):
        if place % _AT_A_STRETCH == 0:
            await asyncio.sleep(0)
        found.append(read_letter(row, airports))
    return found


def read_letter(row: dict[str, Any], airports: Airports) -> Letter:
    """Read one stored message; whatever is wrong with it becomes the reason of a dead letter."""
    letter = Letter(row)
    try:
        letter.messages = read_messages(row["kind"], bytes(row["body"]), row["known_at"], airports)
    except HongyanError as error:
        letter.state, letter.reason = "dead", str(error)
    except Exception as error:  # one broken message must not hold up the others
        log.warning(
            "a feed message cannot be read", kind=row["kind"], message_id=row["message_id"], exc_info=True
        )
        letter.state, letter.reason = "dead", f"unreadable: {type(error).__name__}: {error}"
    return letter


async def _mark_duplicates(conn: Connection, batch: list[Letter], since: datetime) -> None:
    copies = await letters.earlier_copies(conn, {letter.row["digest"] for letter in batch}, since)
    for letter in batch:
        if letter.state != "dead" and copies.get(letter.row["digest"], letter.row["seq"]) < letter.row["seq"]:
            letter.state, letter.reason = "duplicate", "the same message came before"


async def _with_flights(conn: Connection, book: FlightBook, batch: Iterable[Letter]) -> list[Letter]:
    """Bring the flights these messages may mean into the book; return the messages that are to be applied."""
    live = [letter for letter in batch if letter.state in ("received", "waiting")]
    keys: set[FlightKey] = set()
    for letter in live:
        for message in letter.messages:
            spread = (0,) if isinstance(message.day, OriginDay) else (-1, 0, 1)
            keys |= {(message.carrier, message.number, message.day.day + timedelta(days=n)) for n in spread}
    for flight in await repository.load_flights(conn, keys - book.flights.keys()):
        book.flights[flight.key] = flight
    return live


async def _apply(book: FlightBook, live: Sequence[Letter]) -> list[Recorded]:
    found: list[Recorded] = []
    for place, letter in enumerate(live):
        if place % _AT_A_STRETCH == 0:
            await asyncio.sleep(0)
        unknown = 0
        for message in letter.messages:
            changes, known = book.apply(message)
            unknown += not known
            found += [Recorded(change, letter.row["message_id"], letter.row["kind"]) for change in changes]
        letter.state, letter.reason = _verdict(len(letter.messages), unknown)
    return found


def _verdict(messages: int, unknown: int) -> tuple[str, str | None]:
    if not messages:
        return "applied", "nothing in it concerns a flight's legs"
    if unknown:
        return "waiting", f"{unknown} of {messages} flights are not known yet"
    return "applied", None


async def _apply_waiting(
    conn: Connection, book: FlightBook, batch: list[Letter], airports: Airports
) -> list[Recorded]:
    """Apply messages that waited for a leg that has just appeared; those from earlier batches join this one."""
    found: list[Recorded] = []
    for _ in range(_ROUNDS):
        names = {f"{carrier}{number}" for carrier, number in book.grown}
        if not names:
            break
        book.grown.clear()
        here = {letter.row["message_id"] for letter in batch}
        rows = await letters.waiting_for(conn, names)
        batch += await _read([row for row in rows if row["message_id"] not in here], airports)
        waiting = [
            letter for letter in batch if letter.state == "waiting" or letter.row["state"] == "waiting"
        ]
        again = [letter for letter in waiting if letter.state != "applied" and names & set(letter.flights)]
        again.sort(key=lambda letter: letter.row["seq"])
        found += await _apply(book, await _with_flights(conn, book, again))
    return found


async def _save(
    conn: Connection, outbox: Outbox, book: FlightBook, changes: list[Recorded], now: datetime
) -> None:
    await repository.save_flights(conn, [flight for flight in book.flights.values() if flight.touched])
    newest = {recorded.change.after.leg_id: recorded.change.after for recorded in changes}
    await repository.save_legs(conn, list(newest.values()))
    changes = changes + await _inherit(conn, changes)
    await repository.save_changes(conn, [_history(recorded, now) for recorded in changes])
    await outbox.emit(conn, [_event(recorded) for recorded in changes])


async def _inherit(conn: Connection, changes: Sequence[Recorded]) -> list[Recorded]:
    """Give legs with a reactionary code the cause of their aircraft's earlier leg, and tell so."""
    moved = [r.change for r in changes if _touches_rotation(r.change)]
    aircraft = {leg.registration for c in moved for leg in (c.before, c.after) if leg and leg.registration}
    if not aircraft:
        return []
    times = [c.after.std for c in moved]
    legs = await repository.legs_of_aircraft(
        conn, aircraft, min(times) - _ROTATION, max(times) + _ROTATION, with_cause=REACTIONARY
    )
    causes = inherited_causes(legs)
    found = []
    source = changes[-1].change.message
    for leg in legs:
        if leg.inherited_cause != causes.get(leg.leg_id):
            after = replace(leg, inherited_cause=causes.get(leg.leg_id), version=leg.version + 1)
            found.append(Recorded(Change("info", leg, after, source), None, "rotation"))
    await repository.save_legs(conn, [recorded.change.after for recorded in found])
    return found


def _touches_rotation(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None:
        return True
    return (before.cause_code, before.registration, before.std) != (
        after.cause_code,
        after.registration,
        after.std,
    )


def _history(recorded: Recorded, now: datetime) -> dict[str, Any]:
    change = recorded.change
    after = leg_to_row(change.after)
    before = leg_to_row(change.before) if change.before else None
    if before is not None:
        changed = [name for name in after if after[name] != before[name]]
        before, after = {n: before[n] for n in changed}, {n: after[n] for n in changed}
    return {
        "leg_id": change.after.leg_id,
        "what": change.what,
        "known_at": change.message.known_at,
        "applied_at": now,
        "message_id": recorded.message_id,
        "source": recorded.source,
        "before": before,
        "after": after,
    }


def _event(recorded: Recorded) -> LegChanged:
    leg: Leg = recorded.change.after
    return LegChanged(
        at=recorded.change.message.known_at,
        leg_id=leg.leg_id,
        leg_key=str(leg.key),
        what=recorded.change.what,
        departs=leg.departs,
        arrives=leg.arrives,
        departure_delay_minutes=leg.departure_delay_minutes,
        arrival_delay_minutes=leg.arrival_delay_minutes,
        cause_code=leg.cause_code,
        message_id=recorded.message_id,
    )
