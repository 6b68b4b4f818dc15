"""SQL of timelines: one story from the airline's message to the refund, out of every ledger that tells a part."""

from collections.abc import Sequence
from typing import Any

from hongyan.runtime import Connection

# A change that costs money is about its segment: it is the parties' own when it moves somebody of theirs.
_OF_PARTIES = """
with own_change as (
    select c.* from bookings.change c where c.subject = any(:parties)
    union
    select c.* from bookings.change c join disruptions.affected a
        on a.order_id = c.order_id and a.passenger_id = any(c.passenger_ids)
    where a.party_id = any(:parties) and c.kind = 'change'
), agreed as (
    select c.*, (select sum(d.value::numeric) from jsonb_each_text(c.fare_differences) d) as difference,
        (select string_agg(split_part(i.leg ->> 'leg', '/', 1), ' + ' order by i.n)
         from jsonb_array_elements(c.itinerary) with ordinality as i(leg, n)) as flight,
        split_part(c.itinerary -> 0 ->> 'leg', '/', 2) as day
    from own_change c where c.kind = 'change'
)
select at, kind, params from (
    select lc.known_at as at, 'flight_changed' as kind, jsonb_build_object('what', lc.what, 'leg_id', lc.leg_id) as params
    from flights.leg_change lc
    where lc.leg_id in (select leg_id from disruptions.disruption where disruption_id = any(:disruptions))
    union all
    select d.opened_at, 'disruption_opened', jsonb_build_object('kind', d.kind, 'flight', d.flight, 'cause', d.cause_code)
    from disruptions.disruption d where d.disruption_id = any(:disruptions)
    union all
    select d.ended_at, 'disruption_' || d.state, jsonb_build_object('why', d.ended_why)
    from disruptions.disruption d where d.disruption_id = any(:disruptions) and d.ended_at is not null
    union all
    select coalesce(a.placed_at, a.intended_at), 'attempt_' || a.purpose, jsonb_build_object('channel', a.channel,
        'state', a.state, 'result', a.result, 'to', a.to_masked, 'step', a.step, 'ended_at', a.ended_at)
    from outreach.attempt a where a.task_id = any(:tasks) and a.state <> 'never_placed'
    union all
    select l.opened_at, 'link_opened', '{}'::jsonb from outreach.link l
    where l.task_id = any(:tasks) and l.opened_at is not null
    union all
    select t.reached_at, 'reached', jsonb_build_object('by', t.reached_by) from outreach.task t
    where t.task_id = any(:tasks) and t.reached_at is not null
    union all
    select g.at, 'task_' || g.what, jsonb_build_object('actor', g.actor, 'note', g.note) from outreach.task_log g
    where g.task_id = any(:tasks)
    union all
    select x.decided_at, 'decided', jsonb_build_object('kind', x.kind, 'said_by', x.said_by, 'offer_id', x.offer_id)
    from outreach.decision x where x.party_id = any(:parties)
    union all
    select g.requested_at, case when g.collect > 0 then 'change_agreed' else 'change_agreed_free' end,
        jsonb_build_object('flight', g.flight, 'day', g.day, 'amount', g.collect, 'currency', g.collect_currency,
        'fee', g.collect - coalesce(g.difference, 0), 'difference', coalesce(g.difference, 0))
    from agreed g
    union all
    select s.at, 'change_' || case s.next when 'paid' then 'paid' else 'returned' end,
        jsonb_build_object('flight', g.flight, 'amount', g.collect, 'currency', g.collect_currency)
    from agreed g join bookings.change_step s using (change_id)
    where g.collect > 0 and (s.next = 'paid' or s.next = 'failed' and exists (
        select from bookings.change_step p where p.change_id = g.change_id and p.next = 'paid'))
    union all
    select s.at, 'change_step', jsonb_build_object('state', s.state, 'event', s.event, 'next', s.next)
    from bookings.change_step s join own_change c using (change_id) where s.next <> 'paid'
    union all
    select cast(h.step ->> 1 as timestamptz), 'refund_progress', jsonb_build_object('state', h.step ->> 0,
        'amount', r.amount, 'currency', r.currency, 'due_on', r.due_on)
    from bookings.refund r, jsonb_array_elements(r.history) as h(step) where r.subject = any(:parties)
) story where at is not null
order by at, array_position(array['flight_changed', 'disruption_opened', 'attempt_contact', 'link_opened', 'reached',
    'decided', 'change_agreed', 'change_agreed_free', 'change_paid', 'change_step', 'change_returned',
    'attempt_notice'], kind) nulls last, kind
""".replace("'{}'::jsonb", "cast('{}' as jsonb)")


async def of_parties(conn: Connection, party_ids: Sequence[str]) -> list[dict[str, Any]]:
    parties = list(party_ids)
    tasks = await conn.rows(
        "select distinct task_id from outreach.reach where party_id = any(:ids)", ids=parties
    )
    return await conn.rows(
        _OF_PARTIES,
        parties=parties,
        tasks=[row["task_id"] for row in tasks],
        disruptions=sorted({party.partition(":")[0] for party in parties}),
    )


async def parties_of_order(conn: Connection, order_id: str) -> list[str]:
    rows = await conn.rows(
        "select distinct party_id from disruptions.affected where order_id = :id order by party_id",
        id=order_id,
    )
    return [row["party_id"] for row in rows]


async def story(conn: Connection, disruption_id: str) -> list[dict[str, Any]]:
    """Return campaign, first contact, and the minutes in which contacts and decisions came."""
    return await conn.rows(
        """
        select at, what, details from (
            select c.opened_at as at, 'campaign_opened' as what,
                   jsonb_build_object('state', c.state, 'passengers', c.passengers) as details
            from outreach.campaign c where c.disruption_id = :id
            union all
            select c.planned_at, 'seats_held', cast('{}' as jsonb) from outreach.campaign c
            where c.disruption_id = :id and c.planned_at is not null
            union all
            select c.changed_at, 'campaign_' || c.state, jsonb_build_object('by', c.changed_by, 'reason', c.change_reason)
            from outreach.campaign c where c.disruption_id = :id and c.changed_at is not null
            union all
            select min(t.first_attempt_at), 'first_contact', cast('{}' as jsonb)
            from outreach.task t join outreach.campaign c using (campaign_id) where c.disruption_id = :id
            union all
            select date_trunc('minute', t.reached_at), 'reached', jsonb_build_object('people', count(*))
            from outreach.task t join outreach.campaign c using (campaign_id)
            where c.disruption_id = :id and t.reached_at is not null group by 1
        ) s where at is not null order by at
        """,
        id=disruption_id,
    )
