"""Everything of access behind one object, as bootstrap wires it and routes find it."""

from argon2 import PasswordHasher

from hongyan.access.audit import Audit
from hongyan.access.feed_tokens import FeedTokens
from hongyan.access.passwords import Passwords
from hongyan.access.rate_limits import RateLimits
from hongyan.access.sessions import Sessions
from hongyan.access.settings import AccessSettings
from hongyan.access.users import Users
from hongyan.core.clock import Clock
from hongyan.runtime import Database


class Access:
    """Give it the wall clock, also while a day is replayed: sessions and limits live in real time."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        settings: AccessSettings,
        secret: bytes,
        hasher: PasswordHasher | None = None,
    ) -> None:
        passwords = Passwords(hasher)
        self.db = db
        self.settings = settings
        self.audit = Audit(clock)
        self.users = Users(db, clock, passwords, self.audit)
        self.sessions = Sessions(db, clock, settings, secret, passwords, self.audit)
        self.feed_tokens = FeedTokens(db, clock, self.audit)
        self.limits = RateLimits(db, clock, settings)
