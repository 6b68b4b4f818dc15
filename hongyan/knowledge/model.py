"""Articles, their versions, and what a search or an answer is. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from hongyan.core.citation import Citation


class State(StrEnum):
    """Where a version stands. Only an approved version answers anybody."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETIRED = "retired"  # replaced by a newer version, rejected for good, or withdrawn


class Audience(StrEnum):
    """Who may be told. Agents see both."""

    PUBLIC = "public"
    AGENTS = "agents"


@dataclass(frozen=True, slots=True)
class Content:
    """What an author writes: everything in it is reviewed together and answers together."""

    title: str
    body: str  # Markdown
    language: str = "zh-CN"  # zh-CN | en
    audience: Audience = Audience.PUBLIC
    heading: str = ""  # where it stands in its source: "第九章 公共航空运输 › 第三节 承运人的责任"
    keywords: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    valid_from: datetime | None = None  # None: since ever
    valid_to: datetime | None = None  # None: until further notice; the instant itself is outside


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an article. ``number`` rises by one and is never used twice."""

    article_id: str
    number: int
    content: Content
    state: State
    author: str
    created_at: datetime
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    note: str = ""  # the reviewer's word
    change: int = 0  # grows with every committed change of any version: what an index reads on from


@dataclass(frozen=True, slots=True)
class Article:
    """What stays when the text changes: identity, source, owner and when somebody must look again."""

    article_id: str
    source: str  # file, page or "editor"
    section: str  # place in the source; (source, section) is unique
    owner: str
    review_due: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found. ``score`` 0..1 is calibrated; ``spans`` are the places in ``quote`` that matched."""

    article_id: str
    number: int
    title: str
    heading: str
    language: str
    source: str
    section: str
    score: float
    quote: str
    spans: tuple[tuple[int, int], ...] = ()
    reasons: tuple[str, ...] = ()  # the words that led here, as the article has them


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage of knowledge that answers a question. ``score`` 0..1, calibrated; below the threshold nothing is returned.

    ``other_language`` says that the asker's language had nothing and the passage is in another one (``language``).
    ``question_id`` is the kept question it answers, by which it can be rated; empty when nothing was kept.
    """

    text: str
    citation: Citation
    score: float
    language: str = "zh-CN"
    other_language: bool = False
    question_id: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One piece of an imported document, on its way to being an article."""

    section: str
    content: Content


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. ``refused`` holds (file, reason) of what could not be read; those are kept and can be retried."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A question somebody asked, masked, and what was answered. ``rating`` is -1, 0 (none) or 1."""

    question_id: str
    text: str
    language: str
    at: datetime
    article_id: str | None = None
    number: int | None = None
    score: float = 0.0
    rating: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """A cluster's questions asked again: how many find an answer, and how well."""

    questions: int
    answered: int
    mean_score: float
    answered_by_article: int = 0  # of those, by the article the cluster led to


@dataclass(frozen=True, slots=True)
class Work:
    """An entry of the work list: questions that belong together and have no good answer yet."""

    work_id: str
    language: str
    label: str
    questions: tuple[Question, ...]
    state: str  # open | drafted | done | dismissed
    article_id: str | None
    number: int | None
    before: Replay | None
    after: Replay | None
    created_at: datetime
    closed_by: str | None = None
    terms: tuple[str, ...] = field(default=())
