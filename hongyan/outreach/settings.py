"""Settings of outreach: who is contacted how, how fast, how often, and who takes over."""

from pydantic import BaseModel, Field


class PacingSettings(BaseModel):
    """Where a channel's live pacing starts; later changes are rows in ``outreach.pacing``."""

    per_second: float = Field(gt=0, description="attempts started a second")
    lines: int | None = Field(None, description="calls at one time")
    transfer_capacity: int | None = Field(None, description="people free to take over calls")


class OutreachSettings(BaseModel):
    """How outreach behaves unless a controller says otherwise."""

    secret: str = Field("", description="signs passenger links and read-backs; generated at first start")
    public_url: str = Field("http://127.0.0.1:8000", description="address that passenger links begin with")
    automatic_up_to: int = Field(
        1_000_000, description="campaigns for more passengers than this wait for a controller's approval"
    )
    plan_wait_seconds: int = Field(60, description="first contact waits this long for seats to be found")
    first_contact_seconds: int = Field(
        240, description="a call that would be later than this after the event is preceded by a message"
    )
    call: PacingSettings = PacingSettings(per_second=200, lines=4000, transfer_capacity=None)
    sms: PacingSettings = PacingSettings(per_second=400, lines=None, transfer_capacity=None)
    email: PacingSettings = PacingSettings(per_second=100, lines=None, transfer_capacity=None)
    push: PacingSettings = PacingSettings(per_second=400, lines=None, transfer_capacity=None)
    agency: PacingSettings = PacingSettings(per_second=100, lines=None, transfer_capacity=None)
    batch: int = Field(400, ge=1, le=2000, description="attempts in one wave slice")
    ring_seconds: int = Field(25, description="how long a call rings")
    mean_call_seconds: float = Field(40, description="expected length of a call, to predict slots")
    transfer_share: float = Field(0.05, description="expected share of calls that ask for a person")
    intent_valid_seconds: int = Field(60, description="an intended attempt may not start later than this")
    reconcile_grace_seconds: int = Field(10, description="wait after that before asking the provider")
    max_calls: int = Field(2, description="calls to one person in one task")
    retry_minutes: int = Field(5, description="between two calls to one person")
    receipt_wait_minutes: int = Field(
        10, description="an SMS without receipt for this long counts as not delivered"
    )
    mail_wait_minutes: int = Field(30, description="after mail or push, before a colleague takes over")
    agency_wait_minutes: int = Field(
        40, description="an agency that has not confirmed by then is rung by a colleague"
    )
    follow_up_minutes: int = Field(
        5, description="between reaching somebody by text and the call that follows"
    )
    daily_cap: int = Field(8, description="attempts to one person in 24 hours, all tasks together")
    quiet_from_hour: int = Field(22, description="no calls from this local hour")
    quiet_to_hour: int = Field(7, description="no calls before this local hour")
    safety_hours: int = Field(6, description="departure within this time lifts quiet hours")
    urgent_hours: int = Field(4, description="departure within this time shortens waiting for mail")
    urgent_wait_minutes: int = Field(5, description="the shortened wait")
    remind_minutes: int = Field(30, ge=1, description="a reminder goes out this long before a held seat ends")
    sms_replies: bool = Field(
        True,
        description="say in text messages that one can reply to them (POST /api/sms/inbound takes replies)",
    )
    link_days: int = Field(14, description="how long a passenger link works")
    read_back_minutes: int = Field(15, description="how long a read-back can be confirmed")
    duty_list: list[str] = Field(
        default_factory=lambda: ["duty-1", "duty-2"], description="colleagues who take over, in turn"
    )
