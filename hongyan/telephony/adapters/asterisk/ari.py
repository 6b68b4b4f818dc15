"""A thin client of Asterisk's REST interface: requests, answers and events over one WebSocket."""

import asyncio
import base64
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from hongyan.telephony.adapters.asterisk.events import INBOUND, UNWANTED, Arrived, Event, arrived, read
from hongyan.telephony.errors import LineUnavailable
from hongyan.telephony.settings import AsteriskSettings

log = structlog.get_logger(__name__)

_PATIENCE_SECONDS = 10.0
_LARGEST_MESSAGE = 4 * 2**20
_REFUSED_FROM = 400
_NOT_THERE = 404


class AriRefused(Exception):
    """Asterisk understood and said no. ``status`` is an HTTP status: 404 = there is no such channel or bridge."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"Asterisk refuses ({status}): {reason}")
        self.status = status


class Ari:
    """An open socket. When it closes, whoever waits for an answer gets LineUnavailable and ``events`` ends."""

    def __init__(self, socket: ClientConnection, app: str) -> None:
        self._socket = socket
        self._app = app
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[Mapping[str, Any]]] = {}
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()

    async def events(self) -> AsyncIterator[Event]:
        """Yield events in Asterisk's order until the socket closes."""
        while (event := await self._events.get()) is not None:
            yield event

    async def request(self, method: str, uri: str, body: Any = None, **query: str | int | None) -> Any:
        """Ask, and return the answer's body. Raises AriRefused, or LineUnavailable when no answer came."""
        number = str(next(self._numbers))
        message: dict[str, Any] = {
            "type": "RESTRequest",
            "transaction_id": number,
            "request_id": number,
            "method": method,
            "uri": uri,
            "query_strings": [{"name": k, "value": str(v)} for k, v in query.items() if v is not None],
        }
        if body is not None:
            message |= {"content_type": "application/json", "message_body": json.dumps(body)}
        answer: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._socket.send(json.dumps(message))
                told = await answer
        except (WebSocketException, OSError, TimeoutError) as error:
            raise LineUnavailable("Asterisk does not answer") from error
        finally:
            self._waiting.pop(number, None)
        content = told.get("message_body") or "null"
        if told["status_code"] >= _REFUSED_FROM:
            raise AriRefused(told["status_code"], str(told.get("reason_phrase", "")))
        return json.loads(content)

    async def call(
        self, channel_id: str, endpoint: str, ring_seconds: int, caller_id: str | None = None
    ) -> None:
        """Ring ``endpoint``; when it answers, its channel enters our application."""
        await self.request(
            "POST",
            f"channels/{channel_id}",
            endpoint=endpoint,
            app=self._app,
            timeout=ring_seconds,
            callerId=caller_id or None,
        )

    async def answer(self, channel_id: str) -> None:
        """Take a call that has come in; one that is answered already is no error."""
        await self.request("POST", f"channels/{channel_id}/answer")

    async def hang_up(self, channel_id: str) -> None:
        """End a channel; one that is gone already is no error."""
        await self._unless_gone("DELETE", f"channels/{channel_id}")

    async def play(self, channel_id: str, playback_id: str, media: str) -> None:
        await self.request("POST", f"channels/{channel_id}/play/{playback_id}", media=media)

    async def stop_playing(self, playback_id: str) -> None:
        """Break off a playback; one that is over already is no error."""
        await self._unless_gone("DELETE", f"playbacks/{playback_id}")

    async def press(self, channel_id: str, keys: str) -> None:
        """Send keys to the far end."""
        await self.request("POST", f"channels/{channel_id}/dtmf", dtmf=keys)

    async def bridge(self, bridge_id: str, channel_ids: Sequence[str]) -> None:
        """Let these channels hear each other."""
        await self.request("POST", f"bridges/{bridge_id}", type="mixing")
        await self.request("POST", f"bridges/{bridge_id}/addChannel", channel=",".join(channel_ids))

    async def end_bridge(self, bridge_id: str) -> None:
        """Take a bridge away; its channels stay. One that is gone already is no error."""
        await self._unless_gone("DELETE", f"bridges/{bridge_id}")

    async def channels(self) -> dict[str, str]:
        """Return every channel there is: id → state (Down, Ring, Ringing, Up, …)."""
        return {c["id"]: c["state"] for c in await self.request("GET", "channels")}

    async def arrivals(self) -> list[Arrived]:
        """Return the calls that came in and are there now, wherever they stand."""
        found = await self.request("GET", "channels")
        return [arrived(c) for c in found if c.get("dialplan", {}).get("context") == INBOUND]

    async def version(self) -> str:
        """Return Asterisk's version."""
        return str((await self.request("GET", "asterisk/info", only="system"))["system"]["version"])

    async def trunk(self) -> str | None:
        """Return the trunk's state as Asterisk sees it (online, offline, unknown), or None when there is no trunk."""
        try:
            return str((await self.request("GET", "endpoints/PJSIP/trunk"))["state"])
        except AriRefused as error:
            if error.status != _NOT_THERE:
                raise
            return None

    async def quieten(self) -> None:
        """Ask Asterisk to keep its chatter to itself."""
        unwanted = [{"type": kind} for kind in UNWANTED]
        await self.request("PUT", f"applications/{self._app}/eventFilter", {"disallowed": unwanted})

    async def _unless_gone(self, method: str, uri: str) -> None:
        try:
            await self.request(method, uri)
        except AriRefused as error:
            if error.status != _NOT_THERE:
                raise

    async def _read(self) -> None:
        try:
            async for raw in self._socket:
                message = json.loads(raw)
                if message.get("type") == "RESTResponse":
                    waiting = self._waiting.get(message.get("request_id", ""))
                    if waiting is not None and not waiting.done():
                        waiting.set_result(message)
                elif (event := read(message)) is not None:
                    self._events.put_nowait(event)
        except (WebSocketException, OSError):
            log.warning("the socket to the exchange broke")
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(LineUnavailable("the socket to Asterisk closed"))
            self._events.put_nowait(None)


@contextlib.asynccontextmanager
async def connected(settings: AsteriskSettings, app: str | None = None) -> AsyncIterator[Ari]:
    """Open the socket of an application (by default the settings'). Raises LineUnavailable when nobody answers there."""
    app = app or settings.app
    secret = f"{settings.user}:{settings.password.get_secret_value()}"
    try:
        socket = await connect(
            f"ws://{settings.host}:{settings.port}/ari/events?app={app}",
            additional_headers={"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()},
            max_size=_LARGEST_MESSAGE,
            open_timeout=_PATIENCE_SECONDS,
            proxy=None,
        )
    except (WebSocketException, OSError, TimeoutError) as error:
        raise LineUnavailable(f"cannot reach Asterisk at {settings.host}:{settings.port}: {error}") from error
    ari = Ari(socket, app)
    reading = asyncio.create_task(ari._read())
    try:
        yield ari
    finally:
        await socket.close()
        await reading
