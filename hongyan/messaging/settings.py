"""Settings of outgoing mail and of the web chat."""

from pydantic import BaseModel, Field


class SmtpSettings(BaseModel):
    """The mail server messages are handed to (RFC 5321 submission)."""

    host: str = Field("", description="mail server; empty = simulated mail")
    port: int = Field(587, description="its port")
    username: str = Field("", description="sign-in, if it asks for one")
    password: str = Field("", description="its password")
    start_tls: bool = Field(True, description="upgrade to TLS after connecting")
    use_tls: bool = Field(False, description="TLS from the first byte (port 465)")
    sender: str = Field("notices@hongyan.invalid", description="From address")
    sender_name: str = Field("Hongyan 鸿雁", description="From name")
    connections: int = Field(4, ge=1, description="parallel connections")
    timeout_seconds: float = Field(15, description="for one command")
    per_second: float = Field(100, description="messages the server takes a second")


class WebChatSettings(BaseModel):
    """The chat on the passenger page and on the airline's own pages."""

    enabled: bool = Field(True, description="serve the chat")
    assertion_secret: str = Field(
        "",
        description="shared with the airline's site, which signs who is signed in there; empty = not taken",
    )
    assertion_minutes: float = Field(10, gt=0, description="how long such an assertion is good for")
    heartbeat_seconds: float = Field(20, gt=0, description="an open line says something this often")
    silent_seconds: float = Field(
        70, gt=0, description="a line from which nothing comes for so long is closed"
    )
    send_seconds: float = Field(10, gt=0, description="a reader slower than this is cut off and comes back")
    frame_kb: int = Field(32, gt=0, description="largest message over an open line in KiB")
    survey_minutes: float = Field(
        10, gt=0, description="how long after it was first asked a chat that is over shows the survey again"
    )
    lines_per_process: int = Field(5000, gt=0, description="open lines one web process holds")


class SmsSurveySettings(BaseModel):
    """The question after a closed conversation by text message about a disruption."""

    enabled: bool = Field(True, description="ask")
    answer_hours: float = Field(72, gt=0, description="how long an answer is taken as one")
    rest_days: float = Field(
        7, ge=0, description="nobody is asked again within so many days, by text message or in a chat"
    )


class MessagingSettings(BaseModel):
    """Which providers carry text."""

    sms: str = Field("simulated", description="SMS adapter")
    push: str = Field("simulated", description="push adapter")
    agencies: str = Field("simulated", description="adapter of notices to agencies that booked")
    sms_survey: SmsSurveySettings = SmsSurveySettings()
    smtp: SmtpSettings = SmtpSettings()
    webchat: WebChatSettings = WebChatSettings()
