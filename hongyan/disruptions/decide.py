"""From legs as they stand and disruptions as stored to what must be written: open, update, withdraw, close. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hongyan.core.ids import new_id
from hongyan.disruptions.judge import (
    ToldAt,
    has_left,
    judge,
    known_at,
    may_break_connections,
    verdict_of,
    why_over,
)
from hongyan.disruptions.model import AffectedPassenger, Disruption, DisruptionKind, DisruptionState, Verdict
from hongyan.disruptions.rules.causes import cause_of
from hongyan.disruptions.settings import DisruptionsSettings
from hongyan.flights import Leg


@dataclass(frozen=True, slots=True)
class Case:
    """A leg to be decided on. ``verdict`` None = judge finds no disruption; ``needs_orders`` = who is on it matters."""

    leg: Leg
    existing: Disruption | None
    verdict: Verdict | None
    told: tuple[ToldAt, ...]
    needs_orders: bool

    @property
    def switches(self) -> bool:
        """The flight's own disruption is over, and what may remain are broken connections: a new, smaller one."""
        return (
            self.existing is not None
            and self.verdict is not None
            and self.verdict.kind is DisruptionKind.MISCONNECT
            and self.existing.kind is not DisruptionKind.MISCONNECT
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write. ``what``: opened, kind, times, passengers, quiet (write, tell nobody), withdrawn, closed."""

    what: str
    disruption: Disruption
    affected: tuple[AffectedPassenger, ...] = ()
    why: str = ""


def case_of(
    leg: Leg, existing: Disruption | None, told: Sequence[ToldAt], settings: DisruptionsSettings
) -> Case:
    """Judge one leg; connections are checked where the leg itself is no disruption but late."""
    verdict = judge(leg, settings)
    if verdict is None and may_break_connections(leg, settings) and not _goes_on(leg, existing, settings):
        verdict = verdict_of(leg, DisruptionKind.MISCONNECT)
    needs = verdict is not None and (existing is None or _moved(existing, leg, verdict, settings))
    return Case(leg, existing, verdict, tuple(told), needs)


def _goes_on(leg: Leg, existing: Disruption | None, settings: DisruptionsSettings) -> bool:
    """Say whether a disruption of the whole flight stays open, so that its broken connections are in it already."""
    if existing is None or existing.kind is DisruptionKind.MISCONNECT:
        return False
    why = why_over(leg, existing.kind, settings)
    return why is None or (why == "departed" and existing.misconnects > 0)


def _moved(existing: Disruption, leg: Leg, verdict: Verdict, settings: DisruptionsSettings) -> bool:
    shifts = (leg.departs - existing.departs, leg.arrives - existing.arrives)
    material = max(abs(s.total_seconds()) for s in shifts) >= settings.update_minutes * 60
    return verdict.kind is not existing.kind or material


def disruption_id_of(case: Case) -> str:
    if case.existing and not case.switches:
        return case.existing.disruption_id
    return new_id("dis")


def decide(
    case: Case,
    disruption_id: str,
    affected: Sequence[AffectedPassenger],
    settings: DisruptionsSettings,
    now: datetime,
) -> list[Decision]:
    """Decide one leg, ``affected`` being who it hits by ``case.verdict`` (empty when that was not asked).

    A leg that hits nobody opens nothing. What ends comes before what opens.
    """
    opens = case.verdict is not None and bool(affected) and (case.existing is None or case.switches)
    decisions: list[Decision | None] = []
    if case.existing is not None and (case.verdict is None or case.switches):
        decisions.append(_over(case, case.existing, settings))
    elif case.existing is not None and case.verdict is not None:
        decisions.append(_goes_on_as(case, case.existing, case.verdict, affected, settings))
    if case.verdict is not None and opens:
        opened = _opened(case, case.verdict, disruption_id, settings, now)
        decisions.append(Decision("opened", opened, tuple(affected)))
    return [d for d in decisions if d is not None]


def _goes_on_as(
    case: Case,
    existing: Disruption,
    verdict: Verdict,
    affected: Sequence[AffectedPassenger],
    settings: DisruptionsSettings,
) -> Decision | None:
    if verdict.kind is DisruptionKind.MISCONNECT and case.needs_orders and not affected:
        return Decision(
            "withdrawn", replace(existing, state=DisruptionState.WITHDRAWN), why="connections_hold"
        )
    return _updated(case, existing, verdict, affected, settings)


def _opened(
    case: Case, verdict: Verdict, disruption_id: str, settings: DisruptionsSettings, now: datetime
) -> Disruption:
    leg = case.leg
    fresh = Disruption(
        disruption_id=disruption_id,
        leg_id=leg.leg_id,
        leg=leg.key,
        kind=verdict.kind,
        state=DisruptionState.OPEN,
        std=leg.std,
        sta=leg.sta,
        departs=leg.departs,
        arrives=leg.arrives,
        departure_delay_minutes=verdict.departure_delay_minutes,
        arrival_delay_minutes=verdict.arrival_delay_minutes,
        cause_code=None,
        cause_class=None,
        carrier_cause=None,
        known_at=known_at(list(case.told), verdict.kind, settings) if case.told else now,
        opened_at=now,
    )
    return _as_it_stands(fresh, leg, verdict)


def _as_it_stands(disruption: Disruption, leg: Leg, verdict: Verdict) -> Disruption:
    cause = cause_of(leg.cause_code, leg.inherited_cause)
    return replace(
        disruption,
        kind=verdict.kind,
        departs=leg.departs,
        arrives=leg.arrives,
        departure_delay_minutes=verdict.departure_delay_minutes,
        arrival_delay_minutes=verdict.arrival_delay_minutes,
        cause_code=leg.cause_code,
        inherited_cause=leg.inherited_cause,
        cause_class=cause.cause_class if cause else None,
        carrier_cause=cause.carrier_cause if cause else None,
        leg_version=leg.version,
        has_left=has_left(leg),
        registration=leg.registration,
    )


def _updated(
    case: Case,
    existing: Disruption,
    verdict: Verdict,
    affected: Sequence[AffectedPassenger],
    settings: DisruptionsSettings,
) -> Decision | None:
    if case.leg.version == existing.leg_version and verdict.kind is existing.kind:
        return None
    changed = _as_it_stands(existing, case.leg, verdict)
    if verdict.kind is not existing.kind:
        # Another kind is news of its own: passengers must be told of it from now on.
        told = known_at(list(case.told), verdict.kind, settings) if case.told else existing.known_at
        return Decision("kind", replace(changed, known_at=told), tuple(affected))
    return Decision("times" if case.needs_orders else "quiet", changed, tuple(affected))


def _over(case: Case, existing: Disruption, settings: DisruptionsSettings) -> Decision | None:
    why = why_over(case.leg, existing.kind, settings)
    if existing.kind is DisruptionKind.MISCONNECT:
        why = "connections_hold"
    if why == "departed" and existing.misconnects == 0:
        return Decision("closed", replace(existing, state=DisruptionState.CLOSED), why=why)
    if why is not None and why != "departed":
        return Decision("withdrawn", replace(existing, state=DisruptionState.WITHDRAWN), why=why)
    if case.leg.version == existing.leg_version:
        return None
    still = Verdict(
        existing.kind,
        verdict_of(case.leg, existing.kind).departure_delay_minutes,
        case.leg.arrival_delay_minutes,
    )
    return Decision("quiet", _as_it_stands(existing, case.leg, still))


def cases_of(
    legs: Sequence[Leg],
    existing: Mapping[str, Disruption],
    told: Mapping[str, Sequence[ToldAt]],
    settings: DisruptionsSettings,
) -> list[Case]:
    return [case_of(leg, existing.get(leg.leg_id), told.get(leg.leg_id, ()), settings) for leg in legs]
