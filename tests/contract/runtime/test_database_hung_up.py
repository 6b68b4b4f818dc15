"""A server that hung up on every idle connection is asked again at once, over new connections."""

import asyncio

import psycopg

from hongyan.runtime import Database

_SIZE = 8


async def _hold_all(db: Database) -> None:
    """Have the pool open all its connections: each is held until all are."""
    together = asyncio.Barrier(_SIZE)

    async def hold() -> None:
        async with db.glance() as conn:
            await conn.value("select 1")
            await together.wait()

    await asyncio.gather(*(hold() for _ in range(_SIZE)))


async def test_nobody_waits_for_dead_connections(dsn: str) -> None:
    """The pool's own check of its connections takes seconds for the third and is beyond five for the sixth."""
    db = Database(dsn, pool_size=_SIZE, patience_seconds=5, application_name="hung-up")
    try:
        await _hold_all(db)
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as server:
            ended = await server.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
                "where application_name = 'hung-up' and datname = current_database()"
            )
            assert await ended.fetchall() == [(True,)] * _SIZE
        async with db.glance() as conn:
            assert await conn.value("select 1") == 1
        await _hold_all(db)
    finally:
        await db.close()
