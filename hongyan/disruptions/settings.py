"""Which changes of a flight count as a disruption, and how connections are judged."""

from typing import Self

from pydantic import BaseModel, Field, model_validator


class DisruptionsSettings(BaseModel):
    """Thresholds in minutes unless named otherwise."""

    delay_minutes: int = Field(
        180, ge=1, description="departure or arrival delay from which a flight is a disruption"
    )
    withdraw_below_minutes: int = Field(
        150,
        ge=0,
        description="an open delay is withdrawn when it shrinks below this (less than delay_minutes)",
    )
    advance_minutes: int = Field(
        60, ge=1, description="brought forward by at least this much is a disruption"
    )
    misconnect_from_minutes: int = Field(
        15, ge=1, description="arrival delay from which onward connections are checked"
    )
    mct_domestic_minutes: int = Field(
        45, ge=0, description="minimum connection time between domestic flights"
    )
    mct_international_minutes: int = Field(
        90, ge=0, description="minimum connection time when one of the flights is international"
    )
    connection_hours: int = Field(
        24, ge=1, description="a later flight of the order within this many hours connects"
    )
    update_minutes: int = Field(
        15, ge=1, description="a shift of an open disruption's times that is told to the rest of the house"
    )
    first_contact_minutes: int = Field(
        5, ge=1, description="within this time everybody affected has had a first call or message"
    )

    @model_validator(mode="after")
    def _withdraws_below_what_opens(self) -> Self:
        if self.withdraw_below_minutes > self.delay_minutes:
            raise ValueError(
                "withdraw_below_minutes must not be above delay_minutes, or disruptions would flap"
            )
        return self
