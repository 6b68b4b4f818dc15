"""Shapes of the plan-quality routes."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class PlanRead(BaseModel):
    plan_id: str
    created_at: datetime
    parties: int
    passengers: int
    unassigned: int = Field(description="parties nobody could carry")
    held: int = Field(description="offers held when the plan was ready")
    objective: float
    lp_bound: float = Field(description="no plan can cost less than this")
    gap: float = Field(description="(objective - bound) / bound")
    seconds: float
    plan_mean_delay_min: float
    first_come_mean_delay_min: float
    report: dict[str, Any]


class CurvePoint(BaseModel):
    delay_min: int
    share: float = Field(description="share of passengers who have arrived by then")


class CurvesRead(BaseModel):
    hongyan: list[CurvePoint]
    first_come: list[CurvePoint]


class TotalsRead(BaseModel):
    parties: int
    passengers: int
    unassigned_passengers: int
    first_come_unassigned_passengers: int
    mean_delay_assigned_min: float | None
    first_come_mean_delay_assigned_min: float | None
    planned: int
    unassigned: int
    decided: int


class PlanQualityRead(BaseModel):
    plan: PlanRead | None = Field(description="the latest plan; none yet = null")
    totals: TotalsRead
    curves: CurvesRead
