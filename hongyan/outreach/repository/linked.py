"""SQL of linked products: what belongs to a party's trip, and what was answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection
from hongyan.runtime.database import to_json


async def products_of(conn: Connection, party_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return party_id → order_id and references of the products of its trip; parties without any are left out."""
    rows = await conn.rows(
        """
        select a.party_id, min(a.order_id) as order_id, array_agg(distinct p order by p) as references
        from disruptions.affected a, unnest(a.linked_products) p
        where a.party_id = any(:ids) group by a.party_id
        """,
        ids=list(party_ids),
    )
    return {row["party_id"]: row for row in rows}


async def answers_of(conn: Connection, party_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    rows = await conn.rows(
        "select party_id, answers from outreach.linked_choice where party_id = any(:ids)", ids=list(party_ids)
    )
    return {row["party_id"]: row["answers"] for row in rows}


async def save(
    conn: Connection,
    party_id: str,
    order_id: str,
    change_id: str | None,
    answers: Mapping[str, str],
    said_by: str,
    now: datetime,
) -> None:
    await conn.run(
        "insert into outreach.linked_choice (party_id, order_id, change_id, answers, said_by, decided_at) "
        "values (:party, :order, :change, cast(:answers as jsonb), :by, :now)",
        party=party_id,
        order=order_id,
        change=change_id,
        answers=to_json(dict(answers)),
        by=said_by,
        now=now,
    )
