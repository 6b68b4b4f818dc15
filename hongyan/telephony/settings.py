"""Settings of the telephone line."""

from pathlib import Path

from pydantic import BaseModel, Field


class TelephonySettings(BaseModel):
    """Which line is used, and who lives at the other end of the simulated one."""

    line: str = Field("simulated", description="line adapter")
    population: Path | None = Field(
        None, description="TOML file with the behaviour of simulated people; empty = the one in the package"
    )
    seed: int | None = Field(None, description="seed of simulated people; empty = the one in that file")
