"""Settings of outgoing mail."""

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


class MessagingSettings(BaseModel):
    """Which providers carry text."""

    sms: str = Field("simulated", description="SMS adapter")
    push: str = Field("simulated", description="push adapter")
    smtp: SmtpSettings = SmtpSettings()
