"""Routes of knowledge for people who are signed in; the public asks through the assistant, never here."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, UploadFile

from hongyan.access import Access, Actor, require
from hongyan.knowledge.edit_articles import ArticlePage
from hongyan.knowledge.import_documents import Given
from hongyan.knowledge.model import Audience, Version
from hongyan.knowledge.schemas import (
    ArticleList,
    ArticleRead,
    ArticleRow,
    ArticleState,
    ContentSent,
    Done,
    FoundRead,
    Gathered,
    HitRead,
    ImportDone,
    ImportRead,
    KeepingSent,
    LinkRead,
    NewArticle,
    PageSent,
    QuestionRead,
    ReviewNote,
    SynonymsRead,
    SynonymsSent,
    UseRead,
    VersionRead,
    WorkListRead,
    WorkRead,
)
from hongyan.knowledge.service import Knowledge

Id = Annotated[str, Path(max_length=60, pattern=r"^[a-z]{3}_[0-9a-z]+$")]
Number = Annotated[int, Path(ge=1, le=1_000_000)]
Words = Annotated[str, Query(max_length=400, pattern=r"^[^\x00]*$")]
Author = Annotated[Actor, Depends(require("knowledge.edit"))]
Approver = Annotated[Actor, Depends(require("knowledge.approve"))]


def router(knowledge: Knowledge, access: Access) -> APIRouter:
    """Build the routes; whoever changes what may be told leaves an audit row."""
    routes = APIRouter(prefix="/api/knowledge", tags=["knowledge"])
    _reading(routes, knowledge)
    _writing(routes, knowledge, access)
    _reviewing(routes, knowledge, access)
    _imports(routes, knowledge, access)
    _work(routes, knowledge, access)
    _synonyms(routes, knowledge, access)
    return routes


def _reading(routes: APIRouter, knowledge: Knowledge) -> None:
    may_read = [Depends(require("knowledge.read"))]

    @routes.get("/search", operation_id="search_knowledge", dependencies=may_read)
    async def search(
        q: Words = "",
        language: Annotated[str | None, Query(pattern="^(zh-CN|en)$")] = None,
        limit: Annotated[int, Query(ge=1, le=50)] = 20,
    ) -> FoundRead:
        """Search all articles, those for agents too."""
        hits = await knowledge.search(q, language=language, limit=limit)
        return FoundRead(
            items=[HitRead.model_validate(hit) for hit in hits], threshold=knowledge.settings.threshold
        )

    @routes.get("/suggest", operation_id="suggest_keywords", dependencies=may_read)
    async def suggest(q: Words = "") -> list[str]:
        """Offer keywords and titles for what is being typed."""
        return await knowledge.suggest(q)

    @routes.get("/articles", operation_id="knowledge_articles", dependencies=may_read)
    async def articles(
        state: ArticleState | None = None,
        warning: bool = False,
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> ArticleList:
        """List articles, those that wait for somebody first."""
        rows, total = await knowledge.editor.listed(state, warning, offset, limit)
        used = UseRead.model_validate(await knowledge.editor.use())
        return ArticleList(items=[ArticleRow.model_validate(row) for row in rows], total=total, use=used)

    @routes.get("/articles/{article_id}", operation_id="knowledge_article", dependencies=may_read)
    async def article(article_id: Id) -> ArticleRead:
        """Return one article with versions, links, questions of the last week and warnings."""
        return _page(await knowledge.editor.page(article_id))


def _writing(routes: APIRouter, knowledge: Knowledge, access: Access) -> None:
    @routes.post("/articles", operation_id="write_article", status_code=201)
    async def write(body: NewArticle, actor: Author) -> VersionRead:
        """Begin an article as a draft."""
        version = await knowledge.editor.write(body.content(), actor.name, body.owner)
        return await _told(access, actor, "knowledge.write", version)

    @routes.put("/articles/{article_id}/draft", operation_id="revise_article")
    async def revise(article_id: Id, body: ContentSent, actor: Author) -> VersionRead:
        """Keep a draft beside the version that answers."""
        version = await knowledge.editor.revise(article_id, body.content(), actor.name)
        return await _told(access, actor, "knowledge.revise", version)

    @routes.post("/articles/{article_id}/versions/{number}/submit", operation_id="submit_article")
    async def submit(article_id: Id, number: Number, actor: Author) -> VersionRead:
        """Ask a colleague to approve it."""
        return await _told(
            access, actor, "knowledge.submit", await knowledge.editor.submit(article_id, number)
        )

    @routes.put("/articles/{article_id}/keeping", operation_id="keep_article")
    async def keep(article_id: Id, body: KeepingSent, actor: Author) -> ArticleRead:
        """Name the owner and the date of the next look."""
        await knowledge.editor.keep(article_id, body.owner, body.review_due)
        await _audit(access, actor, "knowledge.keep", article_id)
        return _page(await knowledge.editor.page(article_id))


def _reviewing(routes: APIRouter, knowledge: Knowledge, access: Access) -> None:
    at = "/articles/{article_id}/versions/{number}"

    @routes.post(f"{at}/approve", operation_id="approve_article")
    async def approve(article_id: Id, number: Number, body: ReviewNote, actor: Approver) -> VersionRead:
        """Let it answer; the author cannot. Work-list entries it was drafted for are measured."""
        version = await knowledge.editor.approve(article_id, number, actor.name, body.note)
        await knowledge.work.measure(actor.name)
        return await _told(access, actor, "knowledge.approve", version, body.note)

    @routes.post(f"{at}/send-back", operation_id="send_back_article")
    async def send_back(article_id: Id, number: Number, body: ReviewNote, actor: Approver) -> VersionRead:
        """Give it back to its author with the reason."""
        version = await knowledge.editor.send_back(article_id, number, actor.name, body.note)
        return await _told(access, actor, "knowledge.send_back", version, body.note)

    @routes.post(f"{at}/withdraw", operation_id="withdraw_article")
    async def withdraw(article_id: Id, number: Number, body: ReviewNote, actor: Approver) -> VersionRead:
        """Take it out of use."""
        version = await knowledge.editor.withdraw(article_id, number, actor.name, body.note)
        return await _told(access, actor, "knowledge.withdraw", version, body.note)


def _imports(routes: APIRouter, knowledge: Knowledge, access: Access) -> None:
    @routes.get(
        "/imports", operation_id="knowledge_imports", dependencies=[Depends(require("knowledge.read"))]
    )
    async def imports() -> list[ImportRead]:
        """List imports, the refused ones first."""
        return [ImportRead.model_validate(row) for row in await knowledge.imports.listed()]

    @routes.post("/imports", operation_id="import_file")
    async def upload(
        file: UploadFile, actor: Author, audience: Annotated[Audience, Query()] = Audience.PUBLIC
    ) -> ImportDone:
        """Import a Markdown, DOCX, PDF or HTML file; its articles wait for approval."""
        most = knowledge.settings.max_file_mb * 2**20
        content = await file.read(most + 1)
        name = (file.filename or "file").replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")[:200]
        done = await knowledge.imports.file(name, content, Given(actor.name, audience=audience))
        await _audit(access, actor, "knowledge.import", "file")
        return ImportDone.model_validate(done)

    @routes.post("/imports/page", operation_id="import_page")
    async def page(body: PageSent, actor: Approver) -> ImportDone:
        """Fetch one public https page and import it; its articles wait for approval."""
        done = await knowledge.imports.page(body.url, Given(actor.name, audience=body.audience))
        await _audit(access, actor, "knowledge.import", "page")
        return ImportDone.model_validate(done)

    @routes.post("/imports/{import_id}/retry", operation_id="retry_import")
    async def retry(import_id: Id, actor: Author) -> ImportDone:
        """Read a refused file once more."""
        done = await knowledge.imports.retry(import_id, actor.name)
        await _audit(access, actor, "knowledge.import", import_id)
        return ImportDone.model_validate(done)

    @routes.post("/imports/{import_id}/dismiss", operation_id="dismiss_import")
    async def dismiss(import_id: Id, actor: Author) -> Done:
        """Forget a refused file."""
        await knowledge.imports.dismiss(import_id, actor.name)
        await _audit(access, actor, "knowledge.import_dismiss", import_id)
        return Done()


def _work(routes: APIRouter, knowledge: Knowledge, access: Access) -> None:
    @routes.get("/work", operation_id="knowledge_work", dependencies=[Depends(require("knowledge.read"))])
    async def work() -> WorkListRead:
        """List what nobody could answer, with the effect of what was done about it."""
        return WorkListRead(items=[WorkRead.model_validate(entry) for entry in await knowledge.work.listed()])

    @routes.post("/work/gather", operation_id="gather_work")
    async def gather(actor: Author) -> Gathered:
        """Cluster weak questions and measure approved drafts now."""
        closed = await knowledge.work.measure(actor.name)
        return Gathered(new=await knowledge.work.gather(), closed=closed)

    @routes.post("/work/{work_id}/draft", operation_id="draft_work")
    async def draft(work_id: Id, actor: Author) -> VersionRead:
        """Draft an article for an entry."""
        version = await knowledge.work.draft(work_id, actor.name)
        return await _told(access, actor, "knowledge.draft", version)

    @routes.post("/work/{work_id}/dismiss", operation_id="dismiss_work")
    async def dismiss(work_id: Id, actor: Author) -> Done:
        """Say that this needs no article."""
        await knowledge.work.dismiss(work_id, actor.name)
        await _audit(access, actor, "knowledge.dismiss", work_id)
        return Done()

    @routes.post("/questions/{question_id}/rating", operation_id="rate_answer")
    async def rate(question_id: Id, helped: Annotated[bool, Query()], actor: Author) -> Done:
        """Say whether an answer helped, for the customer it was given to."""
        await knowledge.work.rate(question_id, helped)
        return Done()


def _synonyms(routes: APIRouter, knowledge: Knowledge, access: Access) -> None:
    @routes.get("/synonyms", operation_id="synonyms", dependencies=[Depends(require("knowledge.read"))])
    async def synonyms() -> SynonymsRead:
        """Return the table of words that mean the same."""
        return SynonymsRead.model_validate(await knowledge.synonym_table())

    @routes.put("/synonyms", operation_id="save_synonyms")
    async def save(body: SynonymsSent, actor: Approver) -> SynonymsRead:
        """Replace the table; search uses it at once."""
        await knowledge.save_synonyms(body.text.replace("\x00", ""), actor.name)
        await _audit(access, actor, "knowledge.synonyms", "synonyms")
        return SynonymsRead.model_validate(await knowledge.synonym_table())


def _page(page: ArticlePage) -> ArticleRead:
    article = page.article
    return ArticleRead(
        article_id=article.article_id,
        source=article.source,
        section=article.section,
        owner=article.owner,
        review_due=article.review_due,
        created_at=article.created_at,
        versions=[VersionRead.model_validate(v) for v in page.versions],
        links_here=[LinkRead.model_validate(row) for row in page.links_here],
        questions=[QuestionRead.model_validate(q) for q in page.questions],
        use=UseRead.model_validate(page.use),
        warnings=page.warnings,
    )


async def _told(access: Access, actor: Actor, action: str, version: Version, reason: str = "") -> VersionRead:
    await _audit(access, actor, action, f"{version.article_id}/{version.number}", reason)
    return VersionRead.model_validate(version)


async def _audit(access: Access, actor: Actor, action: str, subject: str, reason: str = "") -> None:
    async with access.db.transaction() as conn:
        await access.audit.by(conn, actor, action, subject, reason)
