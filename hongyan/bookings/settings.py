"""Settings of bookings: how hard changes are pushed, how long they are retried, how refunds are followed."""

from typing import Self

from pydantic import BaseModel, Field, model_validator


class BookingsSettings(BaseModel):
    """Environment ``HONGYAN_BOOKINGS__…`` or TOML ``[bookings]``."""

    concurrency: int = Field(
        16, ge=1, le=256, description="Changes carried out at the same time by one worker"
    )
    batch: int = Field(200, ge=1, le=5000, description="Changes one worker claims at once")
    airline_timeout_seconds: float = Field(
        5.0, gt=0, description="Wall seconds after which an airline call counts as of unknown outcome"
    )
    lease_seconds: float = Field(
        11.0, gt=0, description="Wall seconds after which a silent worker's changes are taken over by another"
    )
    give_up_after_attempts: int = Field(
        12, ge=1, description="Tries of one step without an answer before a person gets the change"
    )
    longest_back_off_seconds: float = Field(
        60.0, gt=0, description="Longest wait between two tries of one step"
    )
    person_queue: str = Field("rebooking-desk", description="Who owns a change the machine cannot finish")
    default_refund_calendar: str = Field(
        "CN",
        pattern="^(CN|US)$",
        description="Working-day calendar of refunds when no airport's country is known",
    )
    refund_poll_seconds: float = Field(
        60.0, gt=0, description="Shortest time between two looks at one refund"
    )
    refund_poll_longest_seconds: float = Field(
        3600.0, gt=0, description="Longest time between two looks at one refund"
    )
    refund_batch: int = Field(500, ge=1, le=5000, description="Refunds looked at in one request")
    gather_budget_ms: float = Field(
        150.0, gt=0, description="Time the three systems get to answer for one passenger"
    )
    gather_hedge_ms: float = Field(
        50.0, gt=0, description="Silence after which a second, identical request is sent"
    )
    gather_cache_entries: int = Field(20_000, ge=1, description="Last-known answers kept per system")
    gather_cache_hours: float = Field(
        24.0, gt=0, description="Age beyond which a last-known answer is not shown"
    )

    @model_validator(mode="after")
    def _lease_outlives_a_call(self) -> Self:
        if self.lease_seconds < 2 * self.airline_timeout_seconds:
            raise ValueError("lease_seconds must be at least twice airline_timeout_seconds")
        return self
