"""Settings of promises."""

from pydantic import BaseModel, Field


class CasesSettings(BaseModel):
    """When colleagues work, how soon each kind of promise is due, and who keeps them."""

    zone: str = Field("Asia/Shanghai", description="time zone of the working hours")
    from_hour: int = Field(8, ge=0, le=23, description="work begins")
    to_hour: int = Field(22, ge=1, le=24, description="work ends")
    weekdays: list[int] = Field(
        default_factory=lambda: [1, 2, 3, 4, 5, 6, 7], description="working days, Monday = 1"
    )
    callback_hours: float = Field(2, gt=0, description="working hours until a callback is due")
    mail_answer_hours: float = Field(8, gt=0, description="working hours until an answer by mail is due")
    complaint_hours: float = Field(24, gt=0, description="working hours until a complaint is answered")
    recovery_hours: float = Field(8, gt=0, description="working hours until a low score is followed up")
    other_hours: float = Field(8, gt=0, description="working hours for anything else")
    person_wait_minutes: float = Field(
        5, ge=0, description="what customers are told a person takes during working hours"
    )
    duty_list: list[str] = Field(
        default_factory=lambda: ["duty-1", "duty-2"],
        description="who gets promises, the least burdened first",
    )
