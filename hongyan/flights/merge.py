"""From facts to legs: the state of a flight is a pure function of the set of facts, whatever their order of arrival."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hongyan.flights.messages import Fact
from hongyan.flights.model import Leg, LegKey, LegStatus

Pair = tuple[str, str]
_ONCE = (
    "AD",
    "AA",
)  # elements that report an event that happens once, so a correction outlives a late original


def merge_facts(known: Iterable[Fact], new: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts worth keeping: per field, stations and slot the newest; of ``exists`` the oldest too."""
    newest: dict[tuple[Any, ...], Fact] = {}
    oldest: dict[tuple[Any, ...], Fact] = {}
    for fact in (*known, *new):
        key = (fact.field, fact.board, fact.off, fact.slot)
        if key not in newest or fact.order > newest[key].order:
            newest[key] = fact
        if fact.field == "exists" and (key not in oldest or fact.order < oldest[key].order):
            oldest[key] = fact
    older = [fact for key, fact in oldest.items() if fact.order != newest[key].order]
    return tuple(sorted([*newest.values(), *older], key=_stable))


def _stable(fact: Fact) -> tuple[Any, ...]:
    return (fact.at, fact.digest, fact.field, fact.board or "", fact.off or "", fact.slot)


def legs_from(carrier: str, number: str, origin_date: Any, facts: Sequence[Fact]) -> dict[Pair, Leg]:
    """Return the legs the facts make known: those with a schedule, a departure and an arrival time."""
    standing = _uncorrected(facts)
    pairs = {(f.board, f.off) for f in standing if f.field == "exists" and f.board and f.off}
    legs = {}
    for board, off in sorted(pairs):
        state = _LegFacts(standing, board, off)
        if state.value("std") and state.value("sta"):
            legs[(board, off)] = _leg(LegKey(carrier, number, origin_date, board, off), state)
    return legs


def _uncorrected(facts: Sequence[Fact]) -> list[Fact]:
    """Drop what corrections (COR) replaced: every older fact of the slot they correct, and older corrections of it.

    The value of a ``correction`` fact is the slot it corrects; its own facts stand in a slot beside that one.
    """
    newest: dict[str, Fact] = {}
    for fact in facts:
        if fact.field == "correction" and (fact.value not in newest or fact.order > newest[fact.value].order):
            newest[fact.value] = fact
    if not newest:
        return list(facts)
    replaced = newest | {correction.slot: correction for correction in newest.values()}
    returns = [f.at for f in facts if f.field == "returned"]
    return [f for f in facts if not _replaced(f, replaced.get(f.slot), returns)]


def _replaced(fact: Fact, correction: Fact | None, returns: list[str]) -> bool:
    if correction is None or fact.digest == correction.digest:
        return False
    if fact.at <= correction.at:
        return True
    once = fact.slot != correction.slot and fact.slot.rpartition(":")[2] in _ONCE
    return once and not any(correction.at < at <= fact.at for at in returns)


@dataclass(slots=True)
class _LegFacts:
    """The facts that concern one pair of stations, with the winner of each field."""

    facts: Sequence[Fact]
    board: str
    off: str
    winners: dict[str, Fact] = field(default_factory=dict)
    cancels: list[Fact] = field(default_factory=list)
    lifts: list[Fact] = field(default_factory=list)
    first_known: str = ""

    def __post_init__(self) -> None:
        diverted = max(
            (f for f in self.facts if f.field == "diverted_to"), key=lambda f: f.order, default=None
        )
        elsewhere = diverted.value if diverted else None
        for fact in self.facts:
            if fact.board is not None and fact.board != self.board:
                continue
            lands_here = fact.off in (None, self.off)
            if lands_here or (fact.off == elsewhere and fact.field in ("ata", "eta")):
                self._take(fact)

    def _take(self, fact: Fact) -> None:
        if fact.field == "cancelled":
            self.cancels.append(fact)
        elif fact.field == "operating":
            self.lifts.append(fact)
        else:
            if fact.field == "exists" and (not self.first_known or fact.at < self.first_known):
                self.first_known = fact.at
            best = self.winners.get(fact.field)
            if best is None or fact.order > best.order:
                self.winners[fact.field] = fact

    def value(self, name: str) -> Any:
        fact = self.winners.get(name)
        return fact.value if fact else None

    def at(self, name: str) -> str:
        """Return when the field's winner was known; '' sorts before every time."""
        fact = self.winners.get(name)
        return fact.at if fact else ""

    def instant(self, name: str) -> datetime | None:
        text = self.value(name)
        return datetime.fromisoformat(text) if text else None

    def cancelled(self) -> bool:
        """A cancel stands unless a newer message lifts it: a reinstatement, or a schedule message of its own source
        about a leg that was already known (a first schedule does not undo the cancel that came before it)."""
        return any(not any(self._lifted(cancel, lift) for lift in self.lifts) for cancel in self.cancels)

    def _lifted(self, cancel: Fact, lift: Fact) -> bool:
        if (lift.at, lift.digest) <= (cancel.at, cancel.digest) or lift.value["lifts"] not in (
            "*",
            cancel.source,
        ):
            return False
        return not lift.value["baseline"] or self.first_known < cancel.at

    def reinstated_at(self) -> str:
        return max((lift.at for lift in self.lifts if not lift.value["baseline"]), default="")


