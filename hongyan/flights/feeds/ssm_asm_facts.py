"""Turns read SSM/ASM messages into facts: periods become dates, station-local times become UTC, actions become claims."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hongyan.flights.airports import Airports
from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.feeds.causes import cause_in_text
from hongyan.flights.feeds.dates import telegram_date
from hongyan.flights.feeds.envelope import at_time, envelope_time
from hongyan.flights.messages import Day, Fact, FlightMessage, Known, OriginDay, UtcDay, iso

_CREATES = frozenset({"NEW", "RPL", "RRT"})
_APPLIED = _CREATES | {"CNL", "RIN", "TIM", "EQT", "CON"}
_NOTHING_TO_APPLY = frozenset({"ADM", "ACK", "NAC"})
_OPEN_END_DAYS = 366


def ssm_asm_messages(subs: list[dict[str, Any]], known: Known, airports: Airports) -> list[FlightMessage]:
    """Return what the sub-messages say, one FlightMessage per flight and date. Raises UnreadableMessage."""
    found: list[FlightMessage] = []
    for part, sub in enumerate(subs):
        if sub["action"] in _NOTHING_TO_APPLY:
            continue
        if sub["action"] not in _APPLIED:
            raise UnreadableMessage(f"action {sub['action']} is read but not applied: somebody has to look")
        at = known.at(envelope_time(sub.get("envelope"), known.given))
        for flight in [sub["flight"], *sub.get("further_flights", [])]:
            for day in _dates(sub, flight, at):
                found.append(_message(sub, flight, day, at, f"{known.digest}.{part}", airports))
    return found


def _dates(sub: dict[str, Any], flight: dict[str, Any], at: datetime) -> Iterator[date]:
    if "date" in flight:
        yield _full_date(flight["date"], at)
        return
    period = sub.get("period")
    if period is None:
        raise UnreadableMessage(f"{sub['type']} {sub['action']} has neither a date nor a period")
    start = date.fromisoformat(period["start"])
    end = (
        start + timedelta(days=_OPEN_END_DAYS)
        if period["end"] == "00XXX00"
        else date.fromisoformat(period["end"])
    )
    weeks = int(period.get("frequency", "W1")[1:])
    for n in range((end - start).days + 1):
        day = start + timedelta(days=n)
        if day.isoweekday() in period["days"] and (n // 7) % weeks == 0:
            yield day


def _full_date(text: str, at: datetime) -> date:
    """Complete ``10OCT`` or ``10`` to the date nearest to the time of the message."""
    if len(text) == 10:
        return date.fromisoformat(text)
    near = at.date()
    fits = [
        d for d in (near + timedelta(days=n) for n in range(-183, 184)) if telegram_date(d).startswith(text)
    ]
    if not fits:
        raise UnreadableMessage(f"{text} is no date", line=text)
    return min(fits, key=lambda d: abs(d - near))


def _message(
    sub: dict[str, Any], flight: dict[str, Any], day: date, at: datetime, digest: str, airports: Airports
) -> FlightMessage:
    source, action = sub["type"].lower(), sub["action"]
    legs = _timed_legs(sub, day, airports)
    make = _FactMaker(
        iso(at), source, digest, rank=1 if source == "asm" or "XASM" in sub.get("secondary", []) else 0
    )
    facts = [
        *_action_facts(action, legs, make),
        *_equipment_facts(sub, make),
        *_cause_facts(sub, action, make),
    ]
    return FlightMessage(
        kind=source,
        carrier=flight["carrier"],
        number=_plain_number(flight["number"]),
        day=_day(sub, day, legs, airports),
        facts=tuple(facts),
        action=action,
        known_at=at,
        digest=digest,
    )


def _day(sub: dict[str, Any], day: date, legs: list["TimedLeg"], airports: Airports) -> Day:
    if sub["time_mode"] == "LT":
        return OriginDay(day)
    if legs and sub["action"] == "NEW":
        board, std = legs[0][0], legs[0][2]
        known = airports.get(board) is not None  # an unknown airport has no local day but the UTC one
        return OriginDay(airports.local(std, board).date() if known else std.date())
    return UtcDay(day)


TimedLeg = tuple[str, str, datetime, datetime]


def _timed_legs(sub: dict[str, Any], day: date, airports: Airports) -> list[TimedLeg]:
    timed: list[TimedLeg] = []
    local = sub["time_mode"] == "LT"
    after = None
    for leg in sub.get("legs", ()):
        std = _instant(day, leg["std"], leg.get("std_day"), leg["board"], local, airports, after)
        sta = _instant(day, leg["sta"], leg.get("sta_day"), leg["off"], local, airports, std)
        timed.append((leg["board"], leg["off"], std, sta))
        after = sta
    return timed


def _instant(
    day: date,
    hhmm: str,
    offset: int | None,
    station: str,
    local: bool,
    airports: Airports,
    after: datetime | None,
) -> datetime:
    """Return the instant of a schedule time; without a stated day offset, the first one not before ``after``."""
    days = offset or 0
    while True:
        on = day + timedelta(days=days)
        moment = _local(on, hhmm, station, airports) if local else at_time(on, hhmm)
        if offset is not None or after is None or moment >= after:
            return moment
        days += 1


def _local(day: date, hhmm: str, station: str, airports: Airports) -> datetime:
    if hhmm == "2400":
        return airports.instant(day + timedelta(days=1), time(0), station)
    try:
        return airports.instant(day, time(int(hhmm[:2]), int(hhmm[2:])), station)
    except ValueError as error:
        raise UnreadableMessage(f"{hhmm} is no time of day", line=hhmm) from error


class _FactMaker:
    """Stamps facts with the message's time, source and digest."""

    def __init__(self, at: str, source: str, digest: str, rank: int) -> None:
        self.at, self.source, self.digest, self.rank = at, source, digest, rank

    def __call__(
        self, field: str, value: Any, slot: str = "", leg: TimedLeg | None = None, rank: int | None = None
    ) -> Fact:
        return Fact(
            field=field,
            value=value,
            at=self.at,
            slot=f"{self.source}:{slot}" if slot else self.source,
            digest=self.digest,
            board=leg[0] if leg else None,
            off=leg[1] if leg else None,
            rank=self.rank if rank is None else rank,
        )


