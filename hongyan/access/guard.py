"""Route guards. A route says who may call it; one that says nothing is closed."""

import hmac
from typing import Any

from starlette.requests import HTTPConnection, Request

from hongyan.access.errors import CsrfFailed
from hongyan.access.feed_tokens import FeedSource
from hongyan.access.model import Actor, Role, Session
from hongyan.access.permissions import allowed
from hongyan.access.service import Access
from hongyan.core.errors import NotAllowed, NotSignedIn

COOKIE = "hongyan_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Base of the dependencies that decide who may call a route."""


class RequireRole(Guard):
    """Lets in signed-in people of some roles; a change must also carry the session's CSRF token."""

    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Actor:
        session = await session_of(request)
        if session is None:
            raise NotSignedIn
        check_csrf(request, session)
        if session.user.role not in self.roles:
            raise NotAllowed(roles=sorted(self.roles))
        return session.actor(address_of(request))


class RequireFeedToken(Guard):
    """Lets in senders with a feed token for the route's ``kind``."""

    async def __call__(self, request: Request) -> FeedSource:
        access = access_of(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        source = await access.feed_tokens.check(
            token.strip() if scheme.lower() == "bearer" else None, str(request.path_params.get("kind", ""))
        )
        await access.limits.hit("feed", source.token_id)
        return source


class RequireSmsToken(Guard):
    """Lets in the SMS provider's gateway: a feed token made for ``sms`` by name; one for any kind of flight message is not enough."""

    async def __call__(self, request: Request) -> FeedSource:
        access = access_of(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        shown = token.strip() if scheme.lower() == "bearer" else None
        source = await access.feed_tokens.check(shown, "sms")
        if source.kinds is None:
            raise NotAllowed("this feed token is not for sms by name")
        await access.limits.hit("feed", source.token_id)
        return source


require_sms_token = RequireSmsToken()


def require(*roles_or_permissions: Role | str) -> RequireRole:
    """Guard a route: ``Depends(require(Role.CONTROLLER))`` or ``Depends(require("campaigns.act"))``; gives the Actor."""
    roles: set[Role] = set()
    for item in roles_or_permissions:
        roles.update([item] if isinstance(item, Role) else allowed(item))
    if not roles:
        raise ValueError("require() needs at least one role or permission")
    return RequireRole(frozenset(roles))


require_feed_token = RequireFeedToken()


def guards_of(dependant: Any) -> list[Guard]:
    """Return the guards among a route's dependencies (FastAPI's ``Dependant``), at any depth."""
    found = [dependant.call] if isinstance(dependant.call, Guard) else []
    for inner in dependant.dependencies:
        found += guards_of(inner)
    return found


def access_of(connection: HTTPConnection) -> Access:
    """Return the Access service of the application that serves this request."""
    access = connection.app.state.access
    assert isinstance(access, Access)
    return access


async def session_of(connection: HTTPConnection) -> Session | None:
    """Return the session of the request's cookie; looked up once a request."""
    state = connection.scope.setdefault("state", {})
    if "session" not in state:
        state["session"] = await access_of(connection).sessions.find(connection.cookies.get(COOKIE))
    found: Session | None = state["session"]
    return found


def check_csrf(request: Request, session: Session) -> None:
    """Refuse a change that another site may have made the browser send. Raises CsrfFailed."""
    if request.method in SAFE_METHODS:
        return
    shown = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(shown.encode("utf-8", "replace"), session.csrf.encode()):
        raise CsrfFailed


def address_of(connection: HTTPConnection) -> str:
    """Return the caller's network address (the web server already undid trusted proxies)."""
    return connection.client.host if connection.client else ""
