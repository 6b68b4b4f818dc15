"""Routes of sign-in, sign-out, the permission table and the audit trail."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from hongyan.access.errors import CsrfFailed
from hongyan.access.guard import COOKIE, address_of, check_csrf, require, session_of
from hongyan.access.model import Actor, Session
from hongyan.access.permissions import PERMISSIONS, held_by
from hongyan.access.schemas import (
    AuditList,
    AuditRead,
    Credentials,
    PermissionRead,
    PermissionTable,
    SessionRead,
    SignInCode,
    UserRead,
)
from hongyan.access.service import Access
from hongyan.core.errors import NotSignedIn

BIGINT = 2**63 - 1


def router(access: Access) -> APIRouter:
    """Build the routes; POST and GET /api/session are public, everything else asks for a session."""
    routes = APIRouter(tags=["access"])

    @routes.post("/api/session", operation_id="sign_in")
    async def sign_in(body: Credentials, request: Request, response: Response) -> SessionRead:
        """Sign in with name and password."""
        refuse_other_sites(request)
        session, token = await access.sessions.sign_in(body.username, body.password, address_of(request))
        set_cookie(request, response, access, token)
        return described(session)

    @routes.post("/api/session/code", operation_id="sign_in_with_code")
    async def sign_in_with_code(body: SignInCode, request: Request, response: Response) -> SessionRead:
        """Sign in with the one-time code of a link printed on the console."""
        refuse_other_sites(request)
        session, token = await access.sessions.sign_in_with_code(body.code, address_of(request))
        set_cookie(request, response, access, token)
        return described(session)

    @routes.get("/api/session", operation_id="read_session")
    async def read_session(request: Request, response: Response) -> SessionRead:
        """Say who is signed in; an ageing cookie is renewed here."""
        session = await session_of(request)
        if session is None:
            raise NotSignedIn
        fresh = await access.sessions.rotate_if_due(session, request.cookies[COOKIE])
        if fresh:
            set_cookie(request, response, access, fresh)
        return described(session)

    @routes.delete("/api/session", status_code=204, operation_id="sign_out")
    async def sign_out(request: Request, response: Response) -> None:
        """End the session; without one there is nothing to end."""
        session = await session_of(request)
        if session is not None:
            check_csrf(request, session)
            await access.sessions.sign_out(session, address_of(request))
        response.delete_cookie(COOKIE, path="/")

    @routes.get("/api/permissions", dependencies=[Depends(require("operations.read"))])
    async def permissions() -> PermissionTable:
        """Show which role may do what."""
        rows = [
            PermissionRead(permission=p, roles=[r.value for r in roles]) for p, roles in PERMISSIONS.items()
        ]
        return PermissionTable(items=rows)

    @routes.get("/api/audit")
    async def audit_trail(
        _actor: Annotated[Actor, Depends(require("audit.read"))],
        before: Annotated[int | None, Query(ge=0, le=BIGINT)] = None,
        subject: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> AuditList:
        """Show the newest audit rows."""
        async with access.db.snapshot() as conn:
            rows = await access.audit.recent(conn, before, subject, limit)
        return AuditList(items=[AuditRead(**row) for row in rows])

    return routes


def described(session: Session) -> SessionRead:
    user = session.user
    return SessionRead(
        user=UserRead(name=user.name, username=user.username, role=user.role.value, language=user.language),
        csrf=session.csrf,
        permissions=held_by(user.role),
        expires_at=session.expires_at,
    )


def set_cookie(request: Request, response: Response, access: Access, token: str) -> None:
    """Set the session cookie: out of reach of scripts, not sent along by other sites' forms, Secure over https."""
    secure = access.settings.cookie_secure
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(access.settings.session_hours * 3600),
        path="/",
        httponly=True,
        samesite="lax",
        secure=over_https(request) if secure is None else secure,
    )


def over_https(request: Request) -> bool:
    """Say whether the browser speaks https: seen here, or set because a proxy in front does (``web.https``)."""
    return request.url.scheme == "https" or bool(getattr(request.app.state, "https", False))


def refuse_other_sites(request: Request) -> None:
    """Sign-in has no session to bind a token to: believe the browser's word on who asks (Fetch Metadata)."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise CsrfFailed
