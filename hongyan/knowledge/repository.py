"""SQL of articles and versions. Every change takes the ledger's row first, so that change numbers commit in their order."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from hongyan.knowledge.model import Article, Audience, Content, State, Version
from hongyan.runtime import Connection

Row = dict[str, Any]

_VERSION = """article_id, number, title, body, language, audience, heading, keywords, tags, valid_from, valid_to,
    state, author, created_at, reviewed_by, reviewed_at, note, change"""


def version_of(row: Row) -> Version:
    """Read a version's row."""
    content = Content(
        row["title"],
        row["body"],
        row["language"],
        Audience(row["audience"]),
        row["heading"],
        tuple(row["keywords"]),
        tuple(row["tags"]),
        row["valid_from"],
        row["valid_to"],
    )
    return Version(
        row["article_id"],
        row["number"],
        content,
        State(row["state"]),
        row["author"],
        row["created_at"],
        row["reviewed_by"],
        row["reviewed_at"],
        row["note"],
        row["change"],
    )


def article_of(row: Row) -> Article:
    """Read an article's row."""
    return Article(
        row["article_id"], row["source"], row["section"], row["owner"], row["review_due"], row["created_at"]
    )


async def next_change(conn: Connection) -> int:
    """Return the number of the change this transaction makes; other writers wait until it is committed."""
    return int(await conn.value("update knowledge.ledger set change = change + 1 returning change"))


async def last_change(conn: Connection) -> int:
    return int(await conn.value("select change from knowledge.ledger"))


async def synonyms(conn: Connection) -> Row:
    """Return the edited table of synonyms, if somebody has edited it."""
    row = await conn.row("select synonyms, synonyms_by, synonyms_at from knowledge.ledger")
    return row or {}


async def save_synonyms(conn: Connection, text: str, by: str, at: datetime) -> None:
    await conn.run(
        "update knowledge.ledger set change = change + 1, synonyms = :text, synonyms_by = :by, synonyms_at = :at",
        text=text,
        by=by,
        at=at,
    )


async def approved_since(conn: Connection, change: int) -> dict[str, list[tuple[Version, str, str]]]:
    """Return articles with any later change and their approved versions (none: nothing of it answers any more)."""
    found: dict[str, list[tuple[Version, str, str]]] = {
        row["article_id"]: []
        for row in await conn.rows(
            "select distinct article_id from knowledge.version where change > :change", change=change
        )
    }
    rows = await conn.rows(
        f"""
        select {_VERSION}, source, section
        from knowledge.version join (select article_id, source, section from knowledge.article) a using (article_id)
        where state = 'approved' and article_id in (select article_id from knowledge.version where change > :change)
        order by article_id, number
        """,
        change=change,
    )
    for row in rows:
        found[row["article_id"]].append((version_of(row), row["source"], row["section"]))
    return found


async def newest_of_source(conn: Connection, source: str) -> dict[str, Version]:
    """Return the newest version of every section of a source, by section."""
    rows = await conn.rows(
        f"""
        select distinct on (v.article_id) a.section, v.* from (select {_VERSION} from knowledge.version) v
        join knowledge.article a using (article_id) where a.source = :source order by v.article_id, v.number desc
        """,
        source=source,
    )
    return {row["section"]: version_of(row) for row in rows}


async def insert_articles(conn: Connection, articles: Sequence[Mapping[str, Any]]) -> None:
    await conn.bulk(
        """
        insert into knowledge.article (article_id, source, section, owner, review_due, created_at)
        select r.article_id, r.source, r.section, r.owner, r.review_due, r.created_at
        from jsonb_to_recordset(cast(:records as jsonb)) as r(article_id text, source text, section text, owner text,
            review_due date, created_at timestamptz)
        """,
        articles,
    )


async def insert_versions(conn: Connection, versions: Sequence[Mapping[str, Any]], change: int) -> None:
    """Insert versions, each with the next number of its article."""
    await conn.bulk(
        """
        with given as (
            select * from jsonb_to_recordset(cast(:records as jsonb)) as r(article_id text, title text, body text,
                language text, audience text, heading text, keywords text[], tags text[], valid_from timestamptz,
                valid_to timestamptz, state text, author text, created_at timestamptz, submitted_at timestamptz,
                reviewed_by text, reviewed_at timestamptz, note text)
        ), numbered as (
            update knowledge.article a set next_number = next_number + 1 from given
            where a.article_id = given.article_id returning a.article_id, a.next_number - 1 as number
        )
        insert into knowledge.version (article_id, number, title, body, language, audience, heading, keywords, tags,
            valid_from, valid_to, state, author, created_at, submitted_at, reviewed_by, reviewed_at, note, change)
        select article_id, number, title, body, language, audience, coalesce(heading, ''), coalesce(keywords, '{}'),
            coalesce(tags, '{}'), valid_from, valid_to, state, author, created_at, submitted_at, reviewed_by,
            reviewed_at, coalesce(note, ''), :change from given join numbered using (article_id)
        """,
        versions,
        change=change,
    )


