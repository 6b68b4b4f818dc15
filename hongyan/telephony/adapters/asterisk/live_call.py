"""One call from dialling to its end: what Asterisk tells, what is said, and what is written down."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from hongyan.core.clock import Clock
from hongyan.runtime import Database
from hongyan.telephony import scripted_talk as talking
from hongyan.telephony.adapters.asterisk import call_log
from hongyan.telephony.adapters.asterisk.ari import Ari, AriRefused
from hongyan.telephony.adapters.asterisk.call_log import LoggedCall
from hongyan.telephony.adapters.asterisk.events import Entered, Event, Gone, PlaybackEnded, Pressed, Ringing
from hongyan.telephony.call_states import CallState, Happening, moved, result_of
from hongyan.telephony.errors import PromptsUnavailable
from hongyan.telephony.ports import Prompts
from hongyan.telephony.scripted_talk import Talk
from hongyan.telephony.settings import AsteriskSettings

log = structlog.get_logger(__name__)

_ANSWERED = "Up"
_MOST_SAID = 16  # nearly every call says less; what is said beyond is not silenced after a restart
RINGING_TONE = "tone:ring;tonezone=cn"


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody wants this call stopped unless it is answered."""


class Listener(Protocol):
    """Whoever the events of a channel are brought to."""

    @property
    def inbox(self) -> "asyncio.Queue[Any]": ...


class Exchange(Protocol):
    """What a call needs of whoever runs it: the socket, and the events of a second channel."""

    ari: Ari

    def listen_to(self, channel_id: str, call: "Listener") -> None: ...


