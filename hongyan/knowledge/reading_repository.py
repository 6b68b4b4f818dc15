"""SQL of the lists people read: articles with their states, and what links to an article."""

from datetime import datetime
from typing import Any

from hongyan.runtime import Connection

Row = dict[str, Any]

_LISTED = """
from knowledge.article a
join lateral (
    select number, title, language, audience, state, author, created_at, valid_to from knowledge.version v
    where v.article_id = a.article_id order by number desc limit 1
) newest on true
left join lateral (
    select max(number) as number, bool_or(valid_to is null) as open, max(valid_to) as ends from knowledge.version v
    where v.article_id = a.article_id and v.state = 'approved'
) live on true
where (cast(:state as text) is null or newest.state = :state)
and (cast(:soon as timestamptz) is null or a.review_due <= cast(:soon as date)
    or (live.number is not null and not live.open and live.ends <= :soon))
"""


async def listed(
    conn: Connection, state: str | None, soon: datetime | None, offset: int, limit: int
) -> tuple[list[Row], int]:
    """Return one page of articles and how many there are."""
    rows = await conn.rows(
        f"""
        select a.article_id, a.source, a.owner, a.review_due, newest.title, newest.language, newest.audience,
            newest.state, newest.number, newest.author, newest.created_at, live.number as live_number,
            case when live.open then null else live.ends end as ends
        {_LISTED} order by newest.state = 'in_review' desc, newest.state = 'draft' desc, newest.title, a.article_id
        offset :offset limit :limit
        """,
        state=state,
        soon=soon,
        offset=offset,
        limit=limit,
    )
    total = await conn.value(f"select count(*) {_LISTED}", state=state, soon=soon)
    return rows, int(total)


async def links_here(conn: Connection, article_id: str) -> list[Row]:
    """Return the articles whose text links to this one."""
    return await conn.rows(
        """
        select distinct on (v.article_id) v.article_id, v.title, v.state from knowledge.link l
        join knowledge.version v on v.article_id = l.from_article where l.to_article = :id
        order by v.article_id, v.number desc
        """,
        id=article_id,
    )
