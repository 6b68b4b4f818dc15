"""Who is signed in, what each role may do, and the trail of what was read and done."""

from hongyan.access.audit import Audit
from hongyan.access.errors import CsrfFailed, WeakPassword, WrongCredentials
from hongyan.access.feed_tokens import FeedSource, FeedTokens
from hongyan.access.guard import (
    COOKIE,
    CSRF_HEADER,
    SAFE_METHODS,
    Guard,
    RequireRole,
    access_of,
    address_of,
    check_csrf,
    guards_of,
    require,
    require_feed_token,
    require_sms_token,
    session_of,
)
from hongyan.access.model import Actor, Role, Session, User
from hongyan.access.passwords import generate as generate_password
from hongyan.access.permissions import PERMISSIONS, allowed, held_by
from hongyan.access.rate_limits import RateLimits
from hongyan.access.service import Access
from hongyan.access.settings import AccessSettings

__all__ = [
    "COOKIE",
    "CSRF_HEADER",
    "PERMISSIONS",
    "SAFE_METHODS",
    "Access",
    "AccessSettings",
    "Actor",
    "Audit",
    "CsrfFailed",
    "FeedSource",
    "FeedTokens",
    "Guard",
    "RateLimits",
    "RequireRole",
    "Role",
    "Session",
    "User",
    "WeakPassword",
    "WrongCredentials",
    "access_of",
    "address_of",
    "allowed",
    "check_csrf",
    "generate_password",
    "guards_of",
    "held_by",
    "require",
    "require_feed_token",
    "require_sms_token",
    "session_of",
]
