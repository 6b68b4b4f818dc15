"""One call to the hotline: what the dialogue says is played, keys are answers, and a person takes over when one is wanted."""

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping
from typing import Any

import structlog

from hongyan.core.clock import Clock
from hongyan.runtime import Database
from hongyan.telephony.adapters.asterisk import hotline_log
from hongyan.telephony.adapters.asterisk.ari import AriRefused
from hongyan.telephony.adapters.asterisk.events import Entered, Event, Gone, Left, PlaybackEnded, Pressed
from hongyan.telephony.adapters.asterisk.hotline_log import LoggedHotlineCall
from hongyan.telephony.adapters.asterisk.live_call import RINGING_TONE, Exchange
from hongyan.telephony.call_states import CallState, Happening, moved
from hongyan.telephony.errors import PromptsUnavailable
from hongyan.telephony.ports import Prompts
from hongyan.telephony.settings import AsteriskSettings
from hongyan.telephony.spoken_turns import Spoken, Then
from hongyan.telephony.voice_loop import VoiceLoop
from hongyan.telephony.voice_talk import VoiceTalk, VoiceTalks

log = structlog.get_logger(__name__)

_UP = "Up"
_KEYS_ONLY = {"hears": False}  # speech is not recognised yet
_MOST_SAID = 16  # what may still be playing after a restart is silenced; a talk that has said more starts over beside it


