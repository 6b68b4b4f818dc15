"""The error tree. Each error has an HTTP status, a stable slug, details, and says whether a retry helps.

HongyanError
├── InvalidInput       422  what was sent cannot be understood; sending it again will not help
├── NotFound           404
├── NotAllowed         403
├── NotSignedIn        401
├── Conflict           409  the thing changed meanwhile: look again, then decide
├── Gone               410  an offer, hold or link that has expired
├── TooMany            429  retry later
└── Unavailable        503  a neighbour (airline system, line, mail server) failed or timed out: retry helps
"""

from typing import Any, ClassVar


class HongyanError(Exception):
    """Base of every error the product raises on purpose."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    retry_helps: ClassVar[bool] = False

    def __init__(self, message: str = "", **details: Any) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())
        self.details = details


class InvalidInput(HongyanError):
    """What was sent cannot be understood."""

    status, slug = 422, "invalid-input"


class NotFound(HongyanError):
    """There is no such thing."""

    status, slug = 404, "not-found"


class NotAllowed(HongyanError):
    """Your role does not allow this."""

    status, slug = 403, "not-allowed"


class NotSignedIn(HongyanError):
    """Sign in first."""

    status, slug = 401, "not-signed-in"


class Conflict(HongyanError):
    """It changed meanwhile; look again, then decide."""

    status, slug = 409, "conflict"


class Gone(HongyanError):
    """It has expired."""

    status, slug = 410, "gone"


class TooMany(HongyanError):
    """Too many requests; wait a little."""

    status, slug, retry_helps = 429, "too-many-requests", True


class Unavailable(HongyanError):
    """A neighbouring system did not answer in time."""

    status, slug, retry_helps = 503, "unavailable", True
