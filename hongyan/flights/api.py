"""Routes of the feed door, the flights board and the dead letters."""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request

from hongyan.access import Access, Actor, FeedSource, require, require_feed_token
from hongyan.core.clock import Clock
from hongyan.core.errors import InvalidInput
from hongyan.flights.airports import Airports
from hongyan.flights.board import FlightBoard
from hongyan.flights.feed_door import FeedDoor, Witness
from hongyan.flights.schemas import (
    Correction,
    DeadLetterPage,
    DeadLetterRead,
    Dismissal,
    FeedAccepted,
    FlightsPage,
    LegChangeRead,
    LegRead,
    LegWithHistory,
)
from hongyan.runtime import Connection

# Passengers affected by leg id; disruptions stand above flights, so bootstrap supplies the question.
CountAffected = Callable[[Collection[str]], Awaitable[Mapping[str, int]]]
_BIGINT = 2**63 - 1
_STATION = Query(min_length=3, max_length=3, pattern="^[A-Za-z]{3}$")


async def no_one_affected(_: Collection[str]) -> Mapping[str, int]:
    """Answer for an installation without disruptions."""
    return {}


def router(
    door: FeedDoor,
    board: FlightBoard,
    airports: Airports,
    clock: Clock,
    access: Access,
    count_affected: CountAffected = no_one_affected,
) -> APIRouter:
    """Build the routes; feeds come in with a feed token, all else asks for a session."""
    routes = APIRouter(tags=["flights"])
    _feed_routes(routes, door)
    _board_routes(routes, board, airports, clock, count_affected)
    _dead_letter_routes(routes, door, access)
    return routes


def _feed_routes(routes: APIRouter, door: FeedDoor) -> None:
    @routes.post(
        "/api/feeds/{kind}",
        status_code=202,
        operation_id="send_feed_messages",
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {
                    "text/plain": {"schema": {"type": "string"}},
                    "application/xml": {"schema": {"type": "string"}},
                    "application/x-ndjson": {"schema": {"type": "string"}},
                    "application/json": {"schema": {}},
                },
            }
        },
    )
    async def send(
        kind: str,
        request: Request,
        source: Annotated[FeedSource, Depends(require_feed_token)],
        known_at: Annotated[datetime | None, Query(description="when it became known; default: now")] = None,
    ) -> FeedAccepted:
        """Take in one message, or a batch: `{"messages": […]}`, a JSON list (kind json) or newline-delimited JSON.

        The messages are kept before the answer is sent; what cannot be read appears among the dead letters.
        """
        if known_at is not None and known_at.tzinfo is None:
            raise InvalidInput("known_at needs a zone, e.g. 2026-11-22T02:00:00Z")
        bodies = messages_in(kind, request.headers.get("content-type", ""), await request.body())
        if len(bodies) > door.settings.max_messages_per_request:
            raise InvalidInput("too many messages in one call", most=door.settings.max_messages_per_request)
        receipts = await door.accept(kind, bodies, source=source.name, known_at=known_at)
        return FeedAccepted(accepted=len(receipts), message_ids=[r.message_id for r in receipts])


def messages_in(kind: str, content_type: str, body: bytes) -> list[bytes]:
    """Return the messages of a request's body. Raises InvalidInput for an empty body or a broken batch."""
    if not body.strip():
        raise InvalidInput("the body is empty")
    if "ndjson" in content_type:
        return [_as_message(_json(line)) for line in body.splitlines() if line.strip()]
    if "json" not in content_type and kind != "json":
        return [body]
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return [body]  # a broken message is kept as it came, and becomes a dead letter with its reason
    if isinstance(content, dict) and isinstance(content.get("messages"), list):
        content = content["messages"]
    if isinstance(content, list):
        return [_as_message(item) for item in content]
    return [body if kind == "json" else _as_message(content)]


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"a line is no JSON: {error}") from error


