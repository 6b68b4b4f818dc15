"""Routes of promises: what is owed to whom by when, and what became of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from hongyan.access import Access, Actor, require
from hongyan.cases.model import PromiseState
from hongyan.cases.schemas import NoteSent, PromiseList, PromiseRead
from hongyan.cases.service import Cases
from hongyan.core.clock import Clock

Working = Annotated[Actor, Depends(require("cases.work"))]


def router(cases: Cases, access: Access, clock: Clock) -> APIRouter:
    """Build the routes under ``/api/promises``."""
    routes = APIRouter(prefix="/api/promises", tags=["promises"])

    @routes.get("", operation_id="list_promises")
    async def listed(
        actor: Working,
        state: PromiseState | None = PromiseState.OPEN,
        overdue: bool = False,
        mine: bool = False,
        limit: Annotated[int, Query(ge=1, le=500)] = 200,
    ) -> PromiseList:
        """Show promises, those due first before the others."""
        found = await cases.listed(state, overdue, actor.name if mine else None, limit)
        return PromiseList(items=[PromiseRead.of(p, actor.name) for p in found], now=clock.now())

    @routes.post("/{promise_id}/take", operation_id="take_promise")
    async def take(promise_id: str, actor: Working) -> PromiseRead:
        """Make it yours."""
        async with access.db.transaction() as conn:
            promise = await cases.take(conn, promise_id, actor.name)
            await access.audit.by(conn, actor, "promise.taken", promise_id)
        return PromiseRead.of(promise, actor.name)

    @routes.post("/{promise_id}/finish", operation_id="finish_promise")
    async def finish(promise_id: str, body: NoteSent, actor: Working) -> PromiseRead:
        """Say that it was kept."""
        async with access.db.transaction() as conn:
            promise = await cases.finish(conn, promise_id, actor.name, body.note)
            await access.audit.by(conn, actor, "promise.done", promise_id)
        return PromiseRead.of(promise, actor.name)

    @routes.post("/{promise_id}/cancel", operation_id="cancel_promise")
    async def cancel(promise_id: str, body: NoteSent, actor: Working) -> PromiseRead:
        """Say that nobody is owed this any more."""
        async with access.db.transaction() as conn:
            promise = await cases.cancel(conn, promise_id, actor.name, body.note)
            await access.audit.by(conn, actor, "promise.cancelled", promise_id)
        return PromiseRead.of(promise, actor.name)

    return routes
