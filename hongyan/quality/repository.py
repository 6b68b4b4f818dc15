"""All SQL of quality."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection


async def save_score(conn: Connection, values: Mapping[str, Any]) -> None:
    """Store a score in place of an older one."""
    json_names = ("emotions", "forbidden")
    names = ", ".join(values)
    places = ", ".join(f"cast(:{n} as jsonb)" if n in json_names else f":{n}" for n in values)
    sets = ", ".join(f"{n} = excluded.{n}" for n in values if n != "conversation_id")
    await conn.run(
        f"insert into quality.score ({names}) values ({places}) on conflict (conversation_id) do update set {sets} "
        "where quality.score.turns_seen <= excluded.turns_seen",
        **values,
    )


async def scores(conn: Connection, conversation_ids: Sequence[str]) -> list[dict[str, Any]]:
    return await conn.rows(
        "select s.conversation_id, s.resolution, s.turns, s.customer_turns, s.emotion_first, s.emotion_last, "
        "s.emotion_worst, s.urgency, s.emotions, s.forbidden, s.low, v.csat, v.nps, v.comment "
        "from quality.score s left join quality.survey v using (conversation_id) "
        "where conversation_id = any(:ids)",
        ids=list(conversation_ids),
    )


async def low(conn: Connection, low_csat: int, low_nps: int, limit: int) -> list[str]:
    rows = await conn.rows(
        "select conversation_id, scored_at as at from quality.score where low union all "
        "select conversation_id, answered_at from quality.survey where csat <= :csat or nps <= :nps "
        "order by at desc limit :limit",
        csat=low_csat,
        nps=low_nps,
        limit=limit,
    )
    return list(dict.fromkeys(row["conversation_id"] for row in rows))


async def add_survey(conn: Connection, values: Mapping[str, Any]) -> bool:
    """Store an answer; False when this conversation has one."""
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    return bool(
        await conn.run(
            f"insert into quality.survey ({names}) values ({places}) on conflict (conversation_id) do nothing",
            **values,
        )
    )


async def has_survey(conn: Connection, conversation_id: str) -> bool:
    return bool(
        await conn.value("select true from quality.survey where conversation_id = :id", id=conversation_id)
    )


async def totals(conn: Connection, since: datetime) -> dict[str, Any]:
    """Return what the quality view shows above its lists."""
    row = await conn.row(
        """
        select (select count(*) from quality.score where scored_at >= :since) as scored,
               (select count(*) from quality.score where scored_at >= :since and low) as low,
               (select count(*) from quality.score where scored_at >= :since and resolution = 'resolved') as resolved,
               count(csat) as csat_answers, avg(csat)::float as csat,
               count(nps) as nps_answers,
               (100.0 * (count(*) filter (where nps >= 9) - count(*) filter (where nps <= 6))
                   / nullif(count(nps), 0))::float as nps
        from quality.survey where answered_at >= :since
        """,
        since=since,
    )
    assert row is not None
    return row


async def seen(conn: Connection, conversation_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return how many turns and which state each score has seen."""
    rows = await conn.rows(
        "select conversation_id, turns_seen, state_seen from quality.score where conversation_id = any(:ids)",
        ids=list(conversation_ids),
    )
    return {row["conversation_id"]: (row["turns_seen"], row["state_seen"]) for row in rows}
