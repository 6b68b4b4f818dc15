"""Settings of the sandbox airline: its faults, its finance department's pace, and the day its generator invents."""

from datetime import timedelta

from pydantic import BaseModel, Field


class FaultSettings(BaseModel):
    """What goes wrong, as shares of calls between 0 and 1; everything off by default."""

    seed: int = Field(7, description="Seed of the faults, so that a bad day can be repeated.")
    unavailable: float = Field(0, ge=0, le=1, description="Share of calls refused before anything is done.")
    time_out_before_commit: float = Field(0, ge=0, le=1, description="Share of changes that time out undone.")
    time_out_after_commit: float = Field(0, ge=0, le=1, description="Share of changes done but timed out.")
    stale_availability: float = Field(
        0, ge=0, le=1, description="Share of searches that show held seats as free."
    )
    payment_refused: float = Field(0, ge=0, le=1, description="Share of payments the bank refuses.")
    slow_seconds: dict[str, float] = Field(
        default_factory=dict,
        description="Added latency by subsystem: orders, departure_control, members. Example: {members = 2}.",
    )
    slow_share: float = Field(1, ge=0, le=1, description="Share of calls to a slow subsystem that are slow.")


class FinanceSettings(BaseModel):
    """How long the airline's finance department takes for each step of a refund, in the product's time."""

    validate_after: timedelta = Field(timedelta(minutes=5), description="From request to validated.")
    approve_after: timedelta = Field(timedelta(minutes=25), description="From validated to approved.")
    send_after: timedelta = Field(timedelta(hours=4), description="From approved to sent to the bank.")
    done_after: timedelta = Field(timedelta(days=2), description="From sent to done at the bank.")
    spread: float = Field(0.5, ge=0, le=1, description="Each step takes up to this share longer, by refund.")
    failing: float = Field(0, ge=0, le=1, description="Share of refunds the bank sends back (state failed).")


class SandboxSettings(BaseModel):
    """Settings of the sandbox airline."""

    faults: FaultSettings = Field(default_factory=FaultSettings, description="Injected faults.")
    finance: FinanceSettings = Field(default_factory=FinanceSettings, description="Pace of refunds.")
    retime_minutes: int = Field(
        15, ge=1, description="A departure this far from the ticketed time turns HK into TK."
    )


class GeneratorSettings(BaseModel):
    """Volumes and structures of the invented day (shares of passengers unless it says otherwise)."""

    currency: str = Field("CNY", description="Currency of fares: CNY or USD.")
    chinese_share: float = Field(0.8, ge=0, le=1, description="Share of orders in zh-CN; the rest are in en.")
    phone_region: str = Field("CN", description="Where most phones are registered: CN or US.")
    load_factor: float = Field(0.84, gt=0, le=1, description="Sold seats by capacity, mean over flights.")
    connecting: float = Field(0.15, ge=0, le=1, description="Travellers with an onward flight.")
    invent_onward: bool = Field(True, description="Invent onward flights where the given ones offer none.")
    in_groups: float = Field(0.08, ge=0, le=0.5, description="Travellers in groups of ten and more.")
    infants: float = Field(0.012, ge=0, le=0.2, description="Infants on a lap, beside the seated travellers.")
    special_care: float = Field(0.03, ge=0, le=1, description="Wheelchair, medical, blind, deaf, assistance.")
    unaccompanied_minors: float = Field(0.004, ge=0, le=1, description="Children alone (UMNR).")
    through_agency: float = Field(
        0.30, ge=0, le=1, description="Orders of OTA or agency, phone masked or theirs."
    )
    relay_number: float = Field(
        0.70, ge=0, le=1, description="Masked phones that can be dialled through the OTA's relay."
    )
    relay_hours: tuple[int, int] = Field(
        (-6, 48), description="When a relay number ends, in hours after the first departure (from, to)."
    )
    emergency_contact: float = Field(
        0.15, ge=0, le=1, description="Orders that name somebody for emergencies (PCTC)."
    )
    wrong_number: float = Field(0.05, ge=0, le=1, description="Direct phones that belong to somebody else.")
    with_email: float = Field(0.75, ge=0, le=1, description="Orders that carry an e-mail address.")
    twice: float = Field(0.01, ge=0, le=1, description="Orders by a traveller who is in another order too.")
    linked_products: float = Field(0.06, ge=0, le=1, description="Orders with a hotel or a car.")
    no_show: float = Field(0.03, ge=0, le=1, description="Travellers who never check in.")
