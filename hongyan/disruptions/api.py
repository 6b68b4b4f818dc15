"""Routes of disruptions: the list with counts, one with its story, a passenger's rights, the rules themselves."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query

from hongyan.access import require
from hongyan.core.errors import NotFound
from hongyan.disruptions.model import Disruption, DisruptionState
from hongyan.disruptions.ports import Progress
from hongyan.disruptions.rules.book import describe_rules
from hongyan.disruptions.schemas import (
    DisruptionDetail,
    DisruptionList,
    DisruptionRead,
    EntitlementRead,
    RightsRead,
    RuleSetRead,
    StoryItemRead,
)
from hongyan.disruptions.service import Disruptions
from hongyan.disruptions.settings import DisruptionsSettings
from hongyan.disruptions.stations import Stations

_READ = [Depends(require("operations.read"))]
_Id = Annotated[str, Path(max_length=80)]
_Limit = Annotated[int, Query(ge=1, le=5_000)]


def router(
    disruptions: Disruptions,
    progress: Progress | None = None,
    settings: DisruptionsSettings | None = None,
    stations: Stations | None = None,
) -> APIRouter:
    """Build the routes. ``progress`` adds reach and decision counts, and items to the story."""
    shown = _Shown(disruptions, progress, settings or DisruptionsSettings(), stations or Stations())
    routes = APIRouter(tags=["disruptions"])

    @routes.get("/api/disruptions", dependencies=_READ, operation_id="list_disruptions")
    async def list_disruptions(
        state: Literal["open", "withdrawn", "closed", "all"] = "all", limit: _Limit = 1_000
    ) -> DisruptionList:
        """List disruptions with their counts, the newest first."""
        states = list(DisruptionState) if state == "all" else [DisruptionState(state)]
        return DisruptionList(items=await shown.read(await disruptions.in_states(states, limit)))

    @routes.get("/api/disruptions/{disruption_id}", dependencies=_READ, operation_id="get_disruption")
    async def one(disruption_id: _Id) -> DisruptionDetail:
        """Show one disruption with its story, oldest item first."""
        return await shown.detail(disruption_id)

    @routes.get(
        "/api/disruptions/{disruption_id}/rights/{passenger_id}",
        dependencies=[Depends(require("passengers.list"))],
        operation_id="get_rights",
    )
    async def rights(disruption_id: _Id, passenger_id: _Id) -> RightsRead:
        """Tell what one passenger is entitled to under every regime, in words and as data."""
        answers = await disruptions.rights_for(disruption_id, passenger_id)
        return RightsRead(
            disruption_id=disruption_id,
            passenger_id=passenger_id,
            rights=[EntitlementRead.of(a) for a in answers],
        )

    @routes.get("/api/rules", dependencies=_READ, operation_id="list_rules")
    async def rules() -> list[RuleSetRead]:
        """List the rule sets with their periods, legal bases and figures."""
        return [RuleSetRead(**described) for described in describe_rules()]

    return routes


class _Shown:
    """Disruptions joined with what the packages above know of them."""

    def __init__(
        self,
        disruptions: Disruptions,
        progress: Progress | None,
        settings: DisruptionsSettings,
        stations: Stations,
    ) -> None:
        self._disruptions = disruptions
        self._progress = progress
        self._settings = settings
        self._stations = stations

    async def read(self, found: list[Disruption]) -> list[DisruptionRead]:
        ids = [d.disruption_id for d in found]
        counts = await self._progress.counts(ids) if self._progress and ids else {}
        minutes = self._settings.first_contact_minutes
        return [DisruptionRead.of(d, counts.get(d.disruption_id, {}), self._stations, minutes) for d in found]

    async def detail(self, disruption_id: str) -> DisruptionDetail:
        found = await self._disruptions.get([disruption_id])
        if not found:
            raise NotFound("there is no such disruption")
        [read] = await self.read(found)
        items: list[dict[str, Any]] = [_became_known(found[0]), *await self._disruptions.story(disruption_id)]
        if self._progress:
            items += [dict(item) for item in await self._progress.story(disruption_id)]
        items.sort(key=lambda item: item["at"])
        story = [StoryItemRead(at=i["at"], kind=i["what"], params=i["details"] or {}) for i in items]
        return DisruptionDetail(**read.model_dump(), story=story)


def _became_known(disruption: Disruption) -> dict[str, Any]:
    details = {
        "kind": str(disruption.kind),
        "cause_code": disruption.cause_code,
        "cause_class": disruption.cause_class,
        "departure_delay_minutes": disruption.departure_delay_minutes,
        "arrival_delay_minutes": disruption.arrival_delay_minutes,
    }
    return {"at": disruption.known_at, "what": "event", "details": details}
