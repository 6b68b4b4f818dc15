"""Errors as JSON: ``{"error": slug, "message": …, "details": {…}, "retry": bool}``; nothing that was sent is echoed."""

import traceback
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import DataError, OperationalError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from hongyan.core.errors import HongyanError, InvalidInput, Unavailable


class ErrorRead(BaseModel):
    """The one shape of every error. ``error`` is a stable slug, ``retry`` says whether trying again can help."""

    error: str
    message: str
    details: dict[str, Any]
    retry: bool


log = structlog.get_logger(__name__)

_SLUGS = {
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
}
# What PostgreSQL, its driver or Python say when a value that reached them cannot be stored or computed with:
# NUL in text, an unpaired surrogate, a number or date out of range. The caller sent it, so it is the caller's error.
_UNSTORABLE = (DataError, UnicodeError, OverflowError)
_DATABASE_AWAY = (OperationalError, ConnectionError)


def error_response(
    status: int,
    slug: str,
    message: str,
    details: Mapping[str, Any] | None = None,
    retry: bool = False,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Build the one error shape of the API."""
    body = {"error": slug, "message": message, "details": _plain(dict(details or {})), "retry": retry}
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))


def response_for(error: Exception) -> JSONResponse:
    """Turn any exception into an answer; what nobody expected is logged without its text and becomes a 500."""
    if isinstance(error, HongyanError):
        return _ours(error)
    if isinstance(error, RequestValidationError):
        return _unreadable(error)
    if isinstance(error, HTTPException):
        return _from_framework(error)
    if isinstance(error, _UNSTORABLE):
        return _ours(InvalidInput("a value cannot be stored: unreadable characters or out of range"))
    if isinstance(error, _DATABASE_AWAY):
        log.warning("database does not answer", kind=type(error).__name__)
        return _ours(Unavailable("the database does not answer", retry_after_s=2))
    log.error("request failed", kind=type(error).__name__, where=places(error))
    return error_response(500, "internal", "Something went wrong here; it has been noted.")


def places(error: BaseException) -> list[str]:
    """Return where ``error`` passed, innermost last, without its message, which may quote personal data."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return [f"{frame.filename.rsplit('site-packages/', 1)[-1]}:{frame.lineno}" for frame in frames]


def install(app: FastAPI) -> None:
    """Answer every error of a route with this module."""

    async def handle(_: Request, error: Exception) -> JSONResponse:
        return response_for(error)

    for kind in (HongyanError, RequestValidationError, HTTPException, *_UNSTORABLE, *_DATABASE_AWAY):
        app.add_exception_handler(kind, handle)


def _ours(error: HongyanError) -> JSONResponse:
    headers = {}
    if "retry_after_s" in error.details:
        headers["Retry-After"] = str(error.details["retry_after_s"])
    return error_response(
        error.status, error.slug, str(error), error.details, retry=error.retry_helps, headers=headers
    )


def _unreadable(error: RequestValidationError) -> JSONResponse:
    fields = [
        {"at": ".".join(str(part) for part in problem["loc"]), "problem": problem["type"]}
        for problem in error.errors()[:50]
    ]
    return error_response(422, "invalid-input", "What was sent cannot be understood.", {"fields": fields})


def _from_framework(error: HTTPException) -> JSONResponse:
    if error.status_code == 400:  # "error parsing the body": our word for that is 422
        return error_response(422, "invalid-input", "What was sent cannot be understood.")
    slug = _SLUGS.get(error.status_code, "internal" if error.status_code >= 500 else "refused")
    return error_response(error.status_code, slug, str(error.detail), headers=error.headers)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value).encode("utf-8", "replace").decode()
