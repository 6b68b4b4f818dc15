"""Settings of quality."""

from pydantic import BaseModel, Field


class QualitySettings(BaseModel):
    """What must never be said, and when a conversation went badly."""

    forbidden_zh: list[str] = Field(
        default_factory=lambda: [
            "保证",
            "绝对",
            "百分之百",
            "肯定不会",
            "一定会赔",
            "最便宜",
            "包您满意",
            "没有任何问题",
        ],
        description="words nobody may say in Chinese",
    )
    forbidden_en: list[str] = Field(
        default_factory=lambda: [
            "guarantee",
            "guaranteed",
            "absolutely",
            "100%",
            "always on time",
            "never delayed",
            "no risk",
        ],
        description="words nobody may say in English",
    )
    many_turns: int = Field(
        24, ge=1, description="a conversation in which the customer says more than this went badly"
    )
    low_csat: int = Field(2, ge=1, le=5, description="a satisfaction of this or less opens a recovery task")
    low_nps: int = Field(6, ge=0, le=10, description="a recommendation of this or less opens a recovery task")
