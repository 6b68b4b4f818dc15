"""The audit trail cannot be rewritten; feed tokens open the feed door and nothing else."""

from datetime import timedelta

import pytest
from psycopg import Error

from hongyan.access import Actor, Role
from hongyan.core.clock import ManualClock
from hongyan.core.errors import NotAllowed, NotFound, NotSignedIn, TooMany
from hongyan.runtime import Database
from tests.builders.access import make_access

ACTOR = Actor("li.mei", Role.CONTROLLER, ip="10.0.0.1")


async def test_deeds_are_recorded_newest_first(db: Database, clock: ManualClock) -> None:
    audit = make_access(db, clock).audit
    async with db.transaction() as conn:
        await audit.by(conn, ACTOR, "campaign.paused", "cmp_1", reason="too\x00 many \ud800 calls")
        await audit.read_many(conn, ACTOR, "passengers.listed", ["pax_1", "pax_2"])
    async with db.snapshot() as conn:
        rows = await audit.recent(conn)
        assert [r["subject"] for r in rows] == ["pax_2", "pax_1", "cmp_1"]
        assert rows[-1]["reason"] == "too many ? calls"
        assert (rows[-1]["actor"], rows[-1]["role"], rows[-1]["ip"]) == ("li.mei", "controller", "10.0.0.1")
        assert rows[-1]["at"] == clock.now()
        assert [r["subject"] for r in await audit.recent(conn, before=rows[1]["id"])] == ["cmp_1"]
        assert len(await audit.recent(conn, subject="pax_1")) == 1


@pytest.mark.parametrize("statement", ["update access.audit set actor = 'x'", "delete from access.audit"])
async def test_audit_rows_are_final(db: Database, clock: ManualClock, statement: str) -> None:
    audit = make_access(db, clock).audit
    async with db.transaction() as conn:
        await audit.by(conn, ACTOR, "campaign.paused", "cmp_1")
    with pytest.raises(Error, match="never changed"):
        async with db.transaction() as conn:
            await conn.run(statement)


async def test_a_deed_undone_leaves_no_trail(db: Database, clock: ManualClock) -> None:
    audit = make_access(db, clock).audit
    with pytest.raises(RuntimeError):
        async with db.transaction() as conn:
            await audit.by(conn, ACTOR, "campaign.paused", "cmp_1")
            raise RuntimeError
    async with db.snapshot() as conn:
        assert await audit.recent(conn) == []


async def test_feed_tokens_are_checked_by_kind_and_can_be_revoked(db: Database, clock: ManualClock) -> None:
    tokens = make_access(db, clock).feed_tokens
    token = await tokens.create("ops", kinds=["aidx", "mvt"])
    source = await tokens.check(token, "aidx")
    assert (source.name, source.kinds) == ("ops", ("aidx", "mvt"))
    with pytest.raises(NotAllowed):
        await tokens.check(token, "ssim")
    for wrong in (None, "", token[:-1], "x\ud800"):
        with pytest.raises(NotSignedIn):
            await tokens.check(wrong, "aidx")
    await tokens.revoke(source.token_id)
    with pytest.raises(NotSignedIn):
        await tokens.check(token, "aidx")
    with pytest.raises(NotFound):
        await tokens.revoke(source.token_id)


async def test_a_token_revoked_by_another_process_dies_within_seconds(
    db: Database, clock: ManualClock
) -> None:
    here, elsewhere = make_access(db, clock).feed_tokens, make_access(db, clock).feed_tokens
    token = await here.create("ops")
    source = await here.check(token, "aidx")
    await elsewhere.revoke(source.token_id)
    clock.advance(timedelta(seconds=11))
    with pytest.raises(NotSignedIn):
        await here.check(token, "aidx")


async def test_limits_count_each_key_alone(db: Database) -> None:
    limits = make_access(db, link_requests_per_minute=2).limits
    await limits.hit("link", "a")
    assert not await limits.spent("link", "a")
    await limits.hit("link", "a")
    assert await limits.spent("link", "a")
    with pytest.raises(TooMany):
        await limits.hit("link", "a")
    await limits.hit("link", "b")


async def test_two_limits_are_counted_at_once_and_the_one_that_is_above_is_named(db: Database) -> None:
    limits = make_access(db, link_requests_per_minute=2, link_requests_per_minute_per_address=1).limits
    await limits.hit_each({"link": "a", "link-address": "10.0.0.1"})
    await limits.hit_each({"link": "a", "link-address": "10.0.0.2"})
    with pytest.raises(TooMany) as above:
        await limits.hit_each({"link": "b", "link-address": "10.0.0.2"})
    assert above.value.details["limit"] == "link-address"
    assert await limits.spent("link", "a")
    assert not await limits.spent("link", "b")


async def test_two_web_processes_count_together(db: Database, clock: ManualClock) -> None:
    here = make_access(db, clock, link_requests_per_minute=3).limits
    there = make_access(db, clock, link_requests_per_minute=3).limits
    await here.hit("link", "a")
    await there.hit("link", "a")
    await here.hit("link", "a")
    with pytest.raises(TooMany):
        await there.hit("link", "a")
    clock.advance(timedelta(minutes=1))
    await there.hit("link", "a")
    async with db.snapshot() as conn:
        keys = await conn.rows("select key from access.rate_window")
    assert all(len(row["key"]) == 32 for row in keys)  # digests, not links
