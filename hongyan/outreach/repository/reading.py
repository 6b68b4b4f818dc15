"""SQL that screens read: overview, counts, lists with paging and search, wave series, one passenger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.jobs import last_event_id
from hongyan.outreach.repository import ledger
from hongyan.runtime import Connection

NOT_REACHED = ("unreachable", "unknown")


async def overview(conn: Connection, now: datetime) -> dict[str, Any]:
    counted = await ledger.summary(conn)
    decided = await conn.row(
        """
        select count(*) filter (where d.kind = 'accept') as rebooked, count(*) filter (where d.kind = 'refund') as refunded,
               count(*) filter (where d.kind = 'keep') as kept, count(*) filter (where d.party_id is null) as undecided
        from outreach.reach e join disruptions.disruption s using (disruption_id)
        left join outreach.decision d on d.party_id = e.party_id and d.state <> 'failed'
        where s.state <> 'withdrawn'
        """
    )
    rest = await conn.row(
        """
        select (select count(*) from outreach.attempt where channel = 'call'
                and state in ('intended', 'placed', 'unknown')) as calls_in_flight,
               (select min(known_at) from outreach.task where reached_at is null
                and state not in ('withdrawn', 'unreachable', 'handed_over')) as oldest_unreached_at,
               (select lines from outreach.pacing where channel = 'call') as lines,
               (select count(*) from disruptions.disruption where state = 'open') as disruptions_open,
               (select count(*) from outreach.task where state = 'scheduled' and first_attempt_at is null) as waiting_first,
               (select coalesce(sum(seats), 0) from protection.offer where state = 'held') as seats_held,
               (select coalesce(sum(seats), 0) from protection.party where state = 'unassigned') as seats_lacking
        """
    )
    check = await ledger.last_check(conn)
    return {
        "now": now,
        "affected": counted.affected,
        "reached": counted.reached,
        "scheduled": counted.scheduled,
        "unknown": counted.unknown,
        "unreachable": counted.unreachable,
        "reached_rate": round(counted.reached_rate, 4),
        "ledger_balance": counted.balance,
        "ledger_checked_at": check["at"] if check else None,
        "decided": decided,
        "last_event_id": await last_event_id(conn),
        **(rest or {}),
    }


async def counts(conn: Connection, disruption_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return per disruption: ledger, decisions in passengers, campaign, first-attempt p99 in seconds."""
    rows = await conn.rows(
        """
        select c.disruption_id, c.campaign_id, c.state as campaign_state, c.known_at,
               count(e.passenger_id) filter (where e.state = 'reached') as reached,
               count(e.passenger_id) filter (where e.state = 'scheduled') as scheduled,
               count(e.passenger_id) filter (where e.state = 'unreachable') as unreachable,
               count(e.passenger_id) filter (where e.state = 'unknown') as unknown,
               count(e.passenger_id) filter (where d.kind = 'accept') as rebooked,
               count(e.passenger_id) filter (where d.kind = 'refund') as refunded,
               count(e.passenger_id) filter (where d.kind = 'keep') as kept,
               percentile_cont(0.99) within group (order by extract(epoch from t.first_attempt_at - t.known_at))
                   as first_attempt_p99_s
        from outreach.campaign c
        left join outreach.reach e on e.disruption_id = c.disruption_id and e.state <> 'withdrawn'
        left join outreach.task t on t.task_id = e.task_id
        left join outreach.decision d on d.party_id = e.party_id and d.state <> 'failed'
        where c.disruption_id = any(:ids) group by c.disruption_id, c.campaign_id
        """,
        ids=list(disruption_ids),
    )
    return {row["disruption_id"]: row for row in rows}


_MATCHES = """
    and (:q = '' or e.name ilike '%' || :q || '%' or e.locator ilike :q || '%' or e.passenger_id = :q
         or a.order_id = :q)
"""


async def passengers(
    conn: Connection, disruption_id: str, state: str | None, search: str, offset: int, limit: int
) -> dict[str, Any]:
    where = f"""
        from disruptions.affected a
        left join outreach.reach e on e.disruption_id = a.disruption_id and e.passenger_id = a.passenger_id
        where a.disruption_id = :id and (cast(:state as text) is null or coalesce(e.state, 'scheduled') = :state) {_MATCHES}
    """
    values = {"id": disruption_id, "state": state, "q": _like(search)}
    total = await conn.value(f"select count(*) {where}", **values)
    items = await conn.rows(
        f"""
        with page as (
            select a.passenger_id, a.order_id, a.party_id, a.locator, a.cabin, a.tier, a.ssrs, a.kind, a.departs_at,
                   coalesce(e.state, 'scheduled') as state, e.reached_by, e.reached_at, e.owner, e.reason, e.task_id,
                   coalesce(e.name, '') as name {where}
            order by (e.state = 'reached'), a.departs_at, a.locator, a.passenger_id offset :offset limit :limit)
        select p.*, d.kind as decision, d.state as decision_state, t.next_channel, t.due_at, t.last_at as last_attempt_at,
               t.state as task_state, o.kind as offer_kind, o.departs as offer_departs, o.arrives as offer_arrives,
               o.legs as offer_legs, o.arrival_delay_min as offer_delay_min
        from page p
        left join outreach.decision d on d.party_id = p.party_id and d.state <> 'failed'
        left join outreach.task t on t.task_id = p.task_id
        left join lateral (select * from protection.offer o where o.party_id = p.party_id
                           and (o.offer_id = d.offer_id or (d.party_id is null and o.state in ('held', 'proposed')))
                           order by o.rank limit 1) o on true
        order by (p.state = 'reached'), p.departs_at, p.locator, p.passenger_id
        """,
        **values,
        offset=offset,
        limit=limit,
    )
    return {"total": int(total), "items": [_listed(item) for item in items]}