def version_row(article_id: str, content: Content, state: State, author: str, at: datetime) -> Row:
    """Return what ``insert_versions`` takes."""
    done = state is State.APPROVED
    return {
        "article_id": article_id,
        "title": content.title,
        "body": content.body,
        "language": content.language,
        "audience": content.audience.value,
        "heading": content.heading,
        "keywords": list(content.keywords),
        "tags": list(content.tags),
        "valid_from": content.valid_from,
        "valid_to": content.valid_to,
        "state": state.value,
        "author": author,
        "created_at": at,
        "submitted_at": at if state is not State.DRAFT else None,
        "reviewed_by": author if done else None,
        "reviewed_at": at if done else None,
    }


async def retire_older(conn: Connection, article_ids: Sequence[str], change: int, now: datetime) -> None:
    """Retire the approved versions before one that is approved and already valid."""
    await conn.run(
        """
        update knowledge.version old set state = 'retired', change = :change where old.article_id = any(:ids)
        and old.state = 'approved' and exists (select 1 from knowledge.version new where new.article_id = old.article_id
            and new.number > old.number and new.state = 'approved' and coalesce(new.valid_from, :now) <= :now)
        """,
        ids=list(article_ids),
        change=change,
        now=now,
    )


async def drop_open(conn: Connection, article_ids: Sequence[str], change: int, note: str) -> None:
    """Retire drafts and versions in review that something newer overtakes."""
    await conn.run(
        "update knowledge.version set state = 'retired', note = :note, change = :change "
        "where article_id = any(:ids) and state in ('draft', 'in_review')",
        ids=list(article_ids),
        change=change,
        note=note,
    )


async def replace_links(conn: Connection, links: Mapping[str, Sequence[str]]) -> None:
    """Write which articles the newest text of each article points to."""
    await conn.run("delete from knowledge.link where from_article = any(:ids)", ids=list(links))
    pairs = [{"a": a, "b": b} for a, targets in links.items() for b in dict.fromkeys(targets) if a != b]
    await conn.bulk(
        "insert into knowledge.link (from_article, to_article) select r.a, r.b "
        "from jsonb_to_recordset(cast(:records as jsonb)) as r(a text, b text) on conflict do nothing",
        pairs,
    )


async def article(conn: Connection, article_id: str, lock: bool = False) -> Article | None:
    row = await conn.row(
        "select * from knowledge.article where article_id = :id" + (" for update" if lock else ""),
        id=article_id,
    )
    return article_of(row) if row else None


async def versions(conn: Connection, article_id: str) -> list[Version]:
    """Return all versions of an article, newest first."""
    rows = await conn.rows(
        f"select {_VERSION} from knowledge.version where article_id = :id order by number desc", id=article_id
    )
    return [version_of(row) for row in rows]


async def set_state(
    conn: Connection,
    article_id: str,
    number: int,
    state: State,
    change: int,
    by: str | None = None,
    at: datetime | None = None,
    note: str = "",
) -> None:
    submitted = state is State.IN_REVIEW
    await conn.run(
        """
        update knowledge.version set state = :state, change = :change,
            submitted_at = case when :submitted then :at else submitted_at end,
            reviewed_by = case when :submitted then null else coalesce(:by, reviewed_by) end,
            reviewed_at = case when :submitted then null else coalesce(:at, reviewed_at) end,
            note = case when :note <> '' then :note else note end
        where article_id = :id and number = :number
        """,
        id=article_id,
        number=number,
        state=state.value,
        change=change,
        submitted=submitted,
        by=by,
        at=at,
        note=note,
    )


async def update_draft(
    conn: Connection, article_id: str, number: int, content: Content, by: str, change: int
) -> None:
    await conn.run(
        """
        update knowledge.version set title = :title, body = :body, language = :language, audience = :audience,
            heading = :heading, keywords = :keywords, tags = :tags, valid_from = :valid_from, valid_to = :valid_to,
            author = :by, change = :change where article_id = :id and number = :number and state = 'draft'
        """,
        id=article_id,
        number=number,
        title=content.title,
        body=content.body,
        language=content.language,
        audience=content.audience.value,
        heading=content.heading,
        keywords=list(content.keywords),
        tags=list(content.tags),
        valid_from=content.valid_from,
        valid_to=content.valid_to,
        by=by,
        change=change,
    )


async def set_keeping(conn: Connection, article_id: str, owner: str, review_due: date | None) -> int:
    return await conn.run(
        "update knowledge.article set owner = :owner, review_due = :due where article_id = :id",
        id=article_id,
        owner=owner,
        due=review_due,
    )
