"""Users are added by an administrator; there is no default name and no default password."""

import re

from hongyan.access import repository
from hongyan.access.audit import Audit
from hongyan.access.model import Role, User
from hongyan.access.passwords import Passwords, check_policy
from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, InvalidInput, NotFound
from hongyan.core.ids import new_id
from hongyan.runtime import Database

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


class Users:
    """Adds people and changes passwords."""

    def __init__(self, db: Database, clock: Clock, passwords: Passwords, audit: Audit) -> None:
        self._db = db
        self._clock = clock
        self._passwords = passwords
        self._audit = audit

    async def add_user(
        self,
        username: str,
        password: str,
        role: Role,
        name: str = "",
        language: str = "en",
        added_by: str = "console",
    ) -> User:
        """Add somebody. Raises InvalidInput (name, language), WeakPassword, or Conflict when the name is taken."""
        username = username.strip().lower()
        if not _USERNAME.fullmatch(username):
            raise InvalidInput("a user name has 2 to 64 of a-z 0-9 . _ @ -", field="username")
        if language not in ("zh-CN", "en"):
            raise InvalidInput("the language is zh-CN or en", field="language")
        check_policy(password, username)
        user = User(new_id("usr"), username, name or username, Role(role), language)
        hashed = await self._passwords.hash(password)
        async with self._db.transaction() as conn:
            row = {
                "user_id": user.user_id,
                "username": username,
                "name": user.name,
                "role": user.role.value,
                "language": language,
                "password_hash": hashed,
                "now": self._clock.now(),
            }
            if not await repository.insert_user(conn, row):
                raise Conflict("this user name is taken", field="username")
            await self._audit.write(
                conn, added_by, "none", "user.added", user.user_id, reason=user.role.value
            )
        return user

    async def change_password(self, username: str, password: str, changed_by: str = "console") -> None:
        """Set a new password and end every session of that user. Raises NotFound, WeakPassword."""
        username = username.strip().lower()
        check_policy(password, username)
        hashed = await self._passwords.hash(password)
        async with self._db.transaction() as conn:
            row = await repository.user_by_name(conn, username)
            if row is None:
                raise NotFound("no such user")
            await repository.set_password(conn, row["user_id"], hashed, self._clock.now())
            await repository.delete_sessions_of(conn, row["user_id"])
            await self._audit.write(conn, changed_by, "none", "user.password-changed", row["user_id"])

    async def any_user(self) -> bool:
        """Say whether somebody can sign in at all (first start: nobody)."""
        async with self._db.snapshot() as conn:
            return await repository.count_users(conn) > 0
