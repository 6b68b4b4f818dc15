"""Writing articles: draft, submit, approve by somebody else, send back, withdraw; nothing is ever overwritten."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hongyan.core.clock import Clock
from hongyan.core.errors import InvalidInput
from hongyan.core.ids import new_id
from hongyan.knowledge import question_repository, reading_repository, repository
from hongyan.knowledge.errors import NoSuchArticle, NotInState, OwnReview
from hongyan.knowledge.import_documents import links_in
from hongyan.knowledge.model import Article, Content, Question, State, Version
from hongyan.knowledge.settings import KnowledgeSettings
from hongyan.runtime import Connection, Database

_EDITOR = "editor"


USE_DAYS = 30


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """All that a person wants to know about one article."""

    article: Article
    versions: list[Version]
    links_here: list[dict[str, Any]]
    questions: list[Question]
    use: dict[str, int]  # asked, helped, not_helped, unanswered in USE_DAYS
    warnings: list[str]  # expired | expires_soon | review_due | review_soon | no_owner


class Editor:
    """Every step is one transaction that locks the article first."""

    def __init__(self, db: Database, clock: Clock, settings: KnowledgeSettings) -> None:
        self._db, self._clock, self._settings = db, clock, settings

    async def write(self, content: Content, author: str, owner: str = "", source: str = _EDITOR) -> Version:
        """Begin a new article as a draft."""
        _check(content)
        now, article_id = self._clock.now(), new_id("art")
        row = {
            "article_id": article_id,
            "source": source,
            "section": article_id,
            "owner": owner or author,
            "review_due": (now + timedelta(days=30 * self._settings.review_months)).date(),
            "created_at": now,
        }
        async with self._db.transaction() as conn:
            change = await repository.next_change(conn)
            await repository.insert_articles(conn, [row])
            return await self._add(conn, article_id, content, author, change, now)

    async def revise(self, article_id: str, content: Content, author: str) -> Version:
        """Keep an article's draft, or begin one beside the approved version. One draft an article at a time."""
        _check(content)
        async with self._db.transaction() as conn:
            change = await repository.next_change(conn)
            await self._locked(conn, article_id)
            newest = (await repository.versions(conn, article_id))[0]
            if newest.state is State.IN_REVIEW:
                raise NotInState("a version is in review; decide about it first")
            if newest.state is State.DRAFT:
                await repository.update_draft(conn, article_id, newest.number, content, author, change)
                await repository.replace_links(conn, {article_id: links_in(content.body)})
                return (await repository.versions(conn, article_id))[0]
            return await self._add(conn, article_id, content, author, change, self._clock.now())

    async def submit(self, article_id: str, number: int) -> Version:
        """Ask for approval."""
        return await self._move(article_id, number, State.DRAFT, State.IN_REVIEW)

    async def approve(self, article_id: str, number: int, by: str, note: str = "") -> Version:
        """Let a version answer, and retire the one before. Raises OwnReview for the author."""
        return await self._move(article_id, number, State.IN_REVIEW, State.APPROVED, by, note)

    async def send_back(self, article_id: str, number: int, by: str, note: str) -> Version:
        """Give a version back to its author, with the reason."""
        if not note.strip():
            raise InvalidInput("say what should be different")
        return await self._move(article_id, number, State.IN_REVIEW, State.DRAFT, by, note)

    async def withdraw(self, article_id: str, number: int, by: str, note: str) -> Version:
        """Take an approved version, or a draft, out of use."""
        async with self._db.transaction() as conn:
            change = await repository.next_change(conn)
            await self._locked(conn, article_id)
            version = _numbered(await repository.versions(conn, article_id), number)
            if version.state is State.RETIRED:
                raise NotInState("it is withdrawn already")
            now = self._clock.now()
            await repository.set_state(conn, article_id, number, State.RETIRED, change, by, now, note)
            return _numbered(await repository.versions(conn, article_id), number)

    async def keep(self, article_id: str, owner: str, review_due: date | None) -> None:
        """Name the owner and when somebody must look at the article again."""
        async with self._db.transaction() as conn:
            if not await repository.set_keeping(conn, article_id, owner.strip(), review_due):
                raise NoSuchArticle

    async def page(self, article_id: str) -> ArticlePage:
        """Return an article with its versions, what links to it and what it answered in the last week."""
        now = self._clock.now()
        async with self._db.snapshot() as conn:
            article = await repository.article(conn, article_id)
            if article is None:
                raise NoSuchArticle
            versions = await repository.versions(conn, article_id)
            links = await reading_repository.links_here(conn, article_id)
            asked = await question_repository.of_article(conn, article_id, now - timedelta(days=7), 100)
            used = await question_repository.use(conn, [article_id], now - timedelta(days=USE_DAYS))
        warnings = self._warnings(article, versions, now)
        return ArticlePage(article, versions, links, asked, used[article_id], warnings)

    async def listed(
        self, state: str | None, warning: bool, offset: int, limit: int
    ) -> tuple[list[dict[str, Any]], int]:
        """List articles by title, with the state of the newest version and of the one that answers."""
        now = self._clock.now()
        soon = now + timedelta(days=self._settings.warn_days)
        async with self._db.snapshot() as conn:
            rows, total = await reading_repository.listed(
                conn, state, soon if warning else None, offset, limit
            )
            ids = [row["article_id"] for row in rows]
            used = await question_repository.use(conn, ids, now - timedelta(days=USE_DAYS))
        return [row | {"use": used[row["article_id"]]} for row in rows], total

    async def use(self) -> dict[str, int]:
        """Return how often anything was asked in ``USE_DAYS`` days, and what became of it."""
        async with self._db.snapshot() as conn:
            return await question_repository.use_of_all(conn, self._clock.now() - timedelta(days=USE_DAYS))

    def _warnings(self, article: Article, versions: list[Version], now: datetime) -> list[str]:
        soon = now + timedelta(days=self._settings.warn_days)
        found = []
        ends = [v.content.valid_to for v in versions if v.state is State.APPROVED]
        last = max((e for e in ends if e is not None), default=None)
        if last is not None and None not in ends and last <= soon:
            found.append("expired" if last <= now else "expires_soon")
        if article.review_due is not None and article.review_due <= soon.date():
            found.append("review_due" if article.review_due <= now.date() else "review_soon")
        return found + ([] if article.owner else ["no_owner"])

    async def _add(
        self, conn: Connection, article_id: str, content: Content, author: str, change: int, now: datetime
    ) -> Version:
        row = repository.version_row(article_id, content, State.DRAFT, author, now)
        await repository.insert_versions(conn, [row], change)
        await repository.replace_links(conn, {article_id: links_in(content.body)})
        return (await repository.versions(conn, article_id))[0]

    async def _move(
        self, article_id: str, number: int, before: State, after: State, by: str | None = None, note: str = ""
    ) -> Version:
        now = self._clock.now()
        async with self._db.transaction() as conn:
            change = await repository.next_change(conn)
            await self._locked(conn, article_id)
            version = _numbered(await repository.versions(conn, article_id), number)
            if version.state is not before:
                raise NotInState(f"the version is {version.state.value}, not {before.value}")
            if after is State.APPROVED and version.author == by:
                raise OwnReview
            await repository.set_state(conn, article_id, number, after, change, by, now, note)
            if after is State.APPROVED:
                await repository.retire_older(conn, [article_id], change, now)
            return _numbered(await repository.versions(conn, article_id), number)

    async def _locked(self, conn: Connection, article_id: str) -> Article:
        article = await repository.article(conn, article_id, lock=True)
        if article is None:
            raise NoSuchArticle
        return article


def _numbered(versions: list[Version], number: int) -> Version:
    for version in versions:
        if version.number == number:
            return version
    raise NoSuchArticle


def _check(content: Content) -> None:
    if not content.title.strip() or not content.body.strip():
        raise InvalidInput("an article needs a title and a text")
    if content.valid_from and content.valid_to and content.valid_from >= content.valid_to:
        raise InvalidInput("it would end before it begins")
