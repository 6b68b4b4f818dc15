"""Settings of knowledge: how sure an answer must be, how much is imported, when somebody must look again."""

from pydantic import BaseModel, Field


class KnowledgeSettings(BaseModel):
    """How articles are found, quoted and kept true."""

    starter: bool = Field(True, description="import the articles shipped with the product at the first start")
    threshold: float = Field(
        0.5, ge=0, le=1, description="least confidence of a passage that answers; below it nothing is said"
    )
    answers: int = Field(3, ge=1, le=10, description="passages given for one question at most")
    candidates: int = Field(30, ge=5, le=200, description="articles looked at a second time in each search")
    review_months: int = Field(12, ge=1, description="a new article must be looked at again after this long")
    warn_days: int = Field(
        30, ge=0, description="warn this long before an article expires or is due for review"
    )
    max_file_mb: int = Field(10, ge=1, description="largest file that is imported")
    max_articles_per_file: int = Field(2000, ge=1, description="most articles one file may become")
    fetch_seconds: float = Field(15.0, gt=0, description="time to fetch a web page")
    cluster_similarity: float = Field(
        0.35,
        ge=0,
        le=1,
        description="how alike unanswered questions must be to become one entry of the work list",
    )
    cluster_days: int = Field(
        30, ge=1, description="unanswered questions of the last days that are clustered"
    )
