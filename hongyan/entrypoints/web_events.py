"""Live screens: numbered events as a server-sent stream that can be taken up again from the last id seen.

A screen loads its snapshot, then asks for what follows the snapshot's ``last_event_id``. When that place is too far
back the stream says ``reset``: load the snapshot again, go on from the id it carries.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import StreamingResponse

from hongyan.access import Access, Actor, require
from hongyan.entrypoints.web_event_feed import Behind, EventFeed
from hongyan.jobs import LoggedEvent, events_after
from hongyan.runtime import Database
from hongyan.runtime.database import to_json
from hongyan.runtime.web_settings import WebSettings

_CATCH_UP = 2000  # a screen further behind than this is quicker with a fresh snapshot
_BIGINT = 2**63 - 1


def router(db: Database, access: Access, feed: EventFeed, settings: WebSettings) -> APIRouter:
    """Build ``GET /api/events``."""
    routes = APIRouter(tags=["live"])

    @routes.get(
        "/api/events",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "description": "Server-sent events."}},
    )
    async def events(
        actor: Annotated[Actor, Depends(require("operations.read"))],
        after: Annotated[int | None, Query(ge=0, le=_BIGINT)] = None,
        last_event_id: Annotated[str | None, Header(max_length=30)] = None,
    ) -> StreamingResponse:
        """Stream events after ``Last-Event-ID`` (a reconnecting browser) or ``after``; with neither, from now on."""
        reconnects = last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit()
        start = min(int(last_event_id or 0), _BIGINT) if reconnects else after

        async def allowed() -> bool:
            return await access.sessions.lives(actor.session_id)

        stream = LiveStream(db, feed, settings, allowed)
        return StreamingResponse(
            stream.lines(feed.last if start is None else start),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return routes


class LiveStream:
    """One screen's stream. What a slow screen has not taken yet is thinned, never queued without end."""

    def __init__(
        self, db: Database, feed: EventFeed, settings: WebSettings, allowed: Callable[[], Awaitable[bool]]
    ) -> None:
        self._db = db
        self._feed = feed
        self._settings = settings
        self._allowed = allowed

    async def lines(self, after: int) -> AsyncIterator[str]:
        """Yield the stream's text until the session ends or the browser goes."""
        yield "retry: 2000\n\n"
        checked = time.monotonic()
        while True:
            if time.monotonic() - checked >= self._settings.heartbeat_seconds:
                checked = time.monotonic()
                if not await self._allowed():
                    yield "event: signed-out\ndata: {}\n\n"
                    return
            batch = await self._following(after)
            if batch is None:
                after = self._feed.last
                yield f"id: {after}\nevent: reset\ndata: {{}}\n\n"
                continue
            if batch:
                after = batch[-1].event_id
                yield "".join(
                    as_text(event, hidden) for event, hidden in thinned(batch, self._settings.live_burst)
                )
                # The screen refetches at its own pace: a pause gathers what comes meanwhile into one batch.
                await asyncio.sleep(self._settings.live_batch_seconds)
                continue
            if not await self._feed.changed(after, self._settings.heartbeat_seconds):
                yield ": alive\n\n" if self._feed.healthy else "event: stale\ndata: {}\n\n"

    async def _following(self, after: int) -> Sequence[LoggedEvent] | None:
        """Return what follows ``after``, from memory or else from the log; None = take a fresh snapshot."""
        try:
            return self._feed.since(after)
        except Behind:
            async with self._db.snapshot() as conn:
                found = await events_after(conn, after, _CATCH_UP + 1)
            return found if found is not None and len(found) <= _CATCH_UP else None


def thinned(batch: Sequence[LoggedEvent], burst: int) -> list[tuple[LoggedEvent, int]]:
    """Keep a small batch whole; of a large one keep the newest event of each name, with how many it stands for."""
    if len(batch) <= burst:
        return [(event, 0) for event in batch]
    counts: dict[str, int] = {}
    newest: dict[str, tuple[int, LoggedEvent]] = {}
    for place, event in enumerate(batch):
        counts[event.name] = counts.get(event.name, 0) + 1
        newest[event.name] = (place, event)
    return [(event, counts[event.name] - 1) for _, event in sorted(newest.values(), key=lambda kept: kept[0])]


def as_text(event: LoggedEvent, hidden: int = 0) -> str:
    """Write one event in the stream's format; ``hidden`` older ones of its name were left out."""
    data = json.loads(to_json({**event.payload, "at": event.at}))
    if hidden:
        data["coalesced"] = hidden
    return f"id: {event.event_id}\nevent: {event.name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