def _as_message(item: Any) -> bytes:
    text = item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
    return text.encode("utf-8", "replace")


def _board_routes(
    routes: APIRouter, board: FlightBoard, airports: Airports, clock: Clock, count_affected: CountAffected
) -> None:
    @routes.get(
        "/api/flights", dependencies=[Depends(require("operations.read"))], operation_id="list_flights"
    )
    async def flights(
        day: Annotated[
            date | None, Query(alias="date", description="local origin date; default: today in UTC")
        ] = None,
        station: Annotated[str | None, _STATION] = None,
        status: Annotated[str | None, Query(max_length=20)] = None,
        q: Annotated[str | None, Query(max_length=50)] = None,
        limit: Annotated[int, Query(ge=1, le=5000)] = 2000,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> FlightsPage:
        """Show the flights board of a day."""
        day = day or clock.now().date()
        words = _plain(q).strip() if q else None
        state = _plain(status) if status else None
        total, legs = await board.page(day, station.upper() if station else None, state, words, limit, offset)
        affected = await count_affected([leg.leg_id for leg in legs])
        items = [LegRead.of(leg, airports, affected.get(leg.leg_id, 0)) for leg in legs]
        return FlightsPage(date=day, total=total, items=items)

    @routes.get(
        "/api/flights/{leg_id}",
        dependencies=[Depends(require("operations.read"))],
        operation_id="read_flight",
    )
    async def flight(leg_id: str) -> LegWithHistory:
        """Show one leg with every change and the message that told it."""
        leg = await board.leg(_plain(leg_id))
        affected = await count_affected([leg.leg_id])
        history = [LegChangeRead.of(change) for change in await board.history(leg.leg_id)]
        read = LegRead.of(leg, airports, affected.get(leg.leg_id, 0))
        return LegWithHistory(**read.model_dump(), history=history)


def _dead_letter_routes(routes: APIRouter, door: FeedDoor, access: Access) -> None:
    @routes.get(
        "/api/dead-letters", dependencies=[Depends(require("feeds.repair"))], operation_id="list_dead_letters"
    )
    async def dead_letters(
        after: Annotated[int, Query(ge=0, le=_BIGINT)] = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100
    ) -> DeadLetterPage:
        """Show the messages that could not be applied, oldest first."""
        letters = await door.dead_letters(limit, after)
        total = await door.count_dead_letters()
        return DeadLetterPage(total=total, items=[DeadLetterRead.of(letter) for letter in letters])

    @routes.post("/api/dead-letters/{message_id}/retry", operation_id="retry_dead_letter")
    async def retry(
        message_id: str,
        actor: Annotated[Actor, Depends(require("feeds.repair"))],
        correction: Annotated[Correction | None, Body()] = None,
    ) -> FeedAccepted:
        """Apply a dead letter again, as it was or with a corrected text."""
        body = correction.body if correction else None
        receipt = await door.retry(
            _plain(message_id),
            body.encode("utf-8", "replace") if body is not None else None,
            _audit(access, actor, "dead-letter.retried", message_id),
        )
        return FeedAccepted(accepted=1, message_ids=[receipt.message_id])

    @routes.post(
        "/api/dead-letters/{message_id}/dismiss", status_code=204, operation_id="dismiss_dead_letter"
    )
    async def dismiss(
        message_id: str, dismissal: Dismissal, actor: Annotated[Actor, Depends(require("feeds.repair"))]
    ) -> None:
        """Take a dead letter off the list, with a reason; its text is kept."""
        witness = _audit(access, actor, "dead-letter.dismissed", message_id)
        await door.dismiss(_plain(message_id), _plain(dismissal.reason), witness)


def _audit(access: Access, actor: Actor, action: str, subject: str) -> Witness:
    async def write(conn: Connection) -> None:
        await access.audit.by(conn, actor, action, subject)

    return write


def _plain(text: str) -> str:
    """Return the text without what PostgreSQL cannot keep."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
