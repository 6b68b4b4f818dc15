"""Settings of conversations."""

from pydantic import BaseModel, Field


class ConversationsSettings(BaseModel):
    """How long the robot may think, when a silent conversation ends, and what files are taken."""

    respond_seconds: float = Field(20, gt=0, description="the robot has this long for one answer")
    lease_seconds: float = Field(
        45, gt=0, description="after this long a process that was answering is taken for dead"
    )
    robot_tries: int = Field(2, ge=1, description="failures of the robot before a person is called")
    idle_minutes: int = Field(30, ge=1, description="a conversation with the robot ends after this silence")
    person_idle_hours: int = Field(
        24, ge=1, description="a conversation with a person ends after this silence"
    )
    text_limit: int = Field(4000, ge=100, description="longest message in characters")
    file_limit_mb: int = Field(10, ge=1, le=50, description="largest file in MiB")
    files_per_conversation: int = Field(20, ge=1, description="files one conversation may hold")
    image_pixels: int = Field(60_000_000, description="an image with more pixels is refused")
    transcript_minutes: int = Field(30, ge=1, description="a mailed transcript may not start later than this")
    zone: str = Field("Asia/Shanghai", description="time zone of mailed transcripts")