def _leg(key: LegKey, state: _LegFacts) -> Leg:
    std, sta = state.instant("std"), state.instant("sta")
    assert std is not None and sta is not None
    atd = state.instant("atd") if state.at("atd") > state.at("returned") else None
    ata = state.instant("ata") if state.at("ata") > state.at("returned") else None
    etd = state.instant("etd") if state.at("etd") >= state.at("retimed") else None
    via, through = _rerouting(key, state)
    if through and state.at("etd") < state.at("rerouted"):
        etd = through[0]
    eta = _expected_arrival(state, std, sta, etd, atd, through)
    cause = state.value("cause") if state.at("cause") > state.reinstated_at() else None
    off_routing = through is None and via is None
    known = state.value("departure_time_known")
    leg = Leg(
        leg_id="",
        key=key,
        std=std,
        sta=sta,
        etd=etd,
        eta=eta,
        atd=atd,
        ata=ata,
        cause_code=(cause or {}).get("code"),
        cause_system=(cause or {}).get("system"),
        cause_text=(cause or {}).get("text"),
        registration=state.value("registration"),
        aircraft_type=state.value("aircraft_type"),
        configuration=state.value("configuration"),
        departure_time_known=known is not False,
        diverted_to=state.value("diverted_to") or None,
        via=via or (),
        terminal=state.value("terminal"),
        arrival_terminal=state.value("arrival_terminal"),
        gate=state.value("gate"),
        status=_status(state, key, atd, ata, off_routing),
    )
    return leg


def _status(
    state: _LegFacts, key: LegKey, atd: datetime | None, ata: datetime | None, off_routing: bool
) -> LegStatus:
    """What physically happened outranks what was announced: a flight that left was not cancelled."""
    if (state.cancelled() or off_routing) and atd is None and ata is None:
        return LegStatus.CANCELLED
    if state.at("returned") and not (atd or ata):
        return LegStatus.RETURNED
    if "diverted_to" in state.winners:
        arrival = state.winners.get("ata")
        came_on = (
            arrival is not None and arrival.off in (None, key.off) and arrival.at > state.at("diverted_to")
        )
        return LegStatus.ARRIVED if came_on else LegStatus.DIVERTED
    if ata:
        return LegStatus.ARRIVED
    return LegStatus.DEPARTED if atd else LegStatus.SCHEDULED


def _expected_arrival(
    state: _LegFacts,
    std: datetime,
    sta: datetime,
    etd: datetime | None,
    atd: datetime | None,
    through: tuple[datetime, datetime] | None,
) -> datetime | None:
    """Return the sender's estimate, unless a newer departure time makes it old: then departure + scheduled block."""
    newest_departure = max(state.at("atd") if atd else "", state.at("etd") if etd else "")
    if through and state.at("rerouted") > max(state.at("eta"), newest_departure):
        return through[1]
    if state.at("eta") and state.at("eta") >= max(newest_departure, state.at("retimed")):
        return state.instant("eta")
    departs = atd or etd
    return departs + (sta - std) if departs and abs(departs - std) >= timedelta(minutes=1) else None


def _rerouting(
    key: LegKey, state: _LegFacts
) -> tuple[tuple[str, ...] | None, tuple[datetime, datetime] | None]:
    """Return (via, (departs, arrives)) when a newer routing carries this pair through other stations.

    ``((), None)`` = not re-routed or part of the new routing; ``(None, None)`` = the new routing leaves the pair out.
    """
    routing = state.value("rerouted")
    told = state.at("rerouted")
    if not routing or (state.at("exists") > told and state.first_known <= told):
        return (), None
    if any([b, o] == [key.board, key.off] for b, o, _, _ in routing):
        return (), None
    boards = [leg[0] for leg in routing]
    offs = [leg[1] for leg in routing]
    if key.board not in boards or key.off not in offs:
        return None, None
    start, end = boards.index(key.board), offs.index(key.off)
    if end < start:
        return None, None
    times = datetime.fromisoformat(routing[start][2]), datetime.fromisoformat(routing[end][3])
    return tuple(offs[start:end]), times
