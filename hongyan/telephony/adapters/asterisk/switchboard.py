"""Runs the calls: one process at a time owns the exchange, dials what is intended and follows every call to its end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence

import psycopg
import structlog

from hongyan.core.clock import Clock
from hongyan.runtime import Database
from hongyan.telephony.adapters.asterisk import call_log, call_records
from hongyan.telephony.adapters.asterisk.ari import Ari, AriRefused, connected
from hongyan.telephony.adapters.asterisk.call_log import LoggedCall
from hongyan.telephony.adapters.asterisk.call_records import CallRecord
from hongyan.telephony.adapters.asterisk.events import Arrived
from hongyan.telephony.adapters.asterisk.hotline import Hotline
from hongyan.telephony.adapters.asterisk.hotline_call import HotlineCall
from hongyan.telephony.adapters.asterisk.live_call import Listener, LiveCall, Stop
from hongyan.telephony.call_states import CallState, Happening
from hongyan.telephony.errors import LineUnavailable
from hongyan.telephony.ports import Prompts
from hongyan.telephony.settings import AsteriskSettings
from hongyan.telephony.voice_talk import VoiceTalks

log = structlog.get_logger(__name__)

_COME_BACK_SECONDS = 1.0
_LOOK_SECONDS = 1.0  # without a bell, what is intended is looked for this often
_TAKE = 100


class Switchboard:
    """Owns the exchange while ``run`` runs and no other process does. Killing it loses nothing: calls stay in Asterisk
    and in the record, and whoever comes next matches the two."""

    def __init__(self, db: Database, clock: Clock, prompts: Prompts, settings: AsteriskSettings) -> None:
        self._db = db
        self._clock = clock
        self._prompts = prompts
        self._settings = settings

    async def run(self, talks: VoiceTalks | None = None) -> None:
        """Own the exchange whenever it can be had, until cancelled; ``talks`` answer calls that come in."""
        answers = talks is not None and self._settings.hotline
        hotline = (
            Hotline(self._db, self._clock, self._prompts, self._settings, talks)
            if answers and talks is not None
            else None
        )
        while True:
            try:
                async with self._owned() as bell, connected(self._settings) as ari:
                    await bell.execute("select pg_advisory_lock(%s)", (call_log.CONNECTED,))
                    await ari.quieten()
                    await _Session(self, ari, bell, hotline).run()
            except* (LineUnavailable, AriRefused, psycopg.Error, OSError) as errors:
                log.warning("exchange_lost", reason=str(errors.exceptions[0]))
            await asyncio.sleep(_COME_BACK_SECONDS)

    @contextlib.asynccontextmanager
    async def _owned(self) -> AsyncIterator[psycopg.AsyncConnection[tuple[object, ...]]]:
        """Wait until this process owns the exchange; the lock ends with its connection, however the process ends."""
        async with await psycopg.AsyncConnection.connect(
            self._db.dsn, autocommit=True, application_name="hongyan exchange"
        ) as connection:
            await connection.execute(f"listen {call_log.BELL}")
            while True:
                cursor = await connection.execute("select pg_try_advisory_lock(%s)", (call_log.OWNER,))
                row = await cursor.fetchone()
                if row is not None and row[0]:
                    break
                await asyncio.sleep(_COME_BACK_SECONDS)
            yield connection

    def live_call(self, call: LoggedCall, session: "_Session") -> LiveCall:
        return LiveCall(call, session, self._db, self._clock, self._prompts, self._settings)

    async def take(self) -> list[LoggedCall]:
        async with self._db.transaction() as conn:
            return await call_log.take(conn, self._clock.now(), _TAKE)

    async def unwanted(self) -> list[str]:
        async with self._db.snapshot() as conn:
            return await call_log.unwanted(conn)

    async def live(self) -> list[LoggedCall]:
        async with self._db.snapshot() as conn:
            return await call_log.live(conn)

    async def records_of(self, calls: Sequence[LoggedCall]) -> Mapping[str, CallRecord]:
        """Return what the exchange wrote down of calls it no longer has."""
        file = self._settings.cdr
        if file is None or not calls:
            return {}
        return await asyncio.to_thread(call_records.read, file, [call.channel_id for call in calls])

    async def settle_lost(self, call: LoggedCall, record: CallRecord | None) -> None:
        """End a call the exchange no longer has: known is what was told of it before, and what the exchange wrote down."""
        result = "failed" if not call.answered else "answered" if call.heard else "hung_up"
        if record is not None and not call.answered:
            result = record.result
        cause = "lost" if record is None else f"lost:{record.disposition}"
        log.info(
            "call_moved",
            attempt=call.attempt_id,
            state=call.state,
            on=Happening.OVER,
            next=CallState.ENDED,
            result=result,
            cause=cause,
        )
        async with self._db.transaction() as conn:
            await call_log.end(
                conn,
                call.attempt_id,
                result,
                cause,
                record.ended_at if record else self._clock.now(),
                record.answered_at if record else None,
            )


class _Session:
    """The calls of one connection to the exchange."""

    def __init__(
        self,
        board: Switchboard,
        ari: Ari,
        bell: psycopg.AsyncConnection[tuple[object, ...]],
        hotline: Hotline | None,
    ) -> None:
        self.ari = ari
        self._board = board
        self._bell = bell
        self._hotline = hotline
        self._by_channel: dict[str, Listener] = {}
        self._by_attempt: dict[str, LiveCall] = {}

    def listen_to(self, channel_id: str, call: Listener) -> None:
        """Bring the events of a second channel to a call, too."""
        self._by_channel[channel_id] = call

    async def run(self) -> None:
        """Match record and exchange, then work until the socket or the database goes away."""
        async with asyncio.TaskGroup() as tasks:
            await self._reconcile(tasks)
            tasks.create_task(self._hear(tasks))
            tasks.create_task(self._dial(tasks))

    async def _reconcile(self, tasks: asyncio.TaskGroup) -> None:
        calls = await self._board.live()
        channels = await self.ari.channels()
        log.info("exchange_connected", calls=len(calls), channels=len(channels))
        lost = [call for call in calls if call.channel_id not in channels]
        records = await self._board.records_of(lost)
        for call in lost:
            await self._board.settle_lost(call, records.get(call.channel_id))
        for call in calls:
            if call.channel_id in channels:
                live = self._board.live_call(call, self)
                self._add(live)
                tasks.create_task(self._carry(live, channels))
        if self._hotline is not None:
            for came in await self._hotline.left(channels, self):
                self._by_channel[came.call.channel_id] = came
                tasks.create_task(self._attend(came, channels))
            for event in await self.ari.arrivals():
                tasks.create_task(
                    self._arrived(event)
                )  # while nobody listened; who is in the record is passed over

    async def _hear(self, tasks: asyncio.TaskGroup) -> None:
        async for event in self.ari.events():
            if isinstance(event, Arrived):
                tasks.create_task(self._arrived(event))
                continue
            call = self._by_channel.get(event.channel_id)
            if call is not None:
                call.inbox.put_nowait(event)
        raise LineUnavailable("the socket to Asterisk closed")

    async def _dial(self, tasks: asyncio.TaskGroup) -> None:
        """Dial what is intended, and stop what is not wanted any more, whenever the bell rings."""
        while True:
            while calls := await self._board.take():
                for call in calls:
                    live = self._board.live_call(call, self)
                    self._add(live)
                    tasks.create_task(self._carry(live, None))
            for attempt_id in await self._board.unwanted():
                if attempt_id in self._by_attempt:
                    self._by_attempt[attempt_id].inbox.put_nowait(Stop())
            async for _ in self._bell.notifies(timeout=_LOOK_SECONDS, stop_after=1):
                pass

    async def _carry(self, live: LiveCall, channels: Mapping[str, str] | None) -> None:
        try:
            if channels is None:
                await live.dial()
            else:
                await live.resume(channels)
        except (LineUnavailable, psycopg.Error):
            raise
        except Exception:
            # One call must not take the others with it.
            log.exception("call_broke", attempt=live.call.attempt_id)
            await live.abandon()
        finally:
            for channel_id in (live.call.channel_id, live.call.person_id):
                self._by_channel.pop(channel_id, None)
            self._by_attempt.pop(live.call.attempt_id, None)

    async def _arrived(self, event: Arrived) -> None:
        if self._hotline is None:
            return
        came = await self._hotline.taken(event, self)
        if came is not None:
            self._by_channel[event.channel_id] = came
            await self._attend(came, None)

    async def _attend(self, came: HotlineCall, channels: Mapping[str, str] | None) -> None:
        try:
            if channels is None:
                await came.run()
            else:
                await came.resume(channels)
        except (LineUnavailable, psycopg.Error):
            raise
        except Exception:
            log.exception("call_broke", channel=came.call.channel_id)
            await came.abandon()
        finally:
            for channel_id in (came.call.channel_id, came.call.person_id):
                self._by_channel.pop(channel_id, None)

    def _add(self, live: LiveCall) -> None:
        self._by_channel[live.call.channel_id] = live
        self._by_attempt[live.call.attempt_id] = live