async def unreached(
    conn: Connection, search: str, offset: int, limit: int, owner: str | None
) -> dict[str, Any]:
    where = f"""
        from outreach.reach e join outreach.task t using (task_id)
        join disruptions.disruption d using (disruption_id)
        join disruptions.affected a on a.disruption_id = e.disruption_id and a.passenger_id = e.passenger_id
        where d.state <> 'withdrawn' and (e.state in ('unreachable', 'unknown') or t.state = 'handed_over')
          and (cast(:owner as text) is null or e.owner = :owner) {_MATCHES}
    """
    values = {"q": _like(search), "owner": owner}
    total = await conn.value(f"select count(*) {where}", **values)
    items = await conn.rows(
        f"""
        select e.passenger_id, e.disruption_id, e.party_id, e.task_id, e.locator, e.name, e.state, e.owner,
               coalesce(e.reason, t.reason) as reason, t.departs_at, t.language, t.state as task_state,
               t.last_channel, t.last_result, t.last_at as last_attempt_at, d.flight, d.board, d.off, d.kind,
               a.order_id, a.cabin, a.tier, a.ssrs
        {where} order by t.departs_at, e.locator, e.passenger_id offset :offset limit :limit
        """,
        **values,
        offset=offset,
        limit=limit,
    )
    return {"total": int(total), "items": items}


async def waves(
    conn: Connection, start: datetime, step_seconds: int, disruption_id: str | None
) -> list[dict[str, Any]]:
    """Count attempts by ``step_seconds``; ``limit`` is the present pace of calls in the same unit."""
    return await conn.rows(
        """
        select to_timestamp(floor(extract(epoch from a.intended_at) / :step) * :step) as at,
               count(*) filter (where a.channel = 'call') as calls,
               count(*) filter (where a.channel = 'call' and a.result = 'answered') as answered,
               count(*) filter (where a.channel = 'sms') as sms, count(*) filter (where a.channel = 'email') as email,
               count(*) filter (where a.channel = 'push') as push, count(*) filter (where a.channel = 'agency') as agency,
               (select per_second * :step from outreach.pacing where channel = 'call' and not paused) as "limit"
        from outreach.attempt a left join outreach.campaign c using (campaign_id)
        where a.intended_at >= :start and a.state <> 'never_placed'
          and (cast(:id as text) is null or c.disruption_id = :id)
        group by 1 order by 1
        """,
        start=start,
        step=float(step_seconds),
        id=disruption_id,
    )


async def passenger(conn: Connection, passenger_id: str, disruption_id: str | None) -> dict[str, Any] | None:
    """Return a passenger with contacts: personal data, for audited reads only."""
    entries = await conn.rows(
        """
        select e.*, a.order_id, a.cabin, a.tier, a.ssrs, a.kind as passenger_kind, a.contacts, a.departs_at, a.final_off,
               d.flight, d.board, d.off, d.kind, d.std, d.known_at, t.language, t.zone, t.state as task_state,
               t.next_channel, t.due_at, x.kind as decision, x.change_id, x.state as decision_state, x.said_by
        from outreach.reach e join outreach.task t using (task_id)
        join disruptions.disruption d using (disruption_id)
        join disruptions.affected a on a.disruption_id = e.disruption_id and a.passenger_id = e.passenger_id
        left join outreach.decision x on x.party_id = e.party_id
        where e.passenger_id = :id and (cast(:disruption as text) is null or e.disruption_id = :disruption)
        order by d.known_at desc
        """,
        id=passenger_id,
        disruption=disruption_id,
    )
    if not entries:
        return None
    return {"passenger_id": passenger_id, "name": entries[0]["name"], "entries": entries}


async def first_contact(conn: Connection) -> dict[str, float]:
    row = await ledger.first_contact_seconds(conn) or {}
    return {name: float(value) for name, value in row.items() if value is not None}


def _like(search: str) -> str:
    return search.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _listed(item: dict[str, Any]) -> dict[str, Any]:
    """Mask the name and shorten the offer: a list shows no more than it must."""
    offer = {key.removeprefix("offer_"): item.pop(key) for key in list(item) if key.startswith("offer_")}
    name = str(item.pop("name"))
    flights = [leg["flight"] for leg in offer.get("legs") or []]
    return item | {
        "name_masked": " ".join(f"{part[0]}•" for part in name.split("/") if part),
        "offer_summary": {**offer, "legs": None, "flights": flights} if offer.get("kind") else None,
    }


async def standing_of_phone(conn: Connection, phone: str) -> dict[str, Any]:
    """Return (zones, refuses, undecided) of the people told at a phone."""
    row = await conn.row(
        """
        select coalesce(array_agg(distinct t.zone) filter (where t.zone is not null), '{}') as zones,
               coalesce(bool_or('sms' = any(t.refuses)), false) as refuses,
               coalesce(bool_or(not t.decided and t.state <> 'withdrawn' and exists (
                   select from disruptions.disruption d, unnest(t.party_ids) p(id)
                   where d.disruption_id = split_part(p.id, ':', 1) and d.state = 'open')), false) as undecided
        from outreach.task t where t.phone = :phone
        """,
        phone=phone,
    )
    assert row is not None
    return row
