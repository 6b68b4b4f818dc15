"""What happened in a replayed day, counted from the rows themselves and from the simulated line's own log."""

import resource
import sys
from typing import Any

from hongyan.bootstrap import Product
from hongyan.entrypoints.replay.options import ReplayOptions
from hongyan.flights import BtsDay

_FLIGHTS = """
select count(*) as flights,
       count(*) filter (where status = 'cancelled') as cancelled,
       count(*) filter (where status <> 'cancelled'
                        and extract(epoch from coalesce(ata, eta, sta) - sta) >= 10800) as delayed_3h
from flights.leg where carrier = any(:carriers) and origin_date = :day
"""
_AFFECTED = """
select count(*) as affected, count(distinct a.party_id) as parties
from disruptions.affected a join disruptions.disruption d using (disruption_id) where d.state <> 'withdrawn'
"""
_FIRST = """
select percentile_disc(0.5) within group (order by wait) as p50,
       percentile_disc(0.99) within group (order by wait) as p99, max(wait) as max
from (
    select extract(epoch from first_attempt_at - known_at)::float as wait
    from outreach.task where first_attempt_at >= known_at
) w
"""
_REACH = """
select r.state, count(*) as n from outreach.reach r
join disruptions.disruption d using (disruption_id) where d.state <> 'withdrawn' group by 1
"""
_RUNGS = """
select coalesce(r.reached_by, 'unknown') as rung, count(*) as n from outreach.reach r
join disruptions.disruption d using (disruption_id) where d.state <> 'withdrawn' and r.state = 'reached'
group by 1 order by 2 desc
"""
_REASONS = """
select coalesce(r.reason, 'unknown') as reason, count(*) as n from outreach.reach r
join disruptions.disruption d using (disruption_id) where d.state <> 'withdrawn' and r.state = 'unreachable'
group by 1 order by 2 desc
"""
_DECIDED = """
select c.kind, c.state in ('confirmed', 'told') as carried_out, count(*) as n
from disruptions.affected a
join disruptions.disruption d using (disruption_id)
join bookings.change c on c.subject = a.party_id and a.passenger_id = any(c.passenger_ids) and c.state <> 'failed'
where d.state <> 'withdrawn'
group by 1, 2
"""


def peak_memory_mb() -> float:
    """Return the largest resident size this process ever had, in MB (kilobytes on Linux, bytes on macOS)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(float(peak) / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


async def report_of(
    product: Product, day: BtsDay, options: ReplayOptions, *, wall_seconds: float, steps: int
) -> dict[str, Any]:
    """Count everything. Raises nothing: a broken invariant is a number in the report, to be seen."""
    carriers = [options.carrier] if options.carrier else sorted({leg.key.carrier for leg in day.legs})
    async with product.db.snapshot() as conn:
        flights = await conn.row(_FLIGHTS, carriers=carriers, day=options.day) or {}
        affected = await conn.row(_AFFECTED) or {}
        first = await conn.row(_FIRST) or {}
        reach = {row["state"]: row["n"] for row in await conn.rows(_REACH)}
        rungs = {row["rung"]: row["n"] for row in await conn.rows(_RUNGS)}
        reasons = {row["reason"]: row["n"] for row in await conn.rows(_REASONS)}
        decided = await conn.rows(_DECIDED)
        passengers = await conn.value("select count(*) from sandbox.passenger")
    chosen = {kind: sum(r["n"] for r in decided if r["kind"] == kind and r["carried_out"]) for kind in _KINDS}
    ledger = await product.outreach.ledger()
    return {
        "date": options.day.isoformat(),
        "carrier": options.carrier,
        "seed": options.seed,
        **flights,
        "passengers": passengers,
        **affected,
        "reached": reach.get("reached", 0),
        "reached_rate": round(reach.get("reached", 0) / affected["affected"], 4)
        if affected["affected"]
        else None,
        "reached_by": rungs,
        "unreached_because": reasons,
        "unreached": reach.get("unreachable", 0),
        "scheduled": reach.get("scheduled", 0),
        "unknown": reach.get("unknown", 0),
        "ledger_balance": ledger.balance,
        "first_attempt_s": {k: round(v, 1) if v is not None else None for k, v in first.items()},
        **{_KINDS[kind]: n for kind, n in chosen.items()},
        "being_carried_out": sum(r["n"] for r in decided if not r["carried_out"]),
        "undecided": affected["affected"] - sum(r["n"] for r in decided),
        "oversold_seats": await product.airline_evidence.oversold_seats(),
        "double_calls": await product.line_evidence.double_calls(),
        "double_rebookings": await product.airline_evidence.double_rebookings(),
        **await _plan_quality(product),
        "malformed_rows": [{"line": e[0], "reason": e[1]} for e in day.errors],
        "steps": steps,
        "wall_s": round(wall_seconds, 1),
        "peak_memory_mb": peak_memory_mb(),
    }


_KINDS = {"rebook": "rebooked", "refund": "refunded", "keep": "kept"}


async def _plan_quality(product: Product) -> dict[str, Any]:
    """Return the solver's time and gap, and the mean arrival delay of the plan beside first-come-first-served."""
    async with product.db.snapshot() as conn:
        plans = await conn.rows(
            "select * from protection.plan where parties > 0 and not renewal order by created_at"
        )
    weight = sum(p["passengers"] for p in plans) or 1

    def mean(column: str) -> float:
        return round(sum(float(p[column] or 0) * int(p["passengers"]) for p in plans) / float(weight), 1)

    bounds = sum(float(p["lp_bound"] or 0) for p in plans)
    excess = sum(float(p["objective"] or 0) for p in plans) - bounds
    return {
        "arrival_delay_min": {
            "hongyan": mean("plan_mean_delay_min"),
            "first_come": mean("first_come_mean_delay_min"),
        },
        "solver": {
            "plans": len(plans),
            "seconds": round(sum(float(p["seconds"]) for p in plans), 2),
            "gap": round(excess / bounds, 5) if bounds else 0.0,
            "worst_gap": max((float(p["gap"] or 0) for p in plans), default=0.0),
        },
    }
