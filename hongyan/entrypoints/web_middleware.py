"""What surrounds every request: an id, a log line without personal data, security headers, a limit on bodies."""

import secrets
import time
from collections.abc import Sequence
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hongyan.entrypoints.web_errors import response_for
from hongyan.entrypoints.web_guard import walk
from hongyan.runtime.web_settings import WebSettings

log = structlog.get_logger(__name__)

# Ant Design writes style elements at run time, hence 'unsafe-inline' for styles; scripts only ever come from files.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",  # a passenger's link must not travel to other sites
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def embedding_headers(origins: Sequence[str]) -> dict[str, dict[str, str]]:
    """What differs for the two files other sites may use: the script that opens the chat, and the chat in a frame."""
    ancestors = " ".join(["'self'", *origins])
    chat = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace(
            "frame-ancestors 'none'", f"frame-ancestors {ancestors}"
        ),
        "X-Frame-Options": "",  # it knows no list; frame-ancestors decides
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cross-Origin-Opener-Policy": "",
    }
    return {"/chat": chat, "/embed.js": {"Cross-Origin-Resource-Policy": "cross-origin"}}


_TOO_LARGE = HTTPException(413, "The body is too large.")


class Surround:
    """Outermost: nothing leaves without headers and a log line, and no exception gets past it."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app = app
        self._https = settings.https
        self._embedding = embedding_headers(settings.embed_origins)
        self._templates: dict[Any, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = f"req_{secrets.token_hex(8)}"
        status = 0
        started = time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(scope, MutableHeaders(scope=message), request_id)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_headers)
            except Exception as error:
                answer = response_for(error)
                if status == 0:
                    await answer(scope, receive, send_with_headers)
            finally:
                spent = round((time.perf_counter() - started) * 1000, 1)
                log.info(
                    "request",
                    method=scope["method"],
                    route=self._template(scope),
                    status=status,
                    milliseconds=spent,
                )

    def _template(self, scope: Scope) -> str:
        """Return the route's template, never the path itself: a path may hold a passenger's link."""
        if not self._templates and "app" in scope:
            self._templates = {fact.endpoint: fact.path for fact in walk(scope["app"])}
        return self._templates.get(scope.get("endpoint"), "(none)")

    def _add_headers(self, scope: Scope, headers: MutableHeaders, request_id: str) -> None:
        special = self._embedding.get(scope["path"], {})
        for name, value in (SECURITY_HEADERS | special).items():
            if value:
                headers.setdefault(name, value)
        headers["X-Request-Id"] = request_id
        if scope["path"].startswith("/api"):
            headers.setdefault("Cache-Control", "no-store")
        if self._https or scope.get("scheme") == "https":
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


_FILE_DOORS = frozenset({"/api/chat/files", "/api/knowledge/imports"})


class BodyLimit:
    """Refuses bodies above the limit of their path with 413."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app = app
        self._usual = settings.body_limit_kb * 1024
        self._feeds = settings.feed_body_limit_kb * 1024
        self._files = settings.file_body_limit_kb * 1024

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > limit:
            await response_for(_TOO_LARGE)(scope, receive, send)
            return
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _TOO_LARGE
            return message

        await self._app(scope, receive_some, send)

    def _limit_of(self, path: str) -> int:
        if path.startswith("/api/feeds/"):
            return self._feeds
        return self._files if path in _FILE_DOORS else self._usual
