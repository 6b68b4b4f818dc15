"""The front door of knowledge: answer, search, suggest; and the parts that import, edit and learn."""

import asyncio
import functools
from collections.abc import Callable
from importlib.resources import files
from typing import Any, TypeVar

from hongyan.core.citation import Citation
from hongyan.core.clock import Clock
from hongyan.core.ids import new_id
from hongyan.knowledge import question_repository, repository
from hongyan.knowledge.edit_articles import Editor
from hongyan.knowledge.find_articles import find
from hongyan.knowledge.import_documents import Given, Importer
from hongyan.knowledge.keep_index import IndexKeeper, Loaded
from hongyan.knowledge.mask_question import masked_question
from hongyan.knowledge.model import Answer, Audience, Hit, Imported, Question
from hongyan.knowledge.ports import Meaning
from hongyan.knowledge.settings import KnowledgeSettings
from hongyan.knowledge.split_document import split_document
from hongyan.knowledge.suggest_keywords import suggestions
from hongyan.knowledge.synonyms import Synonyms, shipped_table
from hongyan.knowledge.work_list import WorkList
from hongyan.runtime import Database

SHIPPED = "starter/"  # sources of the articles that come with the product
_INLINE = 3000  # articles up to which a search is quicker than handing it to a thread
_Result = TypeVar("_Result")


class Knowledge:
    """Approved articles, found and quoted with article and version. Nothing found is an empty list, never invented."""

    def __init__(
        self, db: Database, clock: Clock, settings: KnowledgeSettings, meaning: Meaning | None = None
    ) -> None:
        self.db, self.clock, self.settings = db, clock, settings
        self.imports = Importer(db, clock, settings)
        self.editor = Editor(db, clock, settings)
        self.work = WorkList(db, clock, settings, self, self.editor)
        self._meaning = meaning
        self._index = IndexKeeper(db, meaning)

    async def begin(self) -> int:
        """Import the articles shipped with the product, once; a later version of the product brings its changes."""
        if not self.settings.starter:
            return 0
        given = Given("hongyan", "hongyan", approve=True)
        done = Imported()
        for language in ("zh", "en"):
            folder = files("hongyan.knowledge") / "starter" / language
            for file in sorted(folder.iterdir(), key=lambda f: f.name):
                content = await asyncio.to_thread(file.read_bytes)
                sections = split_document(content.decode(), file.name)
                done += await self.imports.store(f"{SHIPPED}{language}/{file.name}", sections, given)
        return done.new + done.changed

    async def synonyms(self) -> Synonyms:
        return (await self._index.current()).synonyms

    async def synonym_table(self) -> dict[str, Any]:
        """Return the table of synonyms as text, and who edited it last."""
        async with self.db.snapshot() as conn:
            row = await repository.synonyms(conn)
        text = row.get("synonyms")
        return {
            "text": shipped_table() if text is None else text,
            "edited_by": row.get("synonyms_by"),
            "edited_at": row.get("synonyms_at"),
        }

    async def save_synonyms(self, text: str, by: str) -> None:
        """Replace the table; every process searches with it at once. Raises UnreadableSynonyms."""
        Synonyms.parse(text)
        async with self.db.transaction() as conn:
            await repository.save_synonyms(conn, text, by, self.clock.now())

    async def suggest(self, typed: str, limit: int = 8) -> list[str]:
        """Return titles and keywords that go on from what is being typed, also in pinyin."""
        loaded = await self._index.current()
        return await _run(functools.partial(suggestions, typed, loaded.index, limit), len(loaded.index))

    async def answer(self, question: str, language: str, *, audience: str = "public") -> list[Answer]:
        """Return the best passages, best first. The asker's language comes first; if it has nothing, another one does,
        marked so. The question is kept, masked, with what answered it."""
        hits = await self._sure(question, language, Audience(audience))
        question_id = await self._remember(question, language, audience, hits[0] if hits else None)
        return [_answer(hit, language, question_id) for hit in hits]

    async def try_answer(self, question: str, language: str, audience: str = "public") -> list[Answer]:
        """Return what ``answer`` would, without keeping the question (previews, evaluation, replays)."""
        return [_answer(hit, language) for hit in await self._sure(question, language, Audience(audience))]

    async def search(
        self, text: str, *, language: str | None = None, audience: str = "agents", limit: int = 20
    ) -> list[Hit]:
        """Return articles by how well they fit, sure or not, in one language or in all."""
        loaded = await self._index.current()
        return await self._quickly(loaded, text, language, Audience(audience), limit)

    async def _sure(self, question: str, language: str, audience: Audience) -> list[Hit]:
        loaded = await self._index.current()
        first = "zh-CN" if language.startswith("zh") else "en"
        for tongue in (first, "en" if first == "zh-CN" else "zh-CN"):
            hits = await self._quickly(loaded, question, tongue, audience, self.settings.answers)
            sure = [hit for hit in hits if hit.score >= self.settings.threshold]
            if sure:
                return sure
        return []

    async def _quickly(
        self, loaded: Loaded, text: str, language: str | None, audience: Audience, limit: int
    ) -> list[Hit]:
        if not text.strip():
            return []
        work = functools.partial(
            find,
            text,
            loaded.index,
            loaded.synonyms,
            self.clock.now(),
            language=language,
            audience=audience,
            limit=limit,
            candidates=max(self.settings.candidates, limit),
            meaning=self._meaning,
        )
        return await _run(work, len(loaded.index))

    async def _remember(self, text: str, language: str, audience: str, best: Hit | None) -> str:
        question = Question(
            new_id("qst"),
            masked_question(text),
            "zh-CN" if language.startswith("zh") else "en",
            self.clock.now(),
            best.article_id if best else None,
            best.number if best else None,
            best.score if best else 0.0,
        )
        async with self.db.glance() as conn:
            await question_repository.insert(conn, question, audience)
        return question.question_id


async def _run(work: Callable[[], _Result], size: int) -> _Result:
    return work() if size <= _INLINE else await asyncio.to_thread(work)


def _answer(hit: Hit, language: str, question_id: str = "") -> Answer:
    asked = "zh-CN" if language.startswith("zh") else "en"
    citation = Citation(hit.title, hit.article_id, str(hit.number), hit.section, hit.quote)
    return Answer(hit.quote, citation, hit.score, hit.language, hit.language != asked, question_id)
