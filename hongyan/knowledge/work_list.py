"""The work list: weak answers clustered, an article drafted from what exists, approved by a person, and measured."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from hongyan.core.clock import Clock
from hongyan.core.ids import new_id
from hongyan.knowledge import question_repository, work_repository
from hongyan.knowledge.cluster_questions import clusters
from hongyan.knowledge.edit_articles import Editor
from hongyan.knowledge.errors import NoSuchQuestion, NoSuchWork, NotInState
from hongyan.knowledge.model import Answer, Content, Hit, Question, Replay, Version, Work
from hongyan.knowledge.settings import KnowledgeSettings
from hongyan.knowledge.synonyms import Synonyms
from hongyan.runtime import Database

_MOST = 2000  # questions clustered at once: average linkage compares all pairs
_QUOTED = 3


class Asks(Protocol):
    """Asking without keeping the question (``Knowledge``)."""

    async def try_answer(self, question: str, language: str, audience: str = "public") -> list[Answer]: ...

    async def search(
        self, text: str, *, language: str | None = None, audience: str = "agents", limit: int = 20
    ) -> list[Hit]: ...

    async def synonyms(self) -> Synonyms: ...


class WorkList:
    """What nobody could answer, and what was done about it."""

    def __init__(
        self, db: Database, clock: Clock, settings: KnowledgeSettings, asks: Asks, editor: Editor
    ) -> None:
        self._db, self._clock, self._settings, self._asks, self._editor = db, clock, settings, asks, editor

    async def rate(self, question_id: str, helped: bool) -> None:
        """Note whether an answer helped; one that did not comes to the work list."""
        async with self._db.transaction() as conn:
            rating = 1 if helped else -1
            if not await question_repository.rate(conn, question_id, rating, self._clock.now()):
                raise NoSuchQuestion

    async def gather(self) -> int:
        """Cluster weak questions that are in no entry yet; return how many entries are new."""
        now = self._clock.now()
        async with self._db.snapshot() as conn:
            since = now - timedelta(days=self._settings.cluster_days)
            weak = await question_repository.weak(conn, since, _MOST)
        if not weak:
            return 0
        made = 0
        for cluster in clusters(weak, await self._asks.synonyms(), self._settings.cluster_similarity):
            before = await self._replay(cluster.questions, None)
            work_id = new_id("wrk")
            async with self._db.transaction() as conn:
                await work_repository.insert(
                    conn, work_id, cluster.language, cluster.label, list(cluster.terms), before, now
                )
                await question_repository.put_into(conn, work_id, [q.question_id for q in cluster.questions])
            made += 1
        return made

    async def listed(self, limit: int = 100) -> list[Work]:
        async with self._db.snapshot() as conn:
            rows = await work_repository.listed(conn, limit)
            asked = await question_repository.of_work(conn, [row["work_id"] for row in rows])
        return [_work(row, asked[row["work_id"]]) for row in rows]

    async def one(self, work_id: str) -> Work:
        async with self._db.snapshot() as conn:
            row = await work_repository.one(conn, work_id)
            asked = await question_repository.of_work(conn, [work_id])
        if row is None:
            raise NoSuchWork
        return _work(row, asked[work_id])

    async def draft(self, work_id: str, author: str) -> Version:
        """Draft an article from the nearest passages there are; a person completes it, another approves it."""
        work = await self.one(work_id)
        if work.state != "open":
            raise NotInState("this entry has a draft already, or is closed")
        nearest = await self._nearest(work.questions, work.language)
        content = draft_of(work, nearest)
        version = await self._editor.write(content, author, source="work list")
        async with self._db.transaction() as conn:
            await work_repository.drafted(conn, work_id, version.article_id, version.number)
        return version

    async def measure(self, by: str = "hongyan") -> int:
        """Ask the questions again wherever the drafted article is approved; return how many entries were closed."""
        async with self._db.snapshot() as conn:
            ready = await work_repository.waiting_for_approval(conn)
        for work_id in ready:
            work = await self.one(work_id)
            after = await self._replay(work.questions, work.article_id)
            async with self._db.transaction() as conn:
                await work_repository.close(conn, work_id, "done", by, self._clock.now(), after)
        return len(ready)

    async def dismiss(self, work_id: str, by: str) -> None:
        """Say that this needs no article; its questions stay with it and are not clustered again."""
        async with self._db.transaction() as conn:
            row = await work_repository.one(conn, work_id, lock=True)
            if row is None:
                raise NoSuchWork
            await work_repository.close(conn, work_id, "dismissed", by, self._clock.now(), None)

    async def sweep(self, now: datetime) -> int:
        """Cluster and measure whatever is due."""
        return await self.measure() + await self.gather()

    async def _replay(self, questions: Sequence[Question], article_id: str | None) -> Replay:
        answered = by_article = 0
        total = 0.0
        for question in questions:
            answers = await self._asks.try_answer(question.text, question.language)
            if answers:
                answered += 1
                total += answers[0].score
                by_article += answers[0].citation.ref == article_id
        return Replay(len(questions), answered, round(total / max(len(questions), 1), 4), by_article)

    async def _nearest(self, questions: Sequence[Question], language: str) -> list[Hit]:
        best: dict[str, tuple[int, Hit]] = {}
        for question in questions[:20]:
            for hit in await self._asks.search(question.text, language=language, limit=_QUOTED):
                count = best.get(hit.article_id, (0, hit))[0]
                best[hit.article_id] = (count + 1, hit)
        ordered = sorted(best.values(), key=lambda found: (-found[0], -found[1].score))
        return [hit for _, hit in ordered[:_QUOTED]]


def draft_of(work: Work, nearest: Sequence[Hit]) -> Content:
    """Write what is known: the questions, and quotes of the nearest articles with links. It claims nothing of its own."""
    chinese = work.language == "zh-CN"
    asked = list(dict.fromkeys(q.text for q in work.questions))
    count = len(work.questions)
    head = (
        f"（根据 {count} 个提问起草，请补全并核对）"
        if chinese
        else f"(Drafted from {count} questions: complete and check it.)"
    )
    lines = [head, "", "## 提问" if chinese else "## Asked", "", *(f"- {text}" for text in asked[:15]), ""]
    lines += ["## 现有条目里最接近的内容" if chinese else "## Nearest passages in existing articles", ""]
    for hit in nearest:
        lines += [f"> {hit.quote}".replace("\n", "\n> "), f"\n[{hit.title}](article:{hit.article_id})", ""]
    if not nearest:
        lines.append("（没有相近的条目）" if chinese else "(There is nothing near.)")
    return Content(work.label[:120], "\n".join(lines), work.language, keywords=work.terms)


def _work(row: dict[str, Any], questions: Sequence[Question]) -> Work:
    return Work(
        row["work_id"],
        row["language"],
        row["label"],
        tuple(questions),
        row["state"],
        row["article_id"],
        row["number"],
        Replay(**row["before"]) if row["before"] else None,
        Replay(**row["after"]) if row["after"] else None,
        row["created_at"],
        row["closed_by"],
        tuple(row["terms"]),
    )