class LiveCall:
    """Runs one call. Events are put into ``inbox``; ``run`` ends when the call has, or with LineUnavailable."""

    def __init__(
        self,
        call: LoggedCall,
        exchange: Exchange,
        db: Database,
        clock: Clock,
        prompts: Prompts,
        settings: AsteriskSettings,
    ) -> None:
        self.call = call
        self.inbox: asyncio.Queue[Event | Stop] = asyncio.Queue()
        self._exchange = exchange
        self._ari = exchange.ari
        self._db = db
        self._clock = clock
        self._prompts = prompts
        self._settings = settings
        self._state = call.state
        self._answered = call.answered
        self._stopped = False
        self._talk: Talk | None = None
        self._media: Mapping[str, str] = {}
        self._playback = 0
        self._resumed = call.resumed
        self._listening_until: float | None = None

    async def dial(self) -> None:
        """Have everything that may be said spoken, then ring, then follow the call to its end."""
        try:
            self._media = await self._spoken()
            await self._ari.call(
                self.call.channel_id,
                f"PJSIP/{self.call.number}@trunk",
                self.call.ring_seconds,
                self._settings.caller_id,
            )
        except PromptsUnavailable as error:
            log.warning("call_has_no_words", attempt=self.call.attempt_id, reason=str(error))
            await self._end("failed", "no_prompt")
            return
        except AriRefused as error:
            log.warning("call_refused_by_exchange", attempt=self.call.attempt_id, status=error.status)
            await self._end("failed", f"refused:{error.status}")
            return
        await self.follow()

    async def resume(self, channels: Mapping[str, str]) -> None:
        """Go on after a restart: a call that rings is followed, one in the middle of a talk hears the notice again,
        one whose talk was over is ended, one with a person is left alone."""
        if self._state in (CallState.TRANSFERRING, CallState.WITH_PERSON):
            await self._resume_with_person(channels.get(self.call.person_id))
            return
        before = talking.replayed(self.call.keys, self.call.words)
        if self._answered and before.place is talking.Place.DONE:
            self._talk = before
            await self._ari.hang_up(self.call.channel_id)
            await self.follow()
            return
        try:
            self._media = await self._spoken()
        except PromptsUnavailable:
            await self._ari.hang_up(self.call.channel_id)
        if channels.get(self.call.channel_id) == _ANSWERED and self._media:
            await self._begin_anew()
            await self._enter()
        await self.follow()

    async def _begin_anew(self) -> None:
        """Silence what is still being said, and forget what was half chosen: it must not join what is chosen now."""
        for number in range(1, _MOST_SAID):
            await self._ari.stop_playing(self._playback_id(number))
        async with self._db.transaction() as conn:
            self._resumed = await call_log.resume(conn, self.call.attempt_id)

    async def _resume_with_person(self, person: str | None) -> None:
        """Catch up with a person who came or went while nobody listened."""
        self._exchange.listen_to(self.call.person_id, self)
        if person is None:
            self.inbox.put_nowait(Gone(self.call.person_id, 0))
        elif person == _ANSWERED and self._state is CallState.TRANSFERRING:
            self.inbox.put_nowait(Entered(self.call.person_id))
        await self.follow()

    async def abandon(self) -> None:
        """End a call that cannot be gone on with."""
        with contextlib.suppress(AriRefused):
            await self._ari.hang_up(self.call.channel_id)
        await self._end("hung_up" if self._answered else "failed", "broke")

    async def follow(self) -> None:
        """Take events until the call has ended."""
        while self._state is not CallState.ENDED:
            event = await self._next()
            try:
                await self._on(event)
            except AriRefused as error:
                # The channel went away while we acted on it; its end is on its way to us.
                log.info("call_act_refused", attempt=self.call.attempt_id, status=error.status)

    async def _next(self) -> Event | Stop | None:
        """Return the next event, or None when nothing was pressed in time."""
        if self._listening_until is None:
            return await self.inbox.get()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(self._listening_until):
                return await self.inbox.get()
        return None

    async def _on(self, event: Event | Stop | None) -> None:
        ours = isinstance(event, Stop | None) or event.channel_id == self.call.channel_id
        match event:
            case None:
                self._listening_until = None
                await self._hear(talking.Silence())
            case Stop() if not self._answered:
                self._stopped = True
                await self._ari.hang_up(self.call.channel_id)
            case Ringing() if ours:
                await self._move(Happening.RINGS)
            case Entered() if ours:
                await self._enter()
            case Entered():
                await self._join()
            case Pressed(key=key) if ours and self._state is CallState.TALKING:
                self._listening_until = None
                await self._hear(talking.Key(key))
            case PlaybackEnded(playback_id=playback, failed=failed) if playback == self._playing:
                await self._played(failed)
            case Gone(cause=cause) if ours:
                await self._gone(cause)
            case Gone():
                await self._person_gone()

    async def _enter(self) -> None:
        if self._talk is not None:
            return
        self._answered = True
        await self._move(Happening.ANSWERED)
        self._talk, action = talking.begin(self.call.words)
        await self._do(action)

    async def _hear(self, heard: talking.Heard) -> None:
        if self._talk is None:
            return
        before = self._talk
        self._talk, action = talking.step(before, heard, self.call.words)
        if (before.heard, before.keys, before.wants_person) != (
            self._talk.heard,
            self._talk.keys,
            self._talk.wants_person,
        ):
            await self._note(self._talk.keys)
        if action is not None:
            await self._do(action)

    async def _note(self, keys: str) -> None:
        talk = self._talk or Talk()
        async with self._db.transaction() as conn:
            await call_log.note(
                conn, self.call.attempt_id, talk.heard or self.call.heard, keys, talk.wants_person
            )

    async def _do(self, action: talking.Action) -> None:
        if not isinstance(action, talking.Listen) and self._playback:
            await self._ari.stop_playing(self._playing)
        match action:
            case talking.Say(text=text):
                await self._play(self._media[text])
            case talking.Listen():
                loop = asyncio.get_running_loop()
                self._listening_until = loop.time() + self._settings.listen_seconds
            case talking.ToPerson() if self._settings.agents:
                await self._call_person()
            case talking.ToPerson() | talking.Goodbye():
                await self._ari.hang_up(self.call.channel_id)

    async def _play(self, media: str) -> None:
        self._playback += 1
        await self._ari.play(self.call.channel_id, self._playing, media)

    @property
    def _playing(self) -> str:
        return self._playback_id(self._playback)

    def _playback_id(self, number: int) -> str:
        return f"{self.call.channel_id}-{self._resumed}-{number}"

    async def _played(self, failed: bool) -> None:
        if self._state is not CallState.TALKING:
            return
        if failed:
            log.warning("prompt_not_played", attempt=self.call.attempt_id)
            await self._ari.hang_up(self.call.channel_id)
        else:
            await self._hear(talking.Played())

    async def _call_person(self) -> None:
        await self._move(Happening.PERSON_CALLED)
        self._exchange.listen_to(self.call.person_id, self)
        await self._play(RINGING_TONE)
        try:
            await self._ari.call(
                self.call.person_id,
                self._settings.agents,
                self._settings.agent_ring_seconds,
                self.call.number,
            )
        except AriRefused as error:
            log.warning("nobody_to_transfer_to", attempt=self.call.attempt_id, status=error.status)
            await self._ari.hang_up(self.call.channel_id)

    async def _join(self) -> None:
        if self._state is not CallState.TRANSFERRING:
            return
        await self._ari.stop_playing(self._playing)
        await self._ari.bridge(self._bridge_id, [self.call.channel_id, self.call.person_id])
        await self._move(Happening.PERSON_ANSWERED)

    async def _person_gone(self) -> None:
        """The person hung up or never came: the caller, who is on the list of those to be called back, is let go."""
        await self._ari.hang_up(self.call.channel_id)

    @property
    def _bridge_id(self) -> str:
        return f"{self.call.channel_id}-bridge"

    async def _gone(self, cause: int) -> None:
        if self._state in (CallState.TRANSFERRING, CallState.WITH_PERSON):
            await self._ari.hang_up(self.call.person_id)
            await self._ari.end_bridge(self._bridge_id)
        if self._stopped and not self._answered:
            await self._end("failed", "stopped")
        elif not self._answered:
            await self._end(result_of(cause), str(cause))
        else:
            talk = self._talk or Talk()
            heard = talk.heard or self.call.heard or talk.wants_person
            heard = heard or self._state in (CallState.TRANSFERRING, CallState.WITH_PERSON)
            await self._end("answered" if heard else "hung_up", str(cause))

    async def _spoken(self) -> Mapping[str, str]:
        words = self.call.words
        return await self._prompts.ready([words.script, *words.read_backs.values()], self.call.language)

    async def _move(self, happening: Happening) -> None:
        state = moved(self._state, happening)
        if state is None:
            return
        log.info("call_moved", attempt=self.call.attempt_id, state=self._state, on=happening, next=state)
        self._state = state
        async with self._db.transaction() as conn:
            await call_log.move(conn, self.call.attempt_id, state, self._clock.now())

    async def _end(self, result: str, cause: str) -> None:
        log.info(
            "call_moved",
            attempt=self.call.attempt_id,
            state=self._state,
            on=Happening.OVER,
            next=CallState.ENDED,
            result=result,
            cause=cause,
        )
        self._state = CallState.ENDED
        async with self._db.transaction() as conn:
            await call_log.end(conn, self.call.attempt_id, result, cause, self._clock.now())
