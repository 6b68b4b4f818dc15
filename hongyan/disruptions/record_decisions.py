"""Write what was decided: disruptions, their passengers, story and events, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.core.events import Event
from hongyan.disruptions import repository
from hongyan.disruptions.decide import Decision
from hongyan.disruptions.events import (
    DisruptionClosed,
    DisruptionOpened,
    DisruptionUpdated,
    DisruptionWithdrawn,
)
from hongyan.jobs import Outbox
from hongyan.runtime import Connection


async def record_decisions(
    conn: Connection, outbox: Outbox, decisions: Sequence[Decision], now: datetime
) -> None:
    """Write each decision once; ``quiet`` ones change rows and tell nobody."""
    opened = [d.disruption for d in decisions if d.what == "opened"]
    changed = [d for d in decisions if d.what in {"kind", "times", "quiet"}]
    over = [d for d in decisions if d.what in {"withdrawn", "closed"}]
    # What ends goes first: a leg has one open disruption at a time.
    await repository.end(
        conn, {d.disruption.disruption_id: (str(d.disruption.state), d.why) for d in over}, now
    )
    await repository.insert_disruptions(conn, opened)
    await repository.update_disruptions(conn, [d.disruption for d in changed])
    await repository.upsert_affected(conn, [p for d in decisions for p in d.affected], now)
    touched = [d.disruption.disruption_id for d in decisions if d.affected]
    counts = await repository.recount(conn, touched) if touched else {}
    told = [d for d in decisions if d.what != "quiet"]
    told += await _uncovered(conn, told)
    await repository.tell(conn, [_story(d, counts, now) for d in told])
    await outbox.emit(conn, [_event(d, counts, now) for d in told])


async def _uncovered(conn: Connection, told: Sequence[Decision]) -> list[Decision]:
    """Disruptions of the same orders: their parties may have counted on the plan of one that was withdrawn."""
    withdrawn = [d.disruption.disruption_id for d in told if d.what == "withdrawn"]
    if not withdrawn:
        return []
    known = {d.disruption.disruption_id for d in told}
    others = await repository.sharing_orders(conn, withdrawn)
    return [Decision("passengers", d) for d in others if d.disruption_id not in known]


def _story(
    decision: Decision, counts: Mapping[str, tuple[int, int]], now: datetime
) -> tuple[str, datetime, str, dict[str, Any]]:
    disruption = decision.disruption
    details: dict[str, Any] = {
        "kind": str(disruption.kind),
        "departure_delay_minutes": disruption.departure_delay_minutes,
        "arrival_delay_minutes": disruption.arrival_delay_minutes,
        "cause_code": disruption.cause_code,
        "known_at": disruption.known_at,
        "affected": counts.get(disruption.disruption_id, (disruption.affected, disruption.parties))[0],
    }
    details["count"] = details["affected"]
    if decision.why:
        details["why"] = decision.why
    what = decision.what if decision.what in {"opened", "withdrawn", "closed"} else "updated"
    return disruption.disruption_id, now, what, details


def _event(decision: Decision, counts: Mapping[str, tuple[int, int]], now: datetime) -> Event:
    disruption = decision.disruption
    ids = {"disruption_id": disruption.disruption_id, "leg_id": disruption.leg_id}
    if decision.what == "withdrawn":
        return DisruptionWithdrawn(at=now, **ids, why=decision.why)
    if decision.what == "closed":
        return DisruptionClosed(at=now, **ids, why=decision.why)
    affected, parties = counts.get(disruption.disruption_id, (disruption.affected, disruption.parties))
    kind, known = str(disruption.kind), disruption.known_at
    if decision.what == "opened":
        return DisruptionOpened(at=now, **ids, kind=kind, known_at=known, affected=affected, parties=parties)
    return DisruptionUpdated(
        at=now, **ids, kind=kind, known_at=known, affected=affected, parties=parties, what=decision.what
    )
