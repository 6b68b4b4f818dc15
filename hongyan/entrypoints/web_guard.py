"""Deny by default: an API path needs a session before anything is parsed, and a route that names no guard is closed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from hongyan.access import Guard, RequireRole, guards_of, session_of
from hongyan.core.errors import NotAllowed, NotSignedIn
from hongyan.entrypoints.web_errors import response_for

# Every route that may be called without a session or feed token. A passenger's link is checked by its route.
PUBLIC: frozenset[tuple[str, str]] = frozenset(
    {
        ("GET", "/api/health"),
        ("POST", "/api/session"),
        ("POST", "/api/session/code"),
        ("GET", "/api/session"),
        ("DELETE", "/api/session"),
        ("GET", "/api/p/{token}"),
        ("POST", "/api/p/{token}/read-back"),
        ("POST", "/api/p/{token}/confirm"),
        ("POST", "/api/p/{token}/linked"),
        ("POST", "/api/p/{token}/talk"),
        # A customer's chat: its token is checked by each route.
        ("POST", "/api/chat"),
        ("ANY", "/api/chat/ws"),
        ("GET", "/api/chat/turns"),
        ("POST", "/api/chat/messages"),
        ("POST", "/api/chat/language"),
        ("POST", "/api/chat/close"),
        ("POST", "/api/chat/files"),
        ("POST", "/api/chat/transcript"),
        ("POST", "/api/chat/survey"),
        ("POST", "/api/chat/rating"),
        ("ANY", "/api/handset/ws"),  # a handset shows a passenger's link first
        ("GET", "/{path:path}"),  # the pages themselves: files without data
        ("HEAD", "/{path:path}"),
    }
)
_GATEWAY_DOOR = "/api/sms/inbound"  # a gateway's door: its token is looked at before its body
_OPEN_EDGE = re.compile(
    r"/api/(health|session(/code)?|p/[^/]+(/(read-back|confirm|linked|talk))?|feeds/[^/]+|sms/inbound|handset/ws"
    r"|chat(/(ws|turns|messages|language|close|files|transcript|survey|rating))?)"
)


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """What the walk over the application's routes found out about one of them."""

    method: str
    path: str
    endpoint: Callable[..., Any] | None
    guards: tuple[Guard, ...]

    @property
    def open(self) -> bool:
        """Whether somebody has decided who may call it."""
        return bool(self.guards) or (self.method, self.path) in PUBLIC

    @property
    def roles(self) -> list[str]:
        """The roles that pass every role guard of the route; empty when it has none."""
        sets = [guard.roles for guard in self.guards if isinstance(guard, RequireRole)]
        return sorted(role.value for role in frozenset.intersection(*sets)) if sets else []


def walk(app: FastAPI) -> list[RouteFacts]:
    """List every route of the application, one entry for each method."""
    facts = []
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)
        guards = tuple(guards_of(dependant)) if dependant is not None else ()
        for method in sorted(context.methods or {"ANY"}):
            facts.append(RouteFacts(method, context.path or "", context.endpoint, guards))
    return facts


class DenyByDefault:
    """Dependency of the whole application: a route without a guard that is not listed as public answers 403."""

    def __init__(self) -> None:
        self._closed: frozenset[Any] | None = None

    async def __call__(self, connection: HTTPConnection) -> None:
        if self._closed is None:
            self._closed = frozenset(fact.endpoint for fact in walk(connection.app) if not fact.open)
        if connection.scope.get("endpoint") in self._closed:
            raise NotAllowed("nobody may call this yet")


class EdgeGuard:
    """Answers 401 to any API call without a session, known path or not, before its body is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == _GATEWAY_DOOR:
            shown = HTTPConnection(scope).headers.get("authorization", "")
            if not shown.lower().startswith("bearer "):
                await response_for(NotSignedIn())(scope, receive, send)
                return
        if scope["type"] == "http" and needs_session(scope["path"]):
            try:
                session = await session_of(HTTPConnection(scope))
            except Exception as error:
                await response_for(error)(scope, receive, send)
                return
            if session is None:
                await response_for(NotSignedIn())(scope, receive, send)
                return
        await self._app(scope, receive, send)


def needs_session(path: str) -> bool:
    """Say whether a path lies behind sign-in."""
    return (path == "/api" or path.startswith("/api/")) and not _OPEN_EDGE.fullmatch(path)
