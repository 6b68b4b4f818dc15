"""All SQL of access."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.access.model import Role, User
from hongyan.runtime import Connection

Row = dict[str, Any]


def user_of(row: Row) -> User:
    return User(row["user_id"], row["username"], row["name"], Role(row["role"]), row["language"])


async def insert_user(conn: Connection, row: Row) -> int:
    """Return 1, or 0 when the name is taken."""
    return await conn.run(
        """
        insert into access.users
            (user_id, username, name, role, language, password_hash, created_at, password_changed_at)
        values (:user_id, :username, :name, :role, :language, :password_hash, :now, :now)
        on conflict (username) do nothing
        """,
        **row,
    )


async def user_by_name(conn: Connection, username: str) -> Row | None:
    return await conn.row(
        "select * from access.users where username = :username and active", username=username
    )


async def count_users(conn: Connection) -> int:
    return int(await conn.value("select count(*) from access.users where active"))


async def set_password(conn: Connection, user_id: str, password_hash: str, now: datetime) -> None:
    await conn.run(
        """
        update access.users set password_hash = :password_hash, password_changed_at = :now
        where user_id = :user_id
        """,
        user_id=user_id,
        password_hash=password_hash,
        now=now,
    )


async def delete_sessions_of(conn: Connection, user_id: str) -> int:
    return await conn.run("delete from access.session where user_id = :user_id", user_id=user_id)


async def count_attempts(conn: Connection, keys: list[str], window_at: datetime) -> dict[str, int]:
    """Add one to each counter of this window and return the new counts."""
    rows = await conn.rows(
        """
        insert into access.sign_in_attempt (key, window_at, hits)
        select key, :window_at, 1 from unnest(cast(:keys as text[])) as key order by key
        on conflict (key, window_at) do update set hits = sign_in_attempt.hits + 1
        returning key, hits
        """,
        keys=keys,
        window_at=window_at,
    )
    return {r["key"]: r["hits"] for r in rows}


async def forgive_attempt(conn: Connection, keys: list[str], window_at: datetime) -> None:
    """Take back the count of an attempt that succeeded, and drop counters of past windows."""
    await conn.run(
        """
        update access.sign_in_attempt set hits = greatest(hits - 1, 0)
        where window_at = :window_at and key = any(:keys)
        """,
        keys=keys,
        window_at=window_at,
    )
    await conn.run("delete from access.sign_in_attempt where window_at < :window_at", window_at=window_at)


async def insert_session(conn: Connection, row: Row) -> None:
    await conn.run(
        """
        insert into access.session (session_id, token_hash, user_id, created_at, rotated_at, seen_at, expires_at)
        values (:session_id, :token_hash, :user_id, :now, :now, :now, :expires_at)
        """,
        **row,
    )
    await conn.run("delete from access.session where expires_at < :now", now=row["now"])


async def session_by_hash(conn: Connection, token_hash: bytes, now: datetime) -> Row | None:
    """Return the live session whose present (or, shortly after a rotation, previous) token has this digest."""
    return await conn.row(
        """
        select s.session_id, s.token_hash, s.rotated_at, s.seen_at, s.expires_at,
               u.user_id, u.username, u.name, u.role, u.language
        from access.session s join access.users u using (user_id)
        where (s.token_hash = :token_hash or (s.previous_hash = :token_hash and s.previous_until > :now))
          and s.expires_at > :now and u.active
        """,
        token_hash=token_hash,
        now=now,
    )


async def session_lives(conn: Connection, session_id: str, now: datetime) -> bool:
    found = await conn.value(
        """
        select true from access.session s join access.users u using (user_id)
        where s.session_id = :id and s.expires_at > :now and u.active
        """,
        id=session_id,
        now=now,
    )
    return bool(found)


async def touch_session(conn: Connection, session_id: str, now: datetime) -> None:
    await conn.run("update access.session set seen_at = :now where session_id = :id", id=session_id, now=now)


async def rotate_session(
    conn: Connection, session_id: str, old: bytes, new: bytes, now: datetime, until: datetime
) -> int:
    """Replace the token; 0 when somebody else rotated it first."""
    return await conn.run(
        """
        update access.session
        set token_hash = :new, previous_hash = :old, previous_until = :until, rotated_at = :now, seen_at = :now
        where session_id = :id and token_hash = :old
        """,
        id=session_id,
        old=old,
        new=new,
        now=now,
        until=until,
    )


async def delete_session(conn: Connection, session_id: str) -> None:
    await conn.run("delete from access.session where session_id = :id", id=session_id)


async def insert_code(conn: Connection, code_hash: bytes, user_id: str, expires_at: datetime) -> None:
    await conn.run(
        "insert into access.sign_in_code (code_hash, user_id, expires_at) values (:hash, :user_id, :expires_at)",
        hash=code_hash,
        user_id=user_id,
        expires_at=expires_at,
    )


async def use_code(conn: Connection, code_hash: bytes, now: datetime) -> Row | None:
    """Use up a one-time code and return its user; None when it is unknown, used or expired."""
    return await conn.row(
        """
        with used as (
            delete from access.sign_in_code where code_hash = :hash and expires_at > :now returning user_id
        )
        select u.* from used join access.users u using (user_id) where u.active
        """,
        hash=code_hash,
        now=now,
    )


async def insert_feed_token(conn: Connection, row: Row) -> None:
    await conn.run(
        """
        insert into access.feed_token (token_id, name, token_hash, kinds, created_at)
        values (:token_id, :name, :token_hash, cast(:kinds as text[]), :now)
        """,
        **row,
    )


async def feed_token_by_hash(conn: Connection, token_hash: bytes) -> Row | None:
    return await conn.row(
        "select token_id, name, kinds from access.feed_token where token_hash = :hash and revoked_at is null",
        hash=token_hash,
    )


async def revoke_feed_token(conn: Connection, token_id: str, now: datetime) -> int:
    return await conn.run(
        "update access.feed_token set revoked_at = :now where token_id = :id and revoked_at is null",
        id=token_id,
        now=now,
    )


async def insert_audit(conn: Connection, rows: list[Row]) -> int:
    return await conn.bulk(
        """
        insert into access.audit (at, actor, role, action, subject, reason, ip)
        select r.at, r.actor, r.role, r.action, r.subject, r.reason, r.ip
        from jsonb_to_recordset(cast(:records as jsonb)) as r(
            at timestamptz, actor text, role text, action text, subject text, reason text, ip text)
        """,
        rows,
    )


async def audit_rows(conn: Connection, before: int | None, subject: str | None, limit: int) -> list[Row]:
    """Return the newest audit rows first, from below id ``before``."""
    return await conn.rows(
        """
        select id, at, actor, role, action, subject, reason, ip from access.audit
        where (cast(:before as bigint) is null or id < :before)
          and (cast(:subject as text) is null or subject = :subject)
        order by id desc limit :limit
        """,
        before=before,
        subject=subject,
        limit=limit,
    )


async def count_hits(conn: Connection, windows: Sequence[tuple[str, str, datetime]]) -> dict[str, int]:
    """Count one request in each of these windows (name, key, begin), for all processes; returns how many there have been by name."""
    names, keys, begins = (list(column) for column in zip(*windows, strict=True))
    rows = await conn.rows(
        "insert into access.rate_window as w (name, key, began_at, hits) "
        "select name, key, began_at, 1 from unnest(cast(:names as text[]), cast(:keys as text[]), "
        "cast(:begins as timestamptz[])) as r(name, key, began_at) "
        "on conflict (name, key, began_at) do update set hits = w.hits + 1 returning name, hits",
        names=names,
        keys=keys,
        begins=begins,
    )
    return {row["name"]: row["hits"] for row in rows}


async def hits(conn: Connection, name: str, key: str, began_at: datetime) -> int:
    found = await conn.value(
        "select hits from access.rate_window where name = :name and key = :key and began_at = :began",
        name=name,
        key=key,
        began=began_at,
    )
    return int(found or 0)


async def forget_hits(conn: Connection, before: datetime) -> int:
    return await conn.run("delete from access.rate_window where began_at < :before", before=before)