class HotlineCall:
    """Runs one call. Events are put into ``inbox``; ``run`` ends when the call has, or with LineUnavailable."""

    def __init__(
        self,
        call: LoggedHotlineCall,
        exchange: Exchange,
        db: Database,
        clock: Clock,
        prompts: Prompts,
        settings: AsteriskSettings,
        talks: VoiceTalks,
    ) -> None:
        self.call = call
        self.inbox: asyncio.Queue[Event] = asyncio.Queue()
        self._exchange = exchange
        self._ari = exchange.ari
        self._db = db
        self._clock = clock
        self._prompts = prompts
        self._settings = settings
        self._talks = talks
        self._state = call.state
        self._loop: VoiceLoop | None = None
        self._resumed = call.resumed
        self._playback = 0
        self._released = False  # it is we who end it

    async def run(self) -> None:
        """Take the call and follow it to its end."""
        try:
            await self._ari.answer(self.call.channel_id)
        except AriRefused:
            await self._end("gone")  # they hung up first; nobody may tell us any more
            return
        await self._move(Happening.ANSWERED)
        await self._try(self._begin())
        await self._follow()

    async def resume(self, channels: Mapping[str, str]) -> None:
        """Go on after a restart: a talk says its last words again, one with a person is left alone."""
        person = channels.get(self.call.person_id)
        if self._state in (CallState.TRANSFERRING, CallState.WITH_PERSON):
            self._exchange.listen_to(self.call.person_id, self)
            await self._recall()
            if person is None:
                self.inbox.put_nowait(Gone(self.call.person_id, 0))
            elif person == _UP and self._state is CallState.TRANSFERRING:
                self.inbox.put_nowait(Entered(self.call.person_id))
            await self._follow()
            return
        for number in range(1, _MOST_SAID):
            await self._ari.stop_playing(self._playback_id(number))
        async with self._db.transaction() as conn:
            self._resumed = await hotline_log.resume(conn, self.call.channel_id)
        await self.run()

    async def abandon(self) -> None:
        """End a call that cannot be gone on with."""
        with contextlib.suppress(AriRefused):
            await self._ari.hang_up(self.call.channel_id)
        await self._end("broke")

    async def _begin(self) -> None:
        loop = await self._recall()
        if loop is None:
            trusted = self.call.caller if self._settings.trust_caller_id else None
            talk = await self._talks.open(trusted, self._settings.hotline_language, _KEYS_ONLY)
            async with self._db.transaction() as conn:
                await hotline_log.talks(conn, self.call.channel_id, talk.conversation_id)
            loop = self._loop = self._loop_of(talk)
        await loop.begin()

    async def _recall(self) -> VoiceLoop | None:
        if self.call.conversation_id is not None:
            self._loop = self._loop_of(await self._talks.resume(self.call.conversation_id))
        return self._loop

    def _loop_of(self, talk: VoiceTalk) -> VoiceLoop:
        return VoiceLoop(talk, self, f"{self.call.channel_id}-{self._resumed}", self._settings.listen_seconds)

    async def _follow(self) -> None:
        while self._state is not CallState.ENDED:
            await self._try(self._on(await self._next()))

    async def _try(self, act: Coroutine[Any, Any, None]) -> None:
        try:
            await act
        except AriRefused as error:
            # The channel went away while we acted on it; its end is on its way to us.
            log.info("call_act_refused", channel=self.call.channel_id, status=error.status)
        except PromptsUnavailable as error:
            log.warning("call_has_no_words", channel=self.call.channel_id, reason=str(error))
            await self._try(self.to_person())

    async def _next(self) -> Event | None:
        """Return the next event, or None when nothing came in time."""
        until = self._loop.listening_until if self._loop else None
        if until is None:
            return await self.inbox.get()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                return await self.inbox.get()
        return None

    async def _on(self, event: Event | None) -> None:
        ours = event is None or event.channel_id == self.call.channel_id
        match event:
            case None if self._loop:
                await self._loop.in_vain()
            case Pressed(key=key) if ours and self._loop and self._state is CallState.TALKING:
                await self._loop.pressed(key)
            case PlaybackEnded(playback_id=playback, failed=failed) if playback == self._playback_id(
                self._playback
            ):
                await self._played(failed)
            case Entered() if not ours:
                await self._join()
            case Left() | Gone() if ours:
                await self._gone()
            case Gone():  # the person has gone, or never came
                await self.release()

    # — the audio, for the loop —

    async def say(self, said: Spoken) -> bool:
        """Have it spoken and played, line after line."""
        lines = [line for line in said.text.split("\n") if line.strip()]
        if not lines:
            return False
        media = await self._prompts.ready(lines, said.language)
        await self._play(",".join(media[line] for line in lines))
        return True

    async def stop(self) -> None:
        await self._ari.stop_playing(self._playback_id(self._playback))

    async def to_person(self) -> None:
        if self._settings.agents:
            await self._call_person()
        else:
            await self.release()

    async def release(self) -> None:
        self._released = True
        await self._ari.hang_up(self.call.channel_id)

    async def _play(self, media: str) -> None:
        self._playback += 1
        await self._ari.play(self.call.channel_id, self._playback_id(self._playback), media)

    def _playback_id(self, number: int) -> str:
        return f"{self.call.channel_id}-{self._resumed}-{number}"

    async def _played(self, failed: bool) -> None:
        if failed:
            log.warning("prompt_not_played", channel=self.call.channel_id)
        if self._loop is not None and self._state is CallState.TALKING:
            await self._loop.played()

    # — a person —

    async def _call_person(self) -> None:
        await self._move(Happening.PERSON_CALLED)
        self._exchange.listen_to(self.call.person_id, self)
        await self._play(RINGING_TONE)
        try:
            await self._ari.call(
                self.call.person_id,
                self._settings.agents,
                self._settings.agent_ring_seconds,
                self.call.caller,
            )
        except AriRefused as error:
            log.warning("nobody_to_transfer_to", channel=self.call.channel_id, status=error.status)
            await self.release()

    async def _join(self) -> None:
        if self._state is not CallState.TRANSFERRING:
            return
        await self._ari.stop_playing(self._playback_id(self._playback))
        await self._ari.bridge(self._bridge_id, [self.call.channel_id, self.call.person_id])
        await self._move(Happening.PERSON_ANSWERED)

    @property
    def _bridge_id(self) -> str:
        return f"{self.call.channel_id}-bridge"

    # — the record —

    async def _gone(self) -> None:
        if self._state in (CallState.TRANSFERRING, CallState.WITH_PERSON):
            await self._ari.hang_up(self.call.person_id)
            await self._ari.end_bridge(self._bridge_id)
        await self._end("released" if self._released else "hung_up")

    async def _move(self, happening: Happening) -> None:
        state = moved(self._state, happening)
        if state is None:
            return
        log.info("call_moved", channel=self.call.channel_id, state=self._state, on=happening, next=state)
        self._state = state
        async with self._db.transaction() as conn:
            await hotline_log.move(conn, self.call.channel_id, state, self._clock.now())

    async def _end(self, cause: str) -> None:
        with_person = self._state is CallState.WITH_PERSON
        log.info(
            "call_moved",
            channel=self.call.channel_id,
            state=self._state,
            on=Happening.OVER,
            next=CallState.ENDED,
            cause=cause,
        )
        self._state = CallState.ENDED
        if self._loop is not None:
            goodbye = self._loop.said is not None and self._loop.said.then is Then.GOODBYE
            await self._loop.talk.ended("robot" if goodbye else "customer", with_person)
        async with self._db.transaction() as conn:
            await hotline_log.end(conn, self.call.channel_id, cause, self._clock.now())
