"""What the day's conversations by text were worth: how long, how many turns, how many decided, and whether anything was asked twice."""

from typing import Any

from hongyan.bootstrap import Product

_TALKS = """
with talk as (
    select c.conversation_id, c.opened_at, c.state,
           count(*) filter (where t.speaker = 'customer') as said,
           min(t.at) filter (where t.speaker = 'customer') as first_said,
           bool_or(t.reasons->>'outcome' = 'executed') as decided,
           min(t.at) filter (where t.reasons->>'outcome' = 'executed') as decided_at
    from conversations.conversation c join conversations.turn t using (conversation_id)
    where c.channel = 'sms' group by 1, 2, 3
)
select count(*) as talks, count(*) filter (where decided) as decided,
       count(*) filter (where state in ('waiting_for_person', 'with_person')) as to_people,
       avg(said)::float as mean_turns, percentile_disc(0.9) within group (order by said) as p90_turns,
       percentile_disc(0.5) within group (order by extract(epoch from decided_at - first_said)::float)
           filter (where decided) as p50_s,
       percentile_disc(0.9) within group (order by extract(epoch from decided_at - first_said)::float)
           filter (where decided) as p90_s,
       max(extract(epoch from decided_at - first_said)::float) filter (where decided) as max_s
from talk
"""
_CONTACT = """
select percentile_disc(0.5) within group (order by wait) as p50, percentile_disc(0.9) within group (order by wait) as p90
from (
    select extract(epoch from d.decided_at - min(t.first_attempt_at))::float as wait
    from outreach.decision d join outreach.task t on t.party_ids @> array[d.party_id]
    where d.state <> 'failed' and t.first_attempt_at is not null and t.first_attempt_at <= d.decided_at
    group by d.party_id, d.decided_at
) w
"""
_BY = """
select said_by, count(*) as n from outreach.decision where state <> 'failed' group by 1 order by 2 desc
"""
# The same slots asked for in two answers of a conversation, unless the customer's answer in between was not understood.
_TWICE = """
select count(*) from (
    select conversation_id, reasons->'asked' as asked from conversations.turn
    where channel = 'sms' and speaker = 'robot' and jsonb_array_length(coalesce(reasons->'asked', '[]')) > 0
    group by 1, 2 having count(*) > 1
) x
"""
_ASKED_PROOF = """
select count(*) from conversations.turn
where channel = 'sms' and speaker = 'robot' and reasons->'asked' ?| array['locator', 'ticket_no', 'name', 'phone']
"""


async def talk_report(product: Product) -> dict[str, Any]:
    """Return figures of the conversations by text message; ``handled`` runs from the passenger's first word to their yes."""
    async with product.db.snapshot() as conn:
        talks = await conn.row(_TALKS) or {}
        contact = await conn.row(_CONTACT) or {}
        by = {row["said_by"]: row["n"] for row in await conn.rows(_BY)}
        twice = await conn.value(_TWICE)
        proofs = await conn.value(_ASKED_PROOF)
    decided = sum(by.values())
    return {
        "talks": talks.get("talks", 0),
        "decided": talks.get("decided", 0),
        "handed_to_people": talks.get("to_people", 0),
        "turns": {"mean": _round(talks.get("mean_turns")), "p90": talks.get("p90_turns")},
        "handled_s": {k: _round(talks.get(f"{k}_s")) for k in ("p50", "p90", "max")},
        "first_contact_to_decision_s": {k: _round(v) for k, v in contact.items()},
        "decided_by": by,
        "share_by_sentences": round(by.get("customer:sms", 0) / decided, 4) if decided else None,
        "asked_twice": twice,
        "proofs_asked": proofs,
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 1)
