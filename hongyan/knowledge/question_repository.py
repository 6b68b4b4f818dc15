"""SQL of what was asked: masked questions, what answered them, ratings, and the clusters they were put into."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.knowledge.model import Question
from hongyan.runtime import Connection

Row = dict[str, Any]
_QUESTION = "question_id, text, language, asked_at, article_id, number, score, rating"


def question_of(row: Row) -> Question:
    """Read a question's row."""
    return Question(
        row["question_id"],
        row["text"],
        row["language"],
        row["asked_at"],
        row["article_id"],
        row["number"],
        row["score"],
        row["rating"],
    )


async def insert(conn: Connection, question: Question, audience: str) -> None:
    await conn.run(
        """
        insert into knowledge.question (question_id, text, language, audience, asked_at, article_id, number, score)
        values (:id, :text, :language, :audience, :at, :article_id, :number, :score)
        """,
        id=question.question_id,
        text=question.text,
        language=question.language,
        audience=audience,
        at=question.at,
        article_id=question.article_id,
        number=question.number,
        score=question.score,
    )


async def rate(conn: Connection, question_id: str, rating: int, at: datetime) -> int:
    return await conn.run(
        "update knowledge.question set rating = :rating, rated_at = :at where question_id = :id",
        id=question_id,
        rating=rating,
        at=at,
    )


async def of_article(conn: Connection, article_id: str, since: datetime, limit: int) -> list[Question]:
    """Return the questions an article answered, the latest first."""
    rows = await conn.rows(
        f"select {_QUESTION} from knowledge.question where article_id = :id and asked_at >= :since "
        "order by asked_at desc limit :limit",
        id=article_id,
        since=since,
        limit=limit,
    )
    return [question_of(row) for row in rows]


async def use(conn: Connection, article_ids: Sequence[str], since: datetime) -> dict[str, Row]:
    """Return by article how often it was asked and what became of it; ``unanswered`` are questions it was drafted for."""
    rows = await conn.rows(
        """
        select id as article_id, coalesce(a.asked, 0) as asked, coalesce(a.helped, 0) as helped,
            coalesce(a.not_helped, 0) as not_helped, coalesce(u.unanswered, 0) as unanswered
        from unnest(cast(:ids as text[])) as id
        left join (select article_id, count(*) as asked, count(*) filter (where rating > 0) as helped,
                count(*) filter (where rating < 0) as not_helped
            from knowledge.question where article_id = any(:ids) and asked_at >= :since group by article_id) a
            on a.article_id = id
        left join (select w.article_id, count(*) as unanswered from knowledge.work w
            join knowledge.question q using (work_id)
            where w.article_id = any(:ids) and q.article_id is null and q.asked_at >= :since group by w.article_id) u
            on u.article_id = id
        """,
        ids=list(article_ids),
        since=since,
    )
    return {row.pop("article_id"): row for row in rows}


async def use_of_all(conn: Connection, since: datetime) -> Row:
    """Return the same of all articles together; ``unanswered`` found no article at all."""
    row = await conn.row(
        """
        select count(*) as asked, count(*) filter (where article_id is null) as unanswered,
            count(*) filter (where rating > 0) as helped, count(*) filter (where rating < 0) as not_helped
        from knowledge.question where asked_at >= :since
        """,
        since=since,
    )
    assert row is not None
    return row


async def weak(conn: Connection, since: datetime, limit: int) -> list[Question]:
    """Return questions without an answer, or with one that did not help, that are in no entry of the work list."""
    rows = await conn.rows(
        f"select {_QUESTION} from knowledge.question where (article_id is null or rating < 0) and work_id is null "
        "and asked_at >= :since order by asked_at desc limit :limit",
        since=since,
        limit=limit,
    )
    return [question_of(row) for row in rows]


async def of_work(conn: Connection, work_ids: Sequence[str]) -> dict[str, list[Question]]:
    rows = await conn.rows(
        f"select {_QUESTION}, work_id from knowledge.question where work_id = any(:ids) order by asked_at",
        ids=list(work_ids),
    )
    found: dict[str, list[Question]] = {work_id: [] for work_id in work_ids}
    for row in rows:
        found[row["work_id"]].append(question_of(row))
    return found


async def put_into(conn: Connection, work_id: str, question_ids: Sequence[str]) -> int:
    """Put questions into an entry; those another process has put somewhere meanwhile stay there."""
    return await conn.run(
        "update knowledge.question set work_id = :work_id where question_id = any(:ids) and work_id is null",
        work_id=work_id,
        ids=list(question_ids),
    )


async def set_free(conn: Connection, work_id: str) -> None:
    await conn.run("update knowledge.question set work_id = null where work_id = :id", id=work_id)
