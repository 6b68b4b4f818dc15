"""How good plans were: figures of the latest plan and arrival-delay curves against first come, first served."""

from typing import Any

from hongyan.runtime import Connection

_STEPS = [0, 15, 30, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720, 960, 1200, 1440, 1920, 2400, 2880, 4320]

_CURVES = """
with party as (
    select seats, planned_delay_min as plan, first_come_delay_min as desk from protection.party
    where cast(:disruption_id as text) is null or disruption_id = :disruption_id
), total as (select cast(greatest(coalesce(sum(seats), 0), 1) as float) as seats from party)
select s.delay_min,
       coalesce(sum(p.seats) filter (where p.plan <= s.delay_min), 0) / max(t.seats) as hongyan,
       coalesce(sum(p.seats) filter (where p.desk <= s.delay_min), 0) / max(t.seats) as first_come
from unnest(cast(:steps as int[])) as s(delay_min) cross join total t left join party p on true
group by s.delay_min order by s.delay_min
"""

_TOTALS = """
select count(*) as parties, coalesce(sum(seats), 0) as passengers,
       coalesce(sum(seats) filter (where planned_delay_min is null), 0) as unassigned_passengers,
       coalesce(sum(seats) filter (where first_come_delay_min is null), 0) as first_come_unassigned_passengers,
       cast(sum(planned_delay_min * seats) as float) / nullif(sum(seats) filter (where planned_delay_min is not null), 0)
           as mean_delay_assigned_min,
       cast(sum(first_come_delay_min * seats) as float)
           / nullif(sum(seats) filter (where first_come_delay_min is not null), 0)
           as first_come_mean_delay_assigned_min,
       count(*) filter (where state = 'planned') as planned,
       count(*) filter (where state = 'unassigned') as unassigned,
       count(*) filter (where state in ('choosing', 'decided')) as decided
from protection.party where cast(:disruption_id as text) is null or disruption_id = :disruption_id
"""

_PLAN = """
select plan_id, created_at, parties, passengers, unassigned, held, objective, lp_bound, gap, seconds,
       plan_mean_delay_min, first_come_mean_delay_min, report
from protection.plan
where not renewal and (cast(:disruption_id as text) is null or :disruption_id = any(disruption_ids))
order by created_at desc, plan_id desc limit 1
"""


async def curves(conn: Connection, disruption_id: str | None) -> dict[str, Any]:
    """Return ``{plan, totals, curves}``; ``share`` is of passengers who have arrived by that delay."""
    points = await conn.rows(_CURVES, disruption_id=disruption_id, steps=_STEPS)
    return {
        "plan": await conn.row(_PLAN, disruption_id=disruption_id),
        "totals": await conn.row(_TOTALS, disruption_id=disruption_id),
        "curves": {
            name: [{"delay_min": p["delay_min"], "share": round(float(p[name]), 4)} for p in points]
            for name in ("hongyan", "first_come")
        },
    }
