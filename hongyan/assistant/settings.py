"""Settings of the assistant."""

from pathlib import Path

from pydantic import BaseModel, Field


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
