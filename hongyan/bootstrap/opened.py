"""From settings to a running product and back: database, schema, wiring, and a polite end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from hongyan.bootstrap.product import Product
from hongyan.bootstrap.wire import wire
from hongyan.core.clock import Clock
from hongyan.jobs import Queue, Registry
from hongyan.jobs.outbox import declare_subscriptions
from hongyan.jobs.shared_clock import read_clock
from hongyan.runtime import Database
from hongyan.runtime.migrate import migrate
from hongyan.runtime.patience import patiently
from hongyan.runtime.serve_database import database_server
from hongyan.settings import Settings

_PATIENCE_SECONDS = 300.0  # a process that starts beside a database that is down waits for it this long


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, clock: Clock | None = None, played: bool = False
) -> AsyncIterator[Product]:
    """Find or start the database, bring it up to date, wire the product, and close it all at the end.

    Without ``clock``, the product lives by the clock its database says (a replayed day), else the wall clock.
    A ``played`` day does not wait for the disk at each commit: nobody is hurt when its last moment is lost.
    """
    async with database_server(settings.dsn, settings.home) as dsn:
        await patiently(lambda: asyncio.to_thread(migrate, dsn), _PATIENCE_SECONDS)
        if played:
            dsn += ("&" if "?" in dsn else "?") + "options=-csynchronous_commit%3Doff"
        db = Database(dsn)
        try:
            if clock is None:
                clock = await patiently(lambda: _clock_of(db), _PATIENCE_SECONDS)
            registry = Registry()
            queue = Queue(dsn, registry)
            await patiently(queue.open, _PATIENCE_SECONDS)
            try:
                product = wire(settings, dsn, db, clock, registry, queue)
                declare_subscriptions(registry, db)
                queue.declare()
                yield product
                await product.servicing.acts.close()
                await product.gatherer.close()
            finally:
                await queue.close()
        finally:
            await db.close()


async def _clock_of(db: Database) -> Clock:
    async with db.snapshot() as conn:
        return await read_clock(conn)
