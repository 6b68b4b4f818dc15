"""Settings of servicing: how long a conversation waits for an act, and when running acts are looked at again."""

from pydantic import BaseModel, Field


class ServicingSettings(BaseModel):
    """Environment ``HONGYAN_SERVICING__…`` or TOML ``[servicing]``."""

    wait_seconds: float = Field(
        6.0,
        gt=0,
        description="Wall seconds a conversation waits for an act before it hears “being carried out”",
    )
    retry_seconds: float = Field(
        20.0, gt=0, description="Wait before an act without an answer is tried again"
    )
    give_up_after_attempts: int = Field(
        8, ge=1, description="Tries of an act without an answer before a person gets it"
    )
    hold_minutes: int = Field(15, ge=1, description="How long seats are held while a new order is paid")
    past_days: int = Field(2, ge=0, description="A trip is shown until this many days after its last arrival")
