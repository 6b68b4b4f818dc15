"""Sessions: sign in, recognise, rotate, sign out. The cookie is a random value of which only a digest is stored."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from hongyan.access import repository
from hongyan.access.audit import Audit
from hongyan.access.errors import WrongCredentials
from hongyan.access.model import Session
from hongyan.access.passwords import Passwords
from hongyan.access.repository import Row, user_of
from hongyan.access.settings import AccessSettings
from hongyan.core.clock import Clock
from hongyan.core.errors import TooMany
from hongyan.core.ids import new_id
from hongyan.runtime import Database

_WINDOW = timedelta(minutes=15)
_GRACE = timedelta(seconds=60)  # requests already under way still carry the cookie from before a rotation
_TOUCH = timedelta(seconds=60)


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


class Sessions:
    """Uses the wall clock: a replayed day must not sign people out. ``secret`` binds CSRF tokens to sessions."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        settings: AccessSettings,
        secret: bytes,
        passwords: Passwords,
        audit: Audit,
    ) -> None:
        self._db = db
        self._clock = clock
        self._settings = settings
        self._secret = secret
        self._passwords = passwords
        self._audit = audit

    async def sign_in(self, username: str, password: str, ip: str) -> tuple[Session, str]:
        """Return a new session and its cookie value. Raises WrongCredentials, or TooMany after many failures."""
        name = username.strip().lower()
        if "\x00" in name or len(name) > 80:
            name = "\N{REPLACEMENT CHARACTER}"
        name = name.encode("utf-8", "replace").decode()
        keys, window_at = await self._count(name, ip)
        async with self._db.snapshot() as conn:
            row = await repository.user_by_name(conn, name)
        if not await self._passwords.matches(row["password_hash"] if row else None, password) or row is None:
            await self._note_failure(name, row is not None, ip)
            raise WrongCredentials
        async with self._db.transaction() as conn:
            await repository.forgive_attempt(conn, keys, window_at)
        return await self._open(row, "session.sign-in", ip)

    async def issue_code(self, username: str) -> str:
        """Return a one-time code for the sign-in link the console prints. Raises WrongCredentials."""
        code = secrets.token_urlsafe(24)
        expires_at = self._clock.now() + timedelta(minutes=self._settings.sign_in_code_minutes)
        async with self._db.transaction() as conn:
            row = await repository.user_by_name(conn, username.lower())
            if row is None:
                raise WrongCredentials
            await repository.insert_code(conn, digest(code), row["user_id"], expires_at)
        return code

    async def sign_in_with_code(self, code: str, ip: str) -> tuple[Session, str]:
        """Use up a code of ``issue_code``. Raises WrongCredentials, or TooMany after many failures."""
        keys, window_at = await self._count("\N{KEY}", ip)
        async with self._db.transaction() as conn:
            row = await repository.use_code(conn, digest(code), self._clock.now())
            if row is not None:
                await repository.forgive_attempt(conn, keys, window_at)
        if row is None:
            raise WrongCredentials
        return await self._open(row, "session.sign-in-by-link", ip)

    async def find(self, token: str | None) -> Session | None:
        """Return the live session of a cookie value, or None."""
        if not token:
            return None
        now = self._clock.now()
        async with self._db.snapshot() as conn:
            row = await repository.session_by_hash(conn, digest(token), now)
        if row is None or now - row["seen_at"] > timedelta(hours=self._settings.idle_hours):
            return None
        if now - row["seen_at"] > _TOUCH:
            async with self._db.transaction() as conn:
                await repository.touch_session(conn, row["session_id"], now)
        return self._session(row)

    async def lives(self, session_id: str) -> bool:
        """Say whether a session found earlier has not ended since: for streams, which outlive a rotation."""
        async with self._db.snapshot() as conn:
            return await repository.session_lives(conn, session_id, self._clock.now())

    async def rotate_if_due(self, session: Session, token: str) -> str | None:
        """Give an ageing session a new cookie value; None when it is young or was rotated meanwhile."""
        now = self._clock.now()
        if now - session.rotated_at < timedelta(minutes=self._settings.rotate_minutes):
            return None
        fresh = secrets.token_urlsafe(32)
        async with self._db.transaction() as conn:
            changed = await repository.rotate_session(
                conn, session.session_id, digest(token), digest(fresh), now, now + _GRACE
            )
        return fresh if changed else None

    async def sign_out(self, session: Session, ip: str) -> None:
        async with self._db.transaction() as conn:
            await repository.delete_session(conn, session.session_id)
            await self._audit.by(conn, session.actor(ip), "session.sign-out", session.user.user_id)

    async def _open(self, row: Row, action: str, ip: str) -> tuple[Session, str]:
        now = self._clock.now()
        token = secrets.token_urlsafe(32)
        opened = {
            "session_id": new_id("ses"),
            "token_hash": digest(token),
            "user_id": row["user_id"],
            "now": now,
            "expires_at": now + timedelta(hours=self._settings.session_hours),
        }
        session = self._session({**row, **opened, "rotated_at": now})
        async with self._db.transaction() as conn:
            await repository.insert_session(conn, opened)
            await self._audit.by(conn, session.actor(ip), action, row["user_id"])
        return session, token

    async def _count(self, name: str, ip: str) -> tuple[list[str], datetime]:
        """Count an attempt before looking at it, so that a burst cannot slip past the limit."""
        limits = {
            f"both:{name}|{ip}": self._settings.sign_in_per_name_and_address,
            f"address:{ip}": self._settings.sign_in_per_address,
            f"name:{name}": self._settings.sign_in_per_name,
        }
        now = self._clock.now()
        window_at = now - timedelta(seconds=now.timestamp() % _WINDOW.total_seconds())
        async with self._db.transaction() as conn:
            counts = await repository.count_attempts(conn, list(limits), window_at)
        if any(counts[key] > limit for key, limit in limits.items()):
            raise TooMany(retry_after_s=int((window_at + _WINDOW - now).total_seconds()) + 1)
        return list(limits), window_at

    async def _note_failure(self, name: str, known: bool, ip: str) -> None:
        """Audit a failed attempt; a name nobody has is not written down, it may be a mistyped password."""
        async with self._db.transaction() as conn:
            await self._audit.write(
                conn, name if known else "unknown", "none", "session.refused", "session", ip=ip
            )

    def _session(self, row: Row) -> Session:
        mark = hmac.new(self._secret, b"csrf:" + row["session_id"].encode(), hashlib.sha256).hexdigest()
        return Session(row["session_id"], user_of(row), mark, row["rotated_at"], row["expires_at"])
