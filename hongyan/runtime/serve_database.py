"""The database server a process uses: the one it was told of, the embedded one another process runs, or its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import structlog

from hongyan.runtime.embedded_postgres import EmbeddedPostgres

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 0.5


@contextlib.asynccontextmanager
async def database_server(dsn: str | None, home: Path) -> AsyncIterator[str]:
    """Yield the DSN to use. Without ``dsn``, join the embedded server in ``home``, or run it and keep it alive."""
    if dsn:
        yield dsn
        return
    postgres = EmbeddedPostgres(home / "postgres")
    running = postgres.running_dsn()
    if running:
        yield running
        return
    started = await asyncio.to_thread(postgres.start)
    guard = asyncio.create_task(_keep_alive(postgres))
    try:
        yield started
    finally:
        guard.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await guard
        await asyncio.to_thread(postgres.stop)


async def _keep_alive(postgres: EmbeddedPostgres) -> None:
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        if await asyncio.to_thread(postgres.restart_if_dead):
            log.error("the embedded PostgreSQL had died and was started again")
