"""Routes of plan quality for the control room."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from hongyan.access import require
from hongyan.protection.schemas import PlanQualityRead
from hongyan.protection.service import Protection

_Id = Annotated[str, Path(max_length=80)]


def router(protection: Protection) -> APIRouter:
    """Build the routes; whoever may read operations may read plans (they hold no personal data)."""
    routes = APIRouter(tags=["protection"], dependencies=[Depends(require("operations.read"))])

    @routes.get("/api/plan", operation_id="read_plan_of_day")
    async def plan_of_day() -> PlanQualityRead:
        """Show everything planned so far against first come, first served."""
        return PlanQualityRead.model_validate(await protection.curves())

    @routes.get("/api/disruptions/{disruption_id}/plan", operation_id="read_plan_of_disruption")
    async def plan_of_disruption(disruption_id: _Id) -> PlanQualityRead:
        """Show one disruption's plan against first come, first served."""
        return PlanQualityRead.model_validate(await protection.curves(disruption_id))

    return routes
