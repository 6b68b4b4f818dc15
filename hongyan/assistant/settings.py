"""Settings of the assistant."""

from pathlib import Path

from pydantic import BaseModel, Field


class LanguageModelSettings(BaseModel):
    """A language model behind an OpenAI-compatible endpoint. It sees masked text only and decides nothing."""

    base_url: str = Field("", description="e.g. http://127.0.0.1:8000/v1; empty = no model")
    model: str = Field("", description="the model's name at that endpoint")
    api_key: str = Field("", description="bearer token, if the endpoint wants one", repr=False)
    timeout_seconds: float = Field(1.5, gt=0, description="after this the rules answer alone")
    max_tokens: int = Field(300, ge=16, description="longest answer asked for")


class AssistantSettings(BaseModel):
    """The robot. Without a language model everything works; with one it understands more, and still decides nothing."""

    enabled: bool = Field(True, description="let the robot answer; off = every conversation goes to people")
    zone: str = Field(
        "Asia/Shanghai",
        description="IANA zone in which relative dates are meant when the traveller's is unknown",
    )
    forbidden_file: Path | None = Field(
        None, description="the airline's own list of phrases that are never said (TOML: phrases, denials)"
    )
    most_steps: int = Field(
        40, ge=5, description="facts and acts one turn may take before a person is called"
    )
    person_wait_minutes: float | None = Field(
        None, ge=0, description="minutes until a person is free; unset = asked of the people's list"
    )
    model: LanguageModelSettings = LanguageModelSettings()
    glossary: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description='terms with a fixed translation: {"鸿雁": {"en": "Hongyan"}}',
    )
