"""One open line of a chat: what was missed first, then whatever is said, numbered, at the reader's own pace."""

import asyncio
import json
from datetime import datetime
from typing import Any, Protocol

import structlog
from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected, WebSocketState

from hongyan.access import RateLimits
from hongyan.conversations import Conversation, Ear, State
from hongyan.core.errors import HongyanError, NotFound
from hongyan.messaging.adapters.webchat import WebChat
from hongyan.messaging.adapters.webchat_schemas import ChatRead, MessageSent, TurnRead

log = structlog.get_logger(__name__)

BAD_TOKEN, BAD_ORIGIN, SILENT, TOO_MUCH, FULL = 4401, 4403, 4408, 4429, 4503
TOO_BIG, UNREADABLE = 1009, 1003
_PAGE = 50
_LOOK_ANYWAY = 3  # heartbeats without the bell after which a line looks all the same


class Now(Protocol):
    def __call__(self) -> datetime: ...


class Closed(Exception):
    """The line is at its end; ``code`` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Line:
    """Reads and writes one WebSocket. There is no queue to overflow: turns are fetched when the last ones are gone."""

    def __init__(
        self, socket: WebSocket, chat: WebChat, limits: RateLimits, address: str, now: Now, speed: float
    ) -> None:
        self._socket = socket
        self._chat = chat
        self._limits = limits
        self._address = address
        self._now = now
        self._speed = speed
        self._settings = chat.settings
        self._write = asyncio.Lock()
        self._last = 0
        self._shown: tuple[Any, ...] = ()

    async def run(self) -> None:
        """Serve until either side ends it."""
        await self._socket.accept()
        try:
            conversation = await self._hello()
            with self._chat.bell.ear(conversation.conversation_id) as ear:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._pump(conversation.conversation_id, ear))
                    tasks.create_task(self._listen(conversation))
        except* Closed as ended:
            await self._close(_code(ended))
        except* (WebSocketDisconnect, WebSocketDisconnected, ConnectionError):
            pass  # the other side is gone; it comes back with the last number it has seen

    async def _hello(self) -> Conversation:
        """The first message carries the token and the last number seen."""
        told = await self._receive()
        after = told.get("after", 0)
        if told.get("type") != "hello" or not isinstance(told.get("token"), str) or not _is_count(after):
            raise Closed(UNREADABLE)
        if await self._limits.spent("chat-miss", self._address):
            raise Closed(TOO_MUCH)
        try:
            conversation = await self._chat.holder(told["token"])
        except NotFound:
            await self._limits.first("chat-miss", self._address)
            raise Closed(BAD_TOKEN) from None
        self._last = min(after, conversation.turns)
        self._chat.answer_soon(conversation.conversation_id)  # whatever is still owed
        return conversation

    async def _pump(self, conversation_id: str, ear: Ear) -> None:
        """Send what follows the last number sent, in order; then wait for the bell."""
        quiet = 0
        while True:
            whole = False
            while not whole:
                conversation, turns = await self._chat.conversations.news(conversation_id, self._last, _PAGE)
                await self._show(conversation)
                for turn in turns:
                    await self._send(type="turn", turn=TurnRead.of(turn).model_dump(mode="json"))
                    self._last = turn.number
                whole = len(turns) < _PAGE
            look = False
            while not look:
                for sign in await ear.wait(self._settings.heartbeat_seconds):
                    await self._send(**sign)
                if not ear.heard:
                    await self._send(type="alive")
                quiet = 0 if ear.heard else quiet + 1
                look = ear.heard or not self._chat.bell.healthy or quiet % _LOOK_ANYWAY == 0

    async def _show(self, conversation: Conversation) -> None:
        """Tell where the chat stands, when that has changed."""
        shown = (conversation.state, conversation.language, bool(conversation.subject))
        if shown != self._shown:
            self._shown = shown
            survey = await self._chat.survey_due(conversation)
            read = ChatRead.of(conversation, self._now(), self._speed, survey)
            await self._send(type="chat", chat=read.model_dump(mode="json"))

    async def _listen(self, conversation: Conversation) -> None:
        while True:
            told = await self._receive()
            kind = told.get("type")
            if kind == "say":
                await self._say(conversation, told)
            elif kind == "ping":
                await self._send(type="pong")
            else:
                raise Closed(UNREADABLE)

    async def _say(self, conversation: Conversation, told: dict[str, Any]) -> None:
        try:
            message = MessageSent.model_validate({k: v for k, v in told.items() if k != "type"})
        except ValidationError:
            await self._send(type="refused", client_id=_name_of(told), error="invalid-input", retry=False)
            return
        try:
            await self._limits.hit_each(
                {"chat-address": self._address, "chat-message": conversation.conversation_id}
            )
            turn = await self._chat.hear(conversation, message.said())
        except HongyanError as error:
            await self._send(
                type="refused", client_id=message.client_id, error=error.slug, retry=error.retry_helps
            )
            return
        except Exception as error:
            log.warning("a message could not be stored", kind=type(error).__name__)
            await self._send(type="refused", client_id=message.client_id, error="unavailable", retry=True)
            return
        await self._send(type="ack", client_id=message.client_id, number=turn.number)
        if self._shown and self._shown[0] is State.WITH_ROBOT:
            await self._send(type="typing", speaker="robot", name="")

    async def _receive(self) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._settings.silent_seconds):
                text = await self._socket.receive_text()
        except TimeoutError:
            raise Closed(SILENT) from None
        except KeyError:  # binary
            raise Closed(UNREADABLE) from None
        if len(text.encode("utf-8", "replace")) > self._settings.frame_kb * 1024:
            raise Closed(TOO_BIG)
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            raise Closed(UNREADABLE) from None
        if not isinstance(told, dict):
            raise Closed(UNREADABLE)
        return told

    async def _send(self, **message: Any) -> None:
        try:
            async with asyncio.timeout(self._settings.send_seconds), self._write:
                await self._socket.send_text(json.dumps(message, ensure_ascii=False))
        except TimeoutError:
            raise Closed(SILENT) from None

    async def _close(self, code: int) -> None:
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._socket.close(code)


def _code(group: BaseExceptionGroup[Closed]) -> int:
    first = group.exceptions[0]
    return _code(first) if isinstance(first, BaseExceptionGroup) else first.code


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _name_of(told: dict[str, Any]) -> str | None:
    name = told.get("client_id")
    return name[:64] if isinstance(name, str) else None
