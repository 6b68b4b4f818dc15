"""Feed tokens: what a sender of flight messages shows; only digests are stored."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from hongyan.access import repository
from hongyan.access.audit import Audit
from hongyan.access.sessions import digest
from hongyan.core.clock import Clock
from hongyan.core.errors import NotAllowed, NotFound, NotSignedIn
from hongyan.core.ids import new_id
from hongyan.runtime import Database

_REMEMBER_SECONDS = (
    10.0  # a feed sends thousands of messages a second; a revoked token works no longer than this
)


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A sender that showed a valid token."""

    token_id: str
    name: str
    kinds: tuple[str, ...] | None = None  # None = any kind


class FeedTokens:
    """Creates, checks and revokes feed tokens."""

    def __init__(self, db: Database, clock: Clock, audit: Audit) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._known: dict[bytes, tuple[float, FeedSource]] = {}

    async def create(self, name: str, kinds: Sequence[str] | None = None, created_by: str = "console") -> str:
        """Return a new token; it is shown once and cannot be read back."""
        token = f"hyf_{secrets.token_urlsafe(32)}"
        token_id = new_id("ftk")
        async with self._db.transaction() as conn:
            row = {"token_id": token_id, "name": name, "token_hash": digest(token), "now": self._clock.now()}
            await repository.insert_feed_token(conn, {**row, "kinds": list(kinds) if kinds else None})
            await self._audit.write(conn, created_by, "none", "feed-token.created", token_id)
        return token

    async def check(self, token: str | None, kind: str) -> FeedSource:
        """Return who sends. Raises NotSignedIn for an unknown token, NotAllowed for a kind it is not for."""
        if not token:
            raise NotSignedIn("send a feed token: Authorization: Bearer …")
        key = digest(token)
        now = self._clock.now().timestamp()
        until, source = self._known.get(key, (0.0, None))
        if source is None or until < now:
            source = await self._load(key)
            self._known[key] = (now + _REMEMBER_SECONDS, source)
        if source.kinds is not None and kind not in source.kinds:
            raise NotAllowed("this feed token is for other kinds", kinds=list(source.kinds))
        return source

    async def revoke(self, token_id: str, revoked_by: str = "console") -> None:
        """End a token. Raises NotFound when there is no such live token."""
        async with self._db.transaction() as conn:
            if not await repository.revoke_feed_token(conn, token_id, self._clock.now()):
                raise NotFound("no such feed token")
            await self._audit.write(conn, revoked_by, "none", "feed-token.revoked", token_id)
        self._known.clear()

    async def _load(self, key: bytes) -> FeedSource:
        self._known.pop(key, None)
        async with self._db.snapshot() as conn:
            row = await repository.feed_token_by_hash(conn, key)
        if row is None:
            raise NotSignedIn("this feed token is not known")
        kinds = tuple(row["kinds"]) if row["kinds"] else None
        return FeedSource(row["token_id"], row["name"], kinds)
