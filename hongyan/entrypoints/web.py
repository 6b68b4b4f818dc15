"""The web process: every capability's routes behind one guard, the live stream, and the pages."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, Protocol

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from hongyan.access import Access, require
from hongyan.access.api import router as access_routes
from hongyan.entrypoints import web_errors, web_events
from hongyan.entrypoints.web_errors import ErrorRead
from hongyan.entrypoints.web_event_feed import EventFeed
from hongyan.entrypoints.web_guard import DenyByDefault, EdgeGuard
from hongyan.entrypoints.web_middleware import BodyLimit, Surround
from hongyan.entrypoints.web_static import pages
from hongyan.runtime import Database
from hongyan.runtime.web_settings import WebSettings

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "model": ErrorRead}
    for status, words in (
        (401, "Sign in first."),
        (403, "Your role does not allow this, or the CSRF token is missing."),
        (404, "There is no such thing."),
        (409, "It changed meanwhile."),
        (410, "It has expired."),
        (413, "The body is too large."),
        (422, "What was sent cannot be understood."),
        (429, "Too many requests."),
        (503, "A neighbouring system does not answer; try again."),
    )
}


class WebApplication(Protocol):
    """What the web process needs of the wired product; ``bootstrap`` provides it."""

    db: Database
    access: Access

    @property
    def routers(self) -> Sequence[APIRouter]: ...  # one a capability

    @property
    def web(self) -> WebSettings: ...


def create_app(application: WebApplication) -> FastAPI:
    """Build the ASGI application. Nothing is listened to or read before its lifespan starts."""
    feed = EventFeed(application.db)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await feed.start()
        try:
            yield
        finally:
            await feed.stop()

    app = FastAPI(
        title="Hongyan",
        version=version("hongyan"),
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(DenyByDefault())],
        responses=_ERRORS,
        middleware=[
            Middleware(Surround, settings=application.web),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
            Middleware(EdgeGuard),
            Middleware(BodyLimit, settings=application.web),
        ],
    )
    app.state.access = application.access
    app.state.https = application.web.https
    web_errors.install(app)
    app.include_router(access_routes(application.access))
    app.include_router(web_events.router(application.db, application.access, feed, application.web))
    for routes in application.routers:
        app.include_router(routes)
    app.include_router(_about(application.db))
    app.router.routes.append(pages(application.web.dist))
    return app


def export_openapi(app: FastAPI) -> dict[str, Any]:
    """Return the API's description, from which the TypeScript client is generated (``web/openapi.json``)."""
    return app.openapi()


def _about(db: Database) -> APIRouter:
    routes = APIRouter(tags=["about"])

    @routes.get("/api/health")
    async def health() -> dict[str, bool]:
        """Say whether the web process and its database answer."""
        async with db.snapshot() as conn:
            return {"ok": bool(await conn.value("select true"))}

    @routes.get("/api/openapi.json", dependencies=[Depends(require("api.describe"))], include_in_schema=False)
    async def description(request: Request) -> JSONResponse:
        """Describe the API."""
        return JSONResponse(export_openapi(request.app))

    return routes
