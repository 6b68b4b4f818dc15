"""Routes of the control room: overview, lists, waves, campaigns, pacing, tasks, one passenger."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Body, Depends, Path, Query
from fastapi.encoders import jsonable_encoder

from hongyan.access import Access, Actor, require
from hongyan.core.clock import Clock
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.disruptions import cited
from hongyan.outreach.compose import mask_address
from hongyan.outreach.model import Choice
from hongyan.outreach.schemas import (
    AgentChoice,
    CampaignMoved,
    ChoiceToRead,
    ContactsShown,
    DecisionMade,
    NoteSent,
    OverviewRead,
    OwnerSent,
    PacingRead,
    PacingSet,
    PassengerPage,
    PassengerRead,
    ReasonSent,
    TaskDone,
    UnreachedPage,
    WavesRead,
    WordsToRead,
)
from hongyan.outreach.service import Outreach

Id = Annotated[str, Path(max_length=200, pattern=r"^[\w:.\-]+$")]
Search = Annotated[str, Query(max_length=80, pattern=r"^[^\x00]*$")]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]


class Insight(Protocol):
    """What a passenger's drawer shows from packages below: rights and offers."""

    async def rights_for(self, disruption_id: str, passenger_id: str) -> Sequence[Any]: ...


class OfferBook(Protocol):
    async def offers_for(self, party_id: str) -> Sequence[Any]: ...


def router(
    outreach: Outreach,
    rights: Insight,
    offers: OfferBook,
    clock: Clock,
    access: Access,
    speed: Callable[[], float] = lambda: 1.0,
) -> APIRouter:
    """Build the routes; each asks for a permission, and deeds and reads of personal data leave an audit row."""
    routes = APIRouter(prefix="/api", tags=["outreach"])
    _reading(routes, outreach, clock, speed)
    _campaigns(routes, outreach, access)
    _tasks(routes, outreach, access)
    _passenger(routes, outreach, rights, offers, access)
    return routes


def _reading(routes: APIRouter, outreach: Outreach, clock: Clock, speed: Callable[[], float]) -> None:
    may_read = [Depends(require("operations.read"))]

    @routes.get("/overview", operation_id="overview", dependencies=may_read)
    async def overview() -> OverviewRead:
        """Return the figures of the top strip."""
        return OverviewRead.model_validate({**await outreach.overview(), "clock_speed": speed()})

    @routes.get(
        "/disruptions/{disruption_id}/passengers",
        operation_id="disruption_passengers",
        dependencies=[Depends(require("passengers.list"))],
    )
    async def passengers(
        disruption_id: Id, offset: Offset = 0, limit: Limit = 100, state: str | None = None, q: Search = ""
    ) -> PassengerPage:
        """List a disruption's passengers, the unreached and nearest departures first; names are masked."""
        found = await outreach.passengers(disruption_id, state, q, offset, limit)
        return PassengerPage.model_validate(found)

    @routes.get("/disruptions/{disruption_id}/waves", operation_id="disruption_waves", dependencies=may_read)
    async def disruption_waves(
        disruption_id: Id, minutes: Annotated[int, Query(ge=1, le=1440)] = 60
    ) -> WavesRead:
        """Return the contacts of one disruption over time."""
        return await series(minutes, disruption_id)

    @routes.get("/waves", operation_id="waves", dependencies=may_read)
    async def waves(minutes: Annotated[int, Query(ge=1, le=1440)] = 60) -> WavesRead:
        """Return all contacts over time."""
        return await series(minutes, None)

    @routes.get("/pacing", operation_id="pacing", dependencies=may_read)
    async def pacing() -> list[PacingRead]:
        """Return the live pacing of every channel."""
        return [PacingRead.model_validate(row) for row in await outreach.pacing()]

    @routes.get("/unreached", operation_id="unreached", dependencies=[Depends(require("passengers.read"))])
    async def unreached(
        q: Search = "",
        offset: Offset = 0,
        limit: Limit = 100,
        owner: Annotated[str | None, Query(max_length=80)] = None,
    ) -> UnreachedPage:
        """List who is not reached, by name, with the reason and who is responsible."""
        return UnreachedPage.model_validate(await outreach.unreached(q, offset, limit, owner))

    async def series(minutes: int, disruption_id: str | None) -> WavesRead:
        step = 1 if minutes <= 10 else 10 if minutes <= 120 else 60
        start: datetime = clock.now() - timedelta(minutes=minutes)
        items = await outreach.wave_series(start, step, disruption_id)
        return WavesRead.model_validate({"step_seconds": step, "items": items})


