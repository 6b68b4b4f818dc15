"""The passenger's page: opened with the link alone, rate limited, and every choice read back before it counts."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from fastapi import APIRouter, Request

from hongyan.access import Access, address_of
from hongyan.core.errors import Conflict, Gone, InvalidInput, NotFound, TooMany
from hongyan.core.phone import to_e164
from hongyan.outreach.errors import LinkExpired, LinkInvalid
from hongyan.outreach.model import Choice, LinkSubject, ReadBack
from hongyan.outreach.passenger_page import ChangesOf, PassengerPages
from hongyan.outreach.passenger_schemas import (
    ConfirmRead,
    ConfirmSent,
    LinkedDone,
    LinkedSent,
    PageRead,
    ReadBackRead,
    ReadBackSent,
    TalkAccepted,
    TalkSent,
)

SAID_BY = "passenger:page"


class OfferGone(Conflict):
    """This seat is gone; here are the next ones."""

    slug = "offer-gone"


class PassengerDoor(Protocol):
    """The part of ``Outreach`` that speaks with the holder of a link."""

    async def open_link(self, token: str) -> LinkSubject:
        """Raises LinkInvalid or LinkExpired."""
        ...

    async def read_back(self, party_id: str, choice: Choice) -> ReadBack:
        """Raises Gone when the offer is, AlreadyDecided, NotFound."""
        ...

    def party_of_read_back(self, token: str) -> str:
        """Return whose read-back a token is. Raises ReadBackVoid or LinkExpired."""
        ...

    async def confirm(self, token: str, said_by: str) -> str | None:
        """Carry out what was read back; returns the change's id. Raises ReadBackVoid, AlreadyDecided, Gone."""
        ...

    async def decide_linked(self, party_id: str, answers: Mapping[str, str], said_by: str) -> None:
        """Raises NotFound, InvalidInput, or Conflict when it was answered otherwise."""
        ...

    async def talk(
        self, party_ids: Sequence[str], phone: str | None = None, note: str | None = None
    ) -> list[dict[str, Any]]:
        """Put the parties on a colleague's list; returns task_id and owner of each task."""
        ...


def router(door: PassengerDoor, pages: PassengerPages, changes: ChangesOf, access: Access) -> APIRouter:
    """Build the routes under ``/api/p``; they are public, the link is the key."""
    routes = APIRouter(prefix="/api/p", tags=["passenger page"])

    async def open_link(token: str, request: Request) -> LinkSubject:
        return await opened(door, access, token, address_of(request))

    @routes.get("/{token}", operation_id="passenger_page")
    async def page(token: str, request: Request) -> PageRead:
        """Show what happened, rights, offers, the decision and its timeline."""
        subject = await open_link(token, request)
        if await access.limits.first("link-read", f"{subject.link_id}|{address_of(request)}"):
            await record(access, request, "page.read", subject.link_id)
        return await pages.read(subject)

    @routes.post("/{token}/read-back", operation_id="passenger_read_back")
    async def read_back(token: str, body: ReadBackSent, request: Request) -> ReadBackRead:
        """Word exactly what would be done; nothing happens yet."""
        subject = await open_link(token, request)
        party_id = own(subject, body.party_id)
        try:
            read = await door.read_back(party_id, Choice(body.choice.kind, body.choice.offer_id))
        except Gone as gone:
            raise await with_next_offers(gone, party_id) from gone
        language = body.language or subject.language
        text = read.text_zh if language == "zh-CN" else read.text_en
        return ReadBackRead(text=text, token=read.token, expires_at=read.expires_at)

    @routes.post("/{token}/confirm", operation_id="passenger_confirm")
    async def confirm(token: str, body: ConfirmSent, request: Request) -> ConfirmRead:
        """Carry out what was read back, once, however often and from however many phones it is confirmed."""
        subject = await open_link(token, request)
        party_id = own(subject, door.party_of_read_back(body.read_back_token))
        try:
            change_id = await door.confirm(body.read_back_token, SAID_BY)
        except LinkExpired:
            raise  # the read-back is too old: the page asks again
        except Gone as gone:
            raise await with_next_offers(gone, party_id) from gone
        await record(access, request, "party.decided", party_id, reason=subject.link_id)
        if change_id is None:
            return ConfirmRead(change_id=None, state="handed_over")
        found = [c for c in await changes.for_subjects([party_id]) if c.change_id == change_id]
        return ConfirmRead(change_id=change_id, state=found[0].state.value if found else "requested")

    @routes.post("/{token}/talk", operation_id="passenger_talk")
    async def talk(token: str, body: TalkSent, request: Request) -> TalkAccepted:
        """Ask for a person; a named colleague has the task from now on."""
        subject = await open_link(token, request)
        phone = None
        if body.phone:
            phone = to_e164(body.phone)
            if phone is None:
                raise InvalidInput("this is no telephone number", field="phone")
        parties = (own(subject, body.party_id),) if body.party_id else subject.party_ids
        tasks = await door.talk(parties, phone, readable(body.note) or None)
        if not tasks:
            raise NotFound("this link speaks for nobody any more")
        await record(access, request, "person.asked", subject.link_id)
        return TalkAccepted(owner=tasks[0]["owner"])

    @routes.post("/{token}/linked", operation_id="passenger_linked")
    async def linked(token: str, body: LinkedSent, request: Request) -> LinkedDone:
        """Say in one answer what is to become of hotel and car of the same trip."""
        subject = await open_link(token, request)
        party_id = own(subject, body.party_id)
        await door.decide_linked(party_id, body.answers, SAID_BY)
        await record(access, request, "linked.decided", party_id, reason=subject.link_id)
        return LinkedDone(party_id=party_id)

    async def with_next_offers(gone: Gone, party_id: str) -> Exception:
        if isinstance(gone, LinkExpired):
            return gone
        return OfferGone(offers=await pages.offers(party_id))

    return routes


async def opened(door: PassengerDoor, access: Access, token: str, address: str) -> LinkSubject:
    """Open a link within its limits. Someone who tries links out is stopped after some misses, hit or not."""
    await access.limits.hit("link-address", address)
    if await access.limits.spent("link-miss", address):
        raise TooMany(limit="link-miss", retry_after_s=60)
    await access.limits.hit("link", token)
    try:
        return await door.open_link(token)
    except LinkInvalid:
        await access.limits.hit("link-miss", address)
        raise


def own(subject: LinkSubject, party_id: str) -> str:
    """Return ``party_id`` when the link speaks for it. Raises NotFound otherwise, as for one that does not exist."""
    if party_id not in subject.party_ids:
        raise NotFound("there is no such party")
    return party_id


def readable(note: str | None) -> str:
    """Return a note as PostgreSQL can store it."""
    return (note or "").replace("\x00", "").encode("utf-8", "replace").decode().strip()


async def record(access: Access, request: Request, action: str, subject: str, reason: str = "") -> None:
    async with access.db.transaction() as conn:
        await access.audit.write(conn, "passenger", "passenger", action, subject, reason, address_of(request))
