"""Sign-in, recognition, rotation and sign-out on a database."""

from datetime import timedelta

import pytest

from hongyan.access import Role, WrongCredentials
from hongyan.core.clock import ManualClock
from hongyan.core.errors import Conflict, InvalidInput, TooMany
from hongyan.runtime import Database
from tests.builders.access import PASSWORD, make_access


async def test_sign_in_find_and_out(db: Database, clock: ManualClock) -> None:
    access = make_access(db, clock)
    await access.users.add_user("Li.Mei", PASSWORD, Role.CONTROLLER, name="李梅", language="zh-CN")
    session, token = await access.sessions.sign_in(" LI.MEI ", PASSWORD, "10.0.0.1")
    found = await access.sessions.find(token)
    assert found is not None
    assert (found.user.name, found.user.role, found.csrf) == ("李梅", Role.CONTROLLER, session.csrf)
    await access.sessions.sign_out(found, "10.0.0.1")
    assert await access.sessions.find(token) is None
    assert not await access.sessions.lives(session.session_id)


async def test_neither_token_nor_password_is_stored(db: Database, clock: ManualClock) -> None:
    access = make_access(db, clock)
    await access.users.add_user("li.mei", PASSWORD, Role.AGENT)
    _, token = await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.1")
    feed = await access.feed_tokens.create("ops system")
    async with db.snapshot() as conn:
        for table in ("users", "session", "feed_token", "audit", "sign_in_attempt"):
            dump = str(await conn.rows(f"select cast(t as text) as line from access.{table} t"))
            for secret in (token, PASSWORD, feed, token.encode().hex(), feed.encode().hex()):
                assert secret not in dump, table


@pytest.mark.parametrize("username", ["li.mei", "nobody", "a\x00b", "x" * 500, "\ud800"])
async def test_wrong_sign_ins_look_alike(db: Database, clock: ManualClock, username: str) -> None:
    access = make_access(db, clock)
    await access.users.add_user("li.mei", PASSWORD, Role.AGENT)
    with pytest.raises(WrongCredentials) as refused:
        await access.sessions.sign_in(username, "not the password", "10.0.0.1")
    assert refused.value.details == {}


async def test_guessing_is_stopped_even_with_the_right_password_at_last(
    db: Database, clock: ManualClock
) -> None:
    access = make_access(db, clock, sign_in_per_name_and_address=3)
    await access.users.add_user("li.mei", PASSWORD, Role.AGENT)
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            await access.sessions.sign_in("li.mei", "guess", "10.0.0.1")
    with pytest.raises(TooMany) as stopped:
        await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.1")
    assert 0 < stopped.value.details["retry_after_s"] <= 901
    await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.2")  # the owner, elsewhere, is not locked out
    clock.advance(timedelta(minutes=15))
    await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.1")


async def test_one_address_cannot_try_many_names(db: Database, clock: ManualClock) -> None:
    access = make_access(db, clock, sign_in_per_address=4)
    for number in range(4):
        with pytest.raises(WrongCredentials):
            await access.sessions.sign_in(f"user{number}", "guess", "10.0.0.1")
    with pytest.raises(TooMany):
        await access.sessions.sign_in("user9", "guess", "10.0.0.1")


async def test_successful_sign_ins_do_not_use_up_the_limit(db: Database, clock: ManualClock) -> None:
    access = make_access(db, clock, sign_in_per_name_and_address=2)
    await access.users.add_user("li.mei", PASSWORD, Role.AGENT)
    for _ in range(5):
        await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.1")


async def test_sessions_end_by_age_and_by_idleness(db: Database, clock: ManualClock) -> None:
    access = make_access(db, clock, session_hours=12, idle_hours=4)
    await access.users.add_user("li.mei", PASSWORD, Role.AGENT)
    _, used = await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.1")
    _, idle = await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.1")
    for _ in range(3):
        clock.advance(timedelta(hours=3))
        assert await access.sessions.find(used) is not None
    assert await access.sessions.find(idle) is None
    clock.advance(timedelta(hours=3))
    assert await access.sessions.find(used) is None


async def test_rotation_keeps_csrf_and_the_old_cookie_for_a_minute(db: Database, clock: ManualClock) -> None:
    access = make_access(db, clock, rotate_minutes=60)
    await access.users.add_user("li.mei", PASSWORD, Role.AGENT)
    session, old = await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.1")
    assert await access.sessions.rotate_if_due(session, old) is None
    clock.advance(timedelta(minutes=61))
    aged = await access.sessions.find(old)
    assert aged is not None
    fresh = await access.sessions.rotate_if_due(aged, old)
    assert fresh is not None and fresh != old
    assert await access.sessions.rotate_if_due(aged, old) is None, "a second tab must not rotate again"
    renewed = await access.sessions.find(fresh)
    assert renewed is not None and renewed.csrf == session.csrf
    assert await access.sessions.find(old) is not None
    clock.advance(timedelta(seconds=61))
    assert await access.sessions.find(old) is None
    assert await access.sessions.find(fresh) is not None
    assert await access.sessions.lives(session.session_id)


async def test_a_code_signs_in_once(db: Database, clock: ManualClock) -> None:
    access = make_access(db, clock)
    await access.users.add_user("li.mei", PASSWORD, Role.CONTROLLER)
    code = await access.sessions.issue_code("li.mei")
    session, _ = await access.sessions.sign_in_with_code(code, "10.0.0.1")
    assert session.user.username == "li.mei"
    with pytest.raises(WrongCredentials):
        await access.sessions.sign_in_with_code(code, "10.0.0.1")
    late = await access.sessions.issue_code("li.mei")
    clock.advance(timedelta(hours=25))
    with pytest.raises(WrongCredentials):
        await access.sessions.sign_in_with_code(late, "10.0.0.1")


async def test_a_new_password_ends_all_sessions(db: Database, clock: ManualClock) -> None:
    access = make_access(db, clock)
    await access.users.add_user("li.mei", PASSWORD, Role.AGENT)
    _, token = await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.1")
    await access.users.change_password("li.mei", "quite another long one")
    assert await access.sessions.find(token) is None
    with pytest.raises(WrongCredentials):
        await access.sessions.sign_in("li.mei", PASSWORD, "10.0.0.1")


async def test_users_are_checked_and_unique(db: Database, clock: ManualClock) -> None:
    access = make_access(db, clock)
    assert not await access.users.any_user(), "there is no default user"
    await access.users.add_user("li.mei", PASSWORD, Role.AGENT)
    with pytest.raises(Conflict):
        await access.users.add_user("LI.MEI", PASSWORD, Role.ADMIN)
    with pytest.raises(InvalidInput):
        await access.users.add_user("li mei", PASSWORD, Role.AGENT)
    with pytest.raises(InvalidInput):
        await access.users.add_user("wang", PASSWORD, Role.AGENT, language="fr")