def _campaigns(routes: APIRouter, outreach: Outreach, access: Access) -> None:
    verbs: dict[str, Callable[[str, str, str], Awaitable[str]]] = {
        "approve": outreach.approve,
        "pause": outreach.pause,
        "resume": outreach.resume,
        "stop": outreach.stop,
    }
    for verb, act in verbs.items():
        _campaign_route(routes, access, verb, act)

    @routes.put("/pacing/{channel}", operation_id="set_pacing")
    async def set_pacing(
        channel: Annotated[str, Path(pattern="^(call|sms|email|push|agency)$")],
        body: PacingSet,
        actor: Annotated[Actor, Depends(require("pacing.set"))],
    ) -> list[PacingRead]:
        """Change a channel's pacing; every worker obeys within a second."""
        await outreach.set_pacing(
            channel, body.per_second, body.lines, body.transfer_capacity, body.paused, actor.name
        )
        await _audit(access, actor, "pacing.set", channel, body.model_dump_json())
        return [PacingRead.model_validate(row) for row in await outreach.pacing()]


def _campaign_route(
    routes: APIRouter, access: Access, verb: str, act: Callable[[str, str, str], Awaitable[str]]
) -> None:
    @routes.post(f"/campaigns/{{campaign_id}}/{verb}", operation_id=f"{verb}_campaign")
    async def steer(
        campaign_id: Id,
        actor: Annotated[Actor, Depends(require("campaigns.act"))],
        body: Annotated[ReasonSent | None, Body()] = None,
    ) -> CampaignMoved:
        reason = body.reason.strip() if body else ""
        if verb == "stop" and not reason:
            raise InvalidInput("to stop reaching people needs a reason", field="reason")
        state = await act(campaign_id, actor.name, reason)
        await _audit(access, actor, f"campaign.{verb}", campaign_id, reason)
        return CampaignMoved(campaign_id=campaign_id, state=state)


def _tasks(routes: APIRouter, outreach: Outreach, access: Access) -> None:
    @routes.post("/tasks/{task_id}/assign", operation_id="assign_task")
    async def assign(
        task_id: Id, body: OwnerSent, actor: Annotated[Actor, Depends(require("tasks.assign"))]
    ) -> TaskDone:
        """Name who is responsible for a task."""
        await outreach.assign(task_id, body.owner, actor.name)
        await _audit(access, actor, "task.assign", task_id, body.owner)
        return TaskDone(task_id=task_id)

    @routes.post("/tasks/{task_id}/take-over", operation_id="take_over_task")
    async def take_over(task_id: Id, actor: Annotated[Actor, Depends(require("tasks.take"))]) -> TaskDone:
        """Take a passenger over by hand; machines stop contacting them."""
        await outreach.take_over(task_id, actor.name)
        await _audit(access, actor, "task.take_over", task_id)
        return TaskDone(task_id=task_id)

    @routes.post("/tasks/{task_id}/note-reached", operation_id="note_reached")
    async def note_reached(
        task_id: Id,
        actor: Annotated[Actor, Depends(require("tasks.take"))],
        body: Annotated[NoteSent | None, Body()] = None,
    ) -> TaskDone:
        """Note that a colleague reached the passenger, and how."""
        sent = body or NoteSent()
        await outreach.note_reached(task_id, sent.note, actor.name, sent.way)
        await _audit(access, actor, "task.note_reached", task_id, sent.way)
        return TaskDone(task_id=task_id)

    @routes.post("/tasks/{task_id}/note-tried", operation_id="note_tried")
    async def note_tried(
        task_id: Id, body: NoteSent, actor: Annotated[Actor, Depends(require("tasks.take"))]
    ) -> TaskDone:
        """Note that a colleague tried in vain; the task stays with its owner."""
        await outreach.note_tried(task_id, body.way, body.note, actor.name)
        await _audit(access, actor, "task.note_tried", task_id, body.way)
        return TaskDone(task_id=task_id)


