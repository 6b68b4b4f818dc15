"""One handset's WebSocket: JSON both ways, bounded in size and patience."""

import asyncio
import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketState

BAD_TOKEN, BAD_ORIGIN, SILENT, TOO_MUCH, BUSY, FULL = 4401, 4403, 4408, 4429, 4409, 4503
TOO_BIG, UNREADABLE = 1009, 1003
_FRAME_BYTES = 4096
_SILENT_SECONDS = 180.0  # longer than anything that is said in one go
_SEND_SECONDS = 10.0


class Closed(Exception):
    """The line is at its end; ``code`` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Wire:
    """Reads and writes one accepted WebSocket."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._write = asyncio.Lock()

    async def receive(self) -> dict[str, Any]:
        """Return the next message. Raises Closed for what is unreadable, too big, or does not come."""
        try:
            async with asyncio.timeout(_SILENT_SECONDS):
                text = await self._socket.receive_text()
        except TimeoutError:
            raise Closed(SILENT) from None
        except KeyError:  # binary
            raise Closed(UNREADABLE) from None
        if len(text.encode("utf-8", "replace")) > _FRAME_BYTES:
            raise Closed(TOO_BIG)
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            raise Closed(UNREADABLE) from None
        if not isinstance(told, dict):
            raise Closed(UNREADABLE)
        return told

    async def send(self, **message: Any) -> None:
        """Raises Closed when the other side does not take it."""
        try:
            async with asyncio.timeout(_SEND_SECONDS), self._write:
                await self._socket.send_text(json.dumps(message, ensure_ascii=False))
        except TimeoutError:
            raise Closed(SILENT) from None

    async def close(self, code: int) -> None:
        """Close it, if it is open."""
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._socket.close(code)
