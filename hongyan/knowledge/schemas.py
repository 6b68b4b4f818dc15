"""What the knowledge routes send and take."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hongyan.knowledge.edit_articles import USE_DAYS
from hongyan.knowledge.model import Audience, Content

Language = Literal["zh-CN", "en"]
ArticleState = Literal["draft", "in_review", "approved", "retired"]


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class HitRead(_Read):
    """An article found; ``spans`` are the places in ``quote`` that matched, ``reasons`` the words."""

    article_id: str
    number: int
    title: str
    heading: str
    language: str
    source: str
    section: str
    score: float
    quote: str
    spans: list[tuple[int, int]]
    reasons: list[str]


class FoundRead(BaseModel):
    """Results; below ``threshold`` the robot would say nothing."""

    items: list[HitRead]
    threshold: float


class ContentSent(BaseModel):
    """What an author writes."""

    title: str = Field(min_length=1, max_length=300)
    body: str = Field(min_length=1, max_length=60_000)
    language: Language = "zh-CN"
    audience: Audience = Audience.PUBLIC
    heading: str = Field("", max_length=500)
    keywords: list[str] = Field(default_factory=list, max_length=60)
    tags: list[str] = Field(default_factory=list, max_length=60)
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def content(self) -> Content:
        """Return the model's content, without empty words. A moment without a zone is UTC."""
        values = self.model_dump(exclude={"owner"})
        for name in ("keywords", "tags"):
            values[name] = tuple(word.strip() for word in values[name] if word.strip())
        for name in ("title", "body", "heading"):
            values[name] = values[name].replace("\x00", "").strip()
        for name in ("valid_from", "valid_to"):
            if values[name] is not None and values[name].tzinfo is None:
                values[name] = values[name].astimezone()
        return Content(**values)


class NewArticle(ContentSent):
    owner: str = Field("", max_length=100)


class ReviewNote(BaseModel):
    note: str = Field("", max_length=2000)


class KeepingSent(BaseModel):
    owner: str = Field(max_length=100)
    review_due: date | None = None


class ContentRead(_Read):
    title: str
    body: str
    language: str
    audience: Audience
    heading: str
    keywords: list[str]
    tags: list[str]
    valid_from: datetime | None
    valid_to: datetime | None


class VersionRead(_Read):
    article_id: str
    number: int
    content: ContentRead
    state: ArticleState
    author: str
    created_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    note: str


class QuestionRead(_Read):
    """A question, masked."""

    question_id: str
    text: str
    language: str
    at: datetime
    article_id: str | None
    number: int | None
    score: float
    rating: int


class LinkRead(BaseModel):
    article_id: str
    title: str
    state: ArticleState


class UseRead(BaseModel):
    """What was asked in the last ``days`` days. ``unanswered``: of one article, the questions it was drafted for; of all, those nothing answers."""

    days: int = USE_DAYS
    asked: int
    unanswered: int
    helped: int
    not_helped: int


class ArticleRead(BaseModel):
    """An article's page."""

    article_id: str
    source: str
    section: str
    owner: str
    review_due: date | None
    created_at: datetime
    versions: list[VersionRead]
    links_here: list[LinkRead]
    questions: list[QuestionRead]
    use: UseRead
    warnings: list[str]


class ArticleRow(BaseModel):
    article_id: str
    source: str
    owner: str
    review_due: date | None
    title: str
    language: str
    audience: Audience
    state: ArticleState
    number: int
    author: str
    created_at: datetime
    live_number: int | None
    ends: datetime | None
    use: UseRead


class ArticleList(BaseModel):
    items: list[ArticleRow]
    total: int
    use: UseRead


class ImportRead(BaseModel):
    model_config = ConfigDict(extra="ignore")

    import_id: str
    source: str
    kind: str
    state: str
    reason: str
    new: int
    changed: int
    unchanged: int
    imported_by: str
    imported_at: datetime
    tries: int


class PageSent(BaseModel):
    """A public web page to fetch."""

    url: str = Field(max_length=2000, pattern=r"^https://")
    audience: Audience = Audience.PUBLIC


class ImportDone(_Read):
    new: int
    changed: int
    unchanged: int
    refused: list[tuple[str, str]]


class ReplayRead(_Read):
    questions: int
    answered: int
    mean_score: float
    answered_by_article: int


class WorkRead(_Read):
    work_id: str
    language: str
    label: str
    terms: list[str]
    questions: list[QuestionRead]
    state: str
    article_id: str | None
    number: int | None
    before: ReplayRead | None
    after: ReplayRead | None
    created_at: datetime
    closed_by: str | None


class WorkListRead(BaseModel):
    items: list[WorkRead]


class Gathered(BaseModel):
    """How many entries are new, and how many were measured and closed."""

    new: int
    closed: int


class SynonymsRead(BaseModel):
    text: str
    edited_by: str | None
    edited_at: datetime | None


class SynonymsSent(BaseModel):
    text: str = Field(max_length=500_000)


class Done(BaseModel):
    ok: bool = True