def _passenger(
    routes: APIRouter, outreach: Outreach, rights: Insight, offers: OfferBook, access: Access
) -> None:
    @routes.get("/passengers/{passenger_id}", operation_id="passenger")
    async def passenger(
        passenger_id: Id,
        actor: Annotated[Actor, Depends(require("passengers.read"))],
        disruption_id: Annotated[str | None, Query(max_length=200)] = None,
    ) -> PassengerRead:
        """Return one passenger with name, masked contacts, rights, offers and timeline; the read is audited."""
        found = await outreach.passenger(passenger_id, disruption_id)
        for entry in found["entries"]:
            entry["rights"] = [
                {**jsonable_encoder(right), "cited": cited(right.legal_basis)}
                for right in await rights.rights_for(entry["disruption_id"], passenger_id)
            ]
            entry["offers"] = jsonable_encoder(await offers.offers_for(entry["party_id"]))
            entry["contacts"] = [hidden(contact) for contact in entry["contacts"]]
        await _audit(access, actor, "passenger.read", passenger_id)
        return PassengerRead.model_validate(found)

    @routes.post("/passengers/{passenger_id}/contacts", operation_id="reveal_contacts")
    async def reveal_contacts(
        passenger_id: Id,
        body: ReasonSent,
        actor: Annotated[Actor, Depends(require("passengers.reveal"))],
        disruption_id: Annotated[str | None, Query(max_length=200)] = None,
    ) -> ContactsShown:
        """Show a passenger's contacts in full, for a reason that stays in the audit."""
        reason = body.reason.strip()
        if not reason:
            raise InvalidInput("contacts are shown for a reason", field="reason")
        found = await outreach.passenger(passenger_id, disruption_id)
        await _audit(access, actor, "passenger.contacts", passenger_id, reason)
        return ContactsShown.model_validate({"contacts": found["entries"][0]["contacts"]})

    @routes.post("/parties/{party_id}/read-back", operation_id="read_back_to_party")
    async def read_back(
        party_id: Id, body: ChoiceToRead, _: Annotated[Actor, Depends(require("passengers.decide"))]
    ) -> WordsToRead:
        """Word exactly what would be done, for an agent to read aloud; nothing happens yet."""
        read = await outreach.read_back(party_id, Choice(body.kind, body.offer_id))
        text = {"zh-CN": read.text_zh, "en": read.text_en}
        return WordsToRead(text=text, token=read.token, expires_at=read.expires_at)

    @routes.post("/parties/{party_id}/decide", operation_id="decide_for_party")
    async def decide(
        party_id: Id, body: AgentChoice, actor: Annotated[Actor, Depends(require("passengers.decide"))]
    ) -> DecisionMade:
        """Carry out what the passenger told an agent, who read it back to them."""
        choice = Choice(body.kind, body.offer_id)
        said_by = f"agent:{actor.name}"
        if choice.kind == "person":
            await outreach.talk([party_id], note=body.consent_note)
            change_id = None
        else:
            token = body.read_back_token or (await outreach.read_back(party_id, choice)).token
            if outreach.party_of_read_back(token) != party_id:
                raise NotFound("what was read back is not of this party")
            change_id = await outreach.confirm(token, said_by)
        await _audit(access, actor, "party.decide", party_id, f"{body.kind} {body.consent_note}".strip())
        return DecisionMade(party_id=party_id, change_id=change_id)


def hidden(contact: dict[str, Any]) -> dict[str, Any]:
    """Return a contact as a screen may show it to somebody who has given no reason yet."""
    return {**contact, "value": mask_address(contact["value"])}


async def _audit(access: Access, actor: Actor, action: str, subject: str, reason: str = "") -> None:
    async with access.db.transaction() as conn:
        await access.audit.by(conn, actor, action, subject, reason)