def _action_facts(action: str, legs: list[TimedLeg], make: _FactMaker) -> Iterator[Fact]:
    if action == "CNL":
        yield make("cancelled", True, rank=1)
    if action == "RIN":
        yield make("operating", {"lifts": "*", "baseline": False}, rank=1)
    if action in _CREATES:
        lifts = "*" if make.rank else "ssm"
        yield make("operating", {"lifts": lifts, "baseline": True}, slot=f"lifts-{lifts}", rank=1)
    for leg in legs:
        if action in _CREATES:
            yield make("exists", iso(leg[2]), leg=leg)
        if action in _CREATES or action in ("TIM", "CON", "EQT"):
            yield make("std", iso(leg[2]), leg=leg)
            yield make("sta", iso(leg[3]), leg=leg)
        if action in ("TIM", "RPL"):
            yield make("retimed", True, leg=leg)
    if action in ("RRT", "RPL") and legs:
        yield make("rerouted", [[b, o, iso(std), iso(sta)] for b, o, std, sta in legs])


def _equipment_facts(sub: dict[str, Any], make: _FactMaker) -> Iterator[Fact]:
    scopes: list[TimedLeg | None] = [None]
    pairs = [segment.split("/") for segment in sub.get("segments", ()) if len(segment) == 7]
    if pairs:
        epoch = datetime.min.replace(tzinfo=UTC)
        scopes = [(board, off, epoch, epoch) for board, off in pairs]
    for scope in scopes:
        for field in ("aircraft_type", "configuration"):
            if field in sub:
                yield make(field, sub[field], leg=scope)


def _cause_facts(sub: dict[str, Any], action: str, make: _FactMaker) -> Iterator[Fact]:
    if action in ("CNL", "TIM", "RRT"):
        cause = cause_in_text(sub.get("si", ""), [w for w in sub.get("secondary", ()) if w != "XASM"])
        if cause:
            yield make("cause", cause, rank=1)


def _plain_number(number: str) -> str:
    return number.lstrip("0") or "0"
