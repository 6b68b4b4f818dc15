"""One call on a handset: captions and audio down; keys, typed words and the end of the audio up."""

import asyncio
import base64
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import structlog

from hongyan.core.errors import HongyanError, TooMany
from hongyan.telephony.adapters.handset.wire import UNREADABLE, Closed, Wire
from hongyan.telephony.errors import PromptsUnavailable
from hongyan.telephony.spoken_turns import Spoken
from hongyan.telephony.voice_loop import VoiceLoop
from hongyan.telephony.voice_talk import VoiceTalk

log = structlog.get_logger(__name__)

KEYS = "0123456789*#"
_MOST_WORDS = 500  # characters
_WAITING = 50  # messages that may wait while the dialogue thinks
Allowed = Callable[[str], Awaitable[None]]


class Voice(Protocol):
    """Speaks a text."""

    async def wav(self, text: str, language: str) -> bytes:
        """Return the audio. Raises PromptsUnavailable."""
        ...


class HandsetCall:
    """Runs one call from pick-up to its end. ``allowed`` counts a key or a text; it raises TooMany."""

    def __init__(self, wire: Wire, voice: Voice, allowed: Allowed, listen_seconds: float) -> None:
        self._wire = wire
        self._voice = voice
        self._allowed = allowed
        self._listen_seconds = listen_seconds
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue(_WAITING)
        self._number = 0  # of what is being said
        self._speaking: asyncio.Task[None] | None = None
        self._why: str | None = None

    async def run(self, talk: VoiceTalk) -> None:
        """Follow ``talk`` until it, or the line, ends. Raises Closed or the socket's errors when the line broke."""
        loop = VoiceLoop(talk, self, secrets.token_hex(8), self._listen_seconds)
        try:
            async with asyncio.TaskGroup() as tasks:
                reading = tasks.create_task(self._read())
                try:
                    await self._follow(loop)
                except HongyanError as error:
                    log.warning("handset_call_broke", error=error.slug)
                    self._why = "failed"
                reading.cancel()
                await self.stop()
        finally:
            if self._speaking is not None:
                self._speaking.cancel()
            await talk.ended("robot" if self._why == "goodbye" else "customer")
        await self._wire.send(type="ended", why=self._why)

    async def _read(self) -> None:
        while True:
            await self._inbox.put(await self._wire.receive())

    async def _follow(self, loop: VoiceLoop) -> None:
        await loop.begin()
        while self._why is None:
            told = None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(loop.listening_until):
                    told = await self._inbox.get()
            if told is None:
                await loop.in_vain()
            else:
                await self._on(told, loop)

    async def _on(self, told: dict[str, Any], loop: VoiceLoop) -> None:
        kind = told.get("type")
        if kind == "hang_up":
            self._why = "hung_up"
        elif kind == "played":
            if told.get("id") == self._number:  # the end of something broken off means nothing
                await loop.played()
        elif kind in ("key", "text"):
            try:
                await self._allowed(kind)
            except TooMany:
                await self._wire.send(type="refused", error="too-many")
                return
            if kind == "key":
                await loop.pressed(_key(told))
            else:
                await loop.words(_words(told))
        else:
            raise Closed(UNREADABLE)

    # — what the loop asks of whoever carries the audio —

    async def say(self, said: Spoken) -> bool:
        """Show it at once; the audio follows line by line."""
        await self._silence()
        lines = [line.strip() for line in said.text.split("\n") if line.strip()]
        if not lines:
            return False
        self._number += 1
        await self._wire.send(
            type="say",
            id=self._number,
            text="\n".join(lines),
            language=said.language,
            keys=said.choices,
            parts=len(lines),
        )
        self._speaking = asyncio.create_task(self._speak(self._number, lines, said.language))
        return True

    async def stop(self) -> None:
        """Break off what is being said."""
        if await self._silence():
            await self._wire.send(type="stop", id=self._number)

    async def to_person(self) -> None:
        """Nobody can be had on a handset; the words have promised a call."""
        self._why = "person"

    async def release(self) -> None:
        """Hang up."""
        self._why = "goodbye"

    async def _silence(self) -> bool:
        task, self._speaking = self._speaking, None
        if task is None:
            return False
        task.cancel()
        await asyncio.wait({task})
        return True

    async def _speak(self, number: int, lines: list[str], language: str) -> None:
        try:
            for part, line in enumerate(lines):
                wav = await self._voice.wav(line, language)
                await self._wire.send(
                    type="audio", id=number, part=part, wav=base64.b64encode(wav).decode("ascii")
                )
        except PromptsUnavailable as error:
            log.info("handset_has_no_audio", reason=str(error))
            await self._wire.send(type="no_audio", id=number)
        except (Closed, RuntimeError, OSError):
            pass  # the line is gone; whoever reads it finds out


def _key(told: dict[str, Any]) -> str:
    key = told.get("key")
    if not isinstance(key, str) or len(key) != 1 or key not in KEYS:
        raise Closed(UNREADABLE)
    return key


def _words(told: dict[str, Any]) -> str:
    text = told.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > _MOST_WORDS:
        raise Closed(UNREADABLE)
    return text.strip()
