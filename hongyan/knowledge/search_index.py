"""All articles that may answer, ready to be searched; each change gives a new index that shares what did not change."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from hongyan.knowledge.fold_text import HAN, fold
from hongyan.knowledge.model import Audience, Version
from hongyan.knowledge.pinyin_of import sounds
from hongyan.knowledge.plan_query import Idea, Vocabulary
from hongyan.knowledge.sparse_index import Segment
from hongyan.knowledge.terms import document_terms

_MAX_SEGMENTS = 8
_NEAR = 80.0  # how alike two spellings must be, of 100
_CLOSE_SPELLINGS, _CLOSE_SOUNDS = 3, 4


@dataclass(frozen=True, slots=True)
class Document:
    """One approved version as search needs it; texts are folded. ``vector``: what it means, where an encoder is wired."""

    version: Version
    source: str
    section: str
    title: str
    keywords: str
    body: str
    vector: npt.NDArray[np.float16] | None = field(default=None, compare=False)

    @classmethod
    def of(cls, version: Version, source: str, section: str) -> "Document":
        content = version.content
        return cls(
            version,
            source,
            section,
            fold(f"{content.title} {content.heading}"),
            fold(" ".join(content.keywords)),
            fold(content.body),
        )

    def serves(self, at: datetime, audience: Audience) -> bool:
        """Say whether this version may answer ``audience`` at that moment."""
        content = self.version.content
        if content.audience is Audience.AGENTS and audience is Audience.PUBLIC:
            return False
        return (content.valid_from is None or content.valid_from <= at) and (
            content.valid_to is None or at < content.valid_to
        )

    def terms(self) -> dict[str, float]:
        content = self.version.content
        return document_terms(content.title, content.heading, content.keywords, content.body)


@dataclass(slots=True)
class _Lexicon:
    """Words of a segment by sound and by spelling; made once, at the latest when somebody mistypes."""

    by_sound: dict[tuple[str, ...], list[str]] | None = None
    latin: list[str] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class _Part:
    segment: Segment
    first: int  # the slot of its first document
    lexicon: _Lexicon


class SearchIndex:
    """Immutable: ``changed`` returns another one. Slots of replaced documents stay empty until a merge."""

    def __init__(
        self,
        documents: Sequence[Document | None] = (),
        parts: Sequence[_Part] = (),
        slots: Mapping[str, tuple[int, ...]] | None = None,
    ) -> None:
        self.documents = documents
        self._parts = parts
        self._slots = dict(slots or {})
        self.live = np.array([d is not None for d in documents], dtype=bool)
        self.chinese = np.array(
            [d is not None and d.version.content.language == "zh-CN" for d in documents], dtype=bool
        )
        self._offered: dict[str, tuple[str, int]] | None = None
        self.vocabulary = Vocabulary(max(int(self.live.sum()), 1), self._count, self._alike, self._spelt)

    def __len__(self) -> int:
        return int(self.live.sum())

    def changed(self, articles: Mapping[str, Sequence[Document]]) -> "SearchIndex":
        """Return an index in which these articles have exactly these documents (none: the article is gone)."""
        documents: list[Document | None] = list(self.documents)
        slots = dict(self._slots)
        added: list[Document] = []
        for article_id, versions in articles.items():
            for slot in slots.pop(article_id, ()):
                documents[slot] = None
            if versions:
                first = len(documents)
                documents += versions
                added += versions
                slots[article_id] = tuple(range(first, first + len(versions)))
        parts = list(self._parts)
        if added:
            segment = Segment.build(d.terms() for d in added)
            parts.append(_Part(segment, len(documents) - len(added), _Lexicon()))
        dead = sum(d is None for d in documents)
        if len(parts) > _MAX_SEGMENTS or dead > max(64, len(documents) // 3):
            return SearchIndex._merged(documents)
        return SearchIndex(documents, parts, slots)

    @classmethod
    def _merged(cls, documents: Iterable[Document | None]) -> "SearchIndex":
        alive = [d for d in documents if d is not None]
        slots: dict[str, tuple[int, ...]] = {}
        for slot, document in enumerate(alive):
            key = document.version.article_id
            slots[key] = (*slots.get(key, ()), slot)
        return cls(alive, [_Part(Segment.build(d.terms() for d in alive), 0, _Lexicon())], slots)

    def candidates(self, ideas: Sequence[Idea], limit: int, language: str | None) -> list[tuple[int, float]]:
        """Return the slots and scores of the best documents, best first, in one language or in any."""
        if not self._parts:
            return []
        concepts = [[s.member for s in idea.sayings] for idea in ideas if idea.sayings]
        scores = np.concatenate([part.segment.scores(concepts) for part in self._parts])
        scores *= self._mask(language)
        count = min(limit, len(scores))
        best = np.argpartition(scores, -count)[-count:]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [(int(slot), float(scores[slot])) for slot in best if scores[slot] > 0]

    def _mask(self, language: str | None) -> npt.NDArray[np.bool_]:
        if language is None:
            return self.live
        wanted = self.chinese if language == "zh-CN" else np.logical_not(self.chinese)
        mask: npt.NDArray[np.bool_] = np.logical_and(self.live, wanted)
        return mask

    def prepare(self) -> "SearchIndex":
        """Make now what a mistyped word needs, so that nobody who mistypes waits for it."""
        for part in self._parts:
            _by_sound(part)
            _latin(part)
        return self

    def offered(self) -> Mapping[str, tuple[str, int]]:
        """Return keywords and titles, folded, with how many articles have them; made once for an index."""
        if self._offered is None:
            counts: dict[str, int] = {}
            for document in self.documents:
                if document is not None and document.version.content.audience is Audience.PUBLIC:
                    content = document.version.content
                    for word in (content.title, *content.keywords):
                        counts[word] = counts.get(word, 0) + 1
            self._offered = {word: (fold(word), count) for word, count in counts.items()}
        return self._offered

    def newest(self, article_id: str, at: datetime, audience: Audience) -> Document | None:
        """Return the version of an article that answers at that moment."""
        serving = [
            d
            for slot in self._slots.get(article_id, ())
            if (d := self.documents[slot]) and d.serves(at, audience)
        ]
        return max(serving, key=lambda d: d.version.number, default=None)

    def _count(self, term: str) -> int:
        return sum(part.segment.count(term) for part in self._parts)

    def _alike(self, syllables: tuple[str, ...]) -> list[str]:
        found: dict[str, int] = {}
        for part in self._parts:
            for word in _by_sound(part).get(syllables, ()):
                found[word] = found.get(word, 0) + part.segment.count(word)
        return sorted(found, key=lambda w: -found[w])[:_CLOSE_SOUNDS]

    def _spelt(self, word: str) -> list[str]:
        if len(word) < 4:
            return []
        found: dict[str, float] = {}
        for part in self._parts:
            near = process.extract(
                word, _latin(part), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_CLOSE_SPELLINGS
            )
            found.update({w: score for w, score, _ in near})
        return sorted(found, key=lambda w: -found[w])[:_CLOSE_SPELLINGS]


def _by_sound(part: _Part) -> dict[tuple[str, ...], list[str]]:
    lexicon = part.lexicon
    with lexicon.lock:
        if lexicon.by_sound is None:
            by_sound: dict[tuple[str, ...], list[str]] = {}
            for term in part.segment.places:
                if len(term) == 2 and HAN.fullmatch(term):
                    by_sound.setdefault(sounds(term), []).append(term)
            lexicon.by_sound = by_sound
        return lexicon.by_sound


def _latin(part: _Part) -> list[str]:
    lexicon = part.lexicon
    with lexicon.lock:
        if lexicon.latin is None:
            lexicon.latin = [t for t in part.segment.places if t.isascii() and t.isalpha() and len(t) > 3]
        return lexicon.latin
