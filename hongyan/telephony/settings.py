"""Settings of the telephone line."""

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr


class AsteriskSettings(BaseModel):
    """The exchange, and the trunk it calls through. One exchange serves one installation."""

    host: str = Field("127.0.0.1", description="where Asterisk's HTTP server listens")
    port: int = Field(8088, ge=1, le=65535, description="port of Asterisk's HTTP server")
    user: str = Field("hongyan", pattern=r"^[A-Za-z0-9_-]+$", description="ARI user")
    password: SecretStr = Field(SecretStr(""), description="ARI password; needed as soon as line = asterisk")
    app: str = Field("hongyan", pattern=r"^[A-Za-z0-9_-]+$", description="name of the Stasis application")
    trunk: str = Field(
        "", description="host:port of the telephone company's SIP server; empty = no trunk is configured"
    )
    trunk_user: str = Field("", description="user name at the trunk; empty = it knows us by our address")
    trunk_password: SecretStr = Field(SecretStr(""), description="password at the trunk")
    sip_host: str = Field("127.0.0.1", description="address Asterisk speaks SIP and RTP on")
    sip_port: int = Field(5060, ge=1, le=65535, description="UDP port Asterisk speaks SIP on")
    rtp_from: int = Field(10000, ge=1024, le=65535, description="first UDP port of audio")
    rtp_to: int = Field(19999, ge=1024, le=65535, description="last UDP port of audio")
    caller_id: str = Field("", description="number shown to those who are called, E.164")
    lines: int = Field(30, ge=1, description="calls the trunk carries at a time")
    calls_per_second: float = Field(5.0, gt=0, description="new calls a second the trunk takes")
    prompts: Path = Field(
        Path("prompts"), description="folder of spoken prompts as we see it; relative = in the home folder"
    )
    prompts_there: str = Field("", description="the same folder as Asterisk sees it; empty = the same path")
    cdr: Path | None = Field(
        None,
        description="Asterisk's record of calls (cdr-csv/Master.csv) as we see it, read when calls ended while we were not "
        "connected; empty = such calls count as failed",
    )
    listen_seconds: float = Field(8.0, gt=0, description="how long a question waits for a key")
    hotline: bool = Field(
        False, description="answer calls that come in over the trunk with the robot; false = they are refused"
    )
    hotline_language: str = Field(
        "zh-CN", pattern="^(zh-CN|en)$", description="language of callers we do not know: zh-CN or en"
    )
    trust_caller_id: bool = Field(
        True,
        description="a caller's number proves what it proves in a text message (the open disruptions told there); "
        "false where the telephone company lets callers show any number",
    )
    agents: str = Field(
        "", description="endpoint that takes whoever asks for a person, e.g. PJSIP/desk; empty = called back"
    )
    agent_ring_seconds: int = Field(20, ge=1, description="how long that endpoint may ring")


class TelephonySettings(BaseModel):
    """Which line is used, and who lives at the other end of the simulated one."""

    line: str = Field("simulated", description="line adapter: simulated or asterisk")
    population: Path | None = Field(
        None, description="TOML file with the behaviour of simulated people; empty = the one in the package"
    )
    seed: int | None = Field(None, description="seed of simulated people; empty = the one in that file")
    handset: bool = Field(
        False,
        description="the passenger's page offers a telephone in the browser that talks with the robot, for trying it out",
    )
    asterisk: AsteriskSettings = AsteriskSettings()
