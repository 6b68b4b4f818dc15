"""The handset's door: the passenger link is the key, one call per link at a time, and closed unless switched on."""

from collections.abc import Callable
from typing import Any, Protocol

from fastapi import APIRouter, WebSocket
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketDisconnect, WebSocketDisconnected

from hongyan.access import Access, address_of
from hongyan.core.errors import Gone, NotFound, TooMany
from hongyan.telephony.adapters.handset.call import HandsetCall, Voice
from hongyan.telephony.adapters.handset.wire import (
    BAD_ORIGIN,
    BAD_TOKEN,
    BUSY,
    FULL,
    TOO_MUCH,
    UNREADABLE,
    Closed,
    Wire,
)
from hongyan.telephony.voice_talk import VoiceTalks

PATH = "/api/handset/ws"
_CALLS = 50  # a process
_LANGUAGES = ("zh-CN", "en")


class Holder(Protocol):
    """Whom a passenger link speaks for."""

    @property
    def phone(self) -> str | None: ...

    @property
    def language(self) -> str | None: ...


class Holders(Protocol):
    """Opens passenger links; bootstrap lets ``outreach`` answer."""

    async def holder(self, token: str) -> Holder:
        """Raises NotFound for an unknown link, Gone for one that has expired."""
        ...


class Handset:
    """Takes calls of browsers. ``known_page`` says whether a browser's page of ours opens the line."""

    def __init__(
        self,
        talks: VoiceTalks,
        holders: Holders,
        voice: Voice,
        access: Access,
        known_page: Callable[[WebSocket], bool],
        listen_seconds: float,
    ) -> None:
        self._talks = talks
        self._holders = holders
        self._voice = voice
        self._limits = access.limits
        self._known_page = known_page
        self._listen_seconds = listen_seconds
        self._busy: set[str] = set()

    async def take(self, socket: WebSocket) -> None:
        """Serve one handset from hello to the end of its call."""
        if not self._known_page(socket):
            await socket.close(BAD_ORIGIN)
            return
        address = address_of(socket)
        try:
            await self._limits.hit("link-address", address)
        except TooMany:
            await socket.close(TOO_MUCH)
            return
        await socket.accept()
        wire = Wire(socket)
        try:
            await self._serve(wire, address)
            await wire.close(1000)
        except* Closed as ended:
            await wire.close(_code(ended))
        except* (WebSocketDisconnect, WebSocketDisconnected, ConnectionError):
            pass  # the tab is gone, and the call with it

    async def _serve(self, wire: Wire, address: str) -> None:
        token, holder = await self._hello(wire, address)
        if token in self._busy:
            raise Closed(BUSY)
        if len(self._busy) >= _CALLS:
            raise Closed(FULL)
        self._busy.add(token)
        try:
            await wire.send(type="ringing")
            if (await wire.receive()).get("type") != "pick_up":
                return  # not taken
            language = holder.language if holder.language in _LANGUAGES else "zh-CN"
            talk = await self._talks.open(holder.phone, language or "zh-CN", {"page": "handset"})
            limits = {"key": {"chat-address": address}}
            limits["text"] = {"chat-address": address, "chat-message": talk.conversation_id}

            async def allowed(kind: str) -> None:
                await self._limits.hit_each(limits[kind])

            await HandsetCall(wire, self._voice, allowed, self._listen_seconds).run(talk)
        finally:
            self._busy.discard(token)

    async def _hello(self, wire: Wire, address: str) -> tuple[str, Holder]:
        """The first message carries the link's token, so that it stands in no address and no log."""
        told = await wire.receive()
        token = told.get("token")
        if told.get("type") != "hello" or not isinstance(token, str) or not token:
            raise Closed(UNREADABLE)
        if await self._limits.spent("link-miss", address):
            raise Closed(TOO_MUCH)
        try:
            await self._limits.hit("link", token)
            return token, await self._holders.holder(token)
        except TooMany:
            raise Closed(TOO_MUCH) from None
        except (NotFound, Gone):
            await self._limits.first("link-miss", address)
            raise Closed(BAD_TOKEN) from None


def router(handset: Handset | None) -> APIRouter:
    """Build the route; None = switched off, the line is then not found."""
    routes = APIRouter()

    @routes.websocket(PATH)
    async def line(socket: WebSocket) -> None:
        """A handset; its first message is ``{"type": "hello", "token": the passenger link's}``."""
        if handset is None:
            await socket.send_denial_response(PlainTextResponse("There is no such thing.", 404))
        else:
            await handset.take(socket)

    return routes


def _code(group: BaseExceptionGroup[Any]) -> int:
    first = group.exceptions[0]
    if isinstance(first, BaseExceptionGroup):
        return _code(first)
    return first.code if isinstance(first, Closed) else UNREADABLE
