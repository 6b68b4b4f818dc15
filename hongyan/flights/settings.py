"""Settings of flights and feeds."""

from pathlib import Path

from pydantic import BaseModel, Field


class FlightsSettings(BaseModel):
    """How feed messages are taken in. Hours and days are of the product's clock."""

    batch: int = Field(500, ge=1, le=5000, description="feed messages applied in one transaction")
    batch_megabytes: float = Field(
        4, gt=0, description="text of feed messages applied in one transaction, at most"
    )
    duplicate_hours: float = Field(
        24, ge=0, description="the same text within this time is the same message sent twice"
    )
    waiting_days: float = Field(
        7, gt=0, description="a message whose flight is not known waits this long, then it is a dead letter"
    )
    sweep_seconds: float = Field(
        2, gt=0, description="safety net: messages no job has taken are looked for this often"
    )
    watch_folder: Path | None = Field(
        None, description="files put here are taken in as feed messages and moved to done/ or failed/"
    )
    max_messages_per_request: int = Field(
        2000, ge=1, description="messages one call of the feed door may carry"
    )
