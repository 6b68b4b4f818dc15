"""One reader of the event log for all live streams of this process, woken by the database's doorbell."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Sequence

import psycopg
import structlog

from hongyan.jobs import CHANNEL, LoggedEvent, events_after, last_event_id
from hongyan.runtime import Database
from hongyan.runtime.patience import patiently

log = structlog.get_logger(__name__)

_KEPT = 5000  # events in memory for screens that are a little behind
_PAGE = 1000
_PATIENCE_SECONDS = 300.0  # a process that starts beside a database that is down waits for it this long
_LOOK_ANYWAY_SECONDS = 0.5  # a late commit rings before it may be read; nothing rings again when it may


class Behind(Exception):
    """The place asked for is not in memory any more."""


class EventFeed:
    """Keeps the newest events; ``since`` hands out what follows a place, ``changed`` waits for more."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._events: deque[LoggedEvent] = deque(maxlen=_KEPT)
        self._places: dict[int, int] = {}  # event id → position in the whole stream
        self._read = 0  # how many events have ever been read
        self._last = 0
        self._before_first = 0  # the id just before the oldest event in memory
        self._news = asyncio.Condition()
        self._bell = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.healthy = False

    @property
    def last(self) -> int:
        """The id of the newest event read."""
        return self._last

    async def start(self) -> None:
        """Begin at the end of the log; earlier places are read from the database by whoever asks."""
        self._last = self._before_first = await patiently(self._end_of_log, _PATIENCE_SECONDS)
        self.healthy = True
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._follow())]

    async def _end_of_log(self) -> int:
        async with self._db.snapshot() as conn:
            return await last_event_id(conn)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def since(self, after: int) -> Sequence[LoggedEvent]:
        """Return what follows event ``after``. Raises Behind when that place is not in memory."""
        if after == self._last:
            return ()
        if after == self._before_first:
            skip = 0
        elif after in self._places:
            skip = self._places[after] + 1 - (self._read - len(self._events))
        else:
            raise Behind
        return [self._events[i] for i in range(skip, len(self._events))]

    async def changed(self, after: int, seconds: float) -> bool:
        """Wait until something follows ``after``, at most ``seconds``; say whether it does."""
        async with self._news:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._news.wait_for(lambda: self._last != after)
        return self._last != after

    async def _follow(self) -> None:
        while True:
            try:
                await self._read_on()
                self.healthy = True
            except Exception as error:
                self.healthy = False
                log.warning("live events pause: the database does not answer", kind=type(error).__name__)
            self._bell.clear()
            with contextlib.suppress(TimeoutError):
                # wait_for of Python 3.11 swallows a cancellation that comes with the bell: this task would never end.
                async with asyncio.timeout(_LOOK_ANYWAY_SECONDS):
                    await self._bell.wait()

    async def _read_on(self) -> None:
        while True:
            async with self._db.snapshot() as conn:
                page = await events_after(conn, self._last, _PAGE)
                if page is None:  # the log was emptied or restored
                    self._forget(await last_event_id(conn))
            if page:
                self._keep(page)
            if page is None or page:
                async with self._news:
                    self._news.notify_all()
            if not page or len(page) < _PAGE:
                return

    def _keep(self, page: Sequence[LoggedEvent]) -> None:
        for event in page:
            if len(self._events) == _KEPT:
                gone = self._events[0].event_id
                self._places.pop(gone, None)
                self._before_first = gone
            self._events.append(event)
            self._places[event.event_id] = self._read
            self._read += 1
        self._last = page[-1].event_id

    def _forget(self, last: int) -> None:
        self._events.clear()
        self._places.clear()
        self._last = self._before_first = last

    async def _listen(self) -> None:
        """Hold one connection that does nothing but hear the doorbell; come back when it breaks."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._db.dsn, autocommit=True, application_name="hongyan live events"
                ) as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    self._bell.set()
                    async for _ in connection.notifies():
                        self._bell.set()
            except (psycopg.Error, OSError):
                await asyncio.sleep(1)
