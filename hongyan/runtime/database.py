"""One PostgreSQL, through a thin connection that speaks named parameters and whole batches."""

import json
import re
import select
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from psycopg import AsyncConnection as DriverConnection
from psycopg import AsyncPipeline, IsolationLevel, OperationalError
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

_BIND = re.compile(r"(?<![:\w]):([A-Za-z_]\w*)(?!:)")
_Driver = DriverConnection[dict[str, Any]]


async def _start_over(pool: AsyncConnectionPool[Any]) -> None:
    await pool.check()


# Options of a psycopg pool. Its tries to reconnect lie ever further apart until it gives up; giving up early and
# starting over keeps them about a second apart, so that work goes on a second after the server does.
EAGER_TO_RECONNECT: dict[str, Any] = {"reconnect_timeout": 2.0, "reconnect_failed": _start_over}


def _json_default(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"cannot store {type(value).__name__} as JSON")


def to_json(value: Any) -> str:
    """Serialise for a jsonb parameter: instants and dates as ISO 8601, Decimal as text."""
    return json.dumps(value, default=_json_default, ensure_ascii=False)


def _bindable(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {k: to_json(v) if isinstance(v, dict) else v for k, v in parameters.items()}


@lru_cache(maxsize=4096)
def _driver_sql(sql: str) -> bytes:
    """Turn ``:name`` into the driver's ``%(name)s``."""
    return _BIND.sub(r"%(\1)s", sql.replace("%", "%%")).encode()


class Connection:
    """A connection inside a transaction. SQL takes ``:name`` parameters; write ``cast(:x as jsonb)``, not ``:x::jsonb``.

    A dict parameter is sent as JSON text, a list as an array.
    """

    def __init__(self, driver: _Driver, pipeline: AsyncPipeline | None = None) -> None:
        self._driver = driver
        self._pipeline = pipeline

    async def rows(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run a query and return all its rows."""
        cursor = await self._driver.execute(_driver_sql(sql), _bindable(parameters))
        return await cursor.fetchall()

    async def together(self, *queries: tuple[str, Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
        """Run several queries in one round trip and return the rows of each; the first that fails raises."""
        async with self._driver.pipeline():  # nests in a pipelined transaction
            cursors = [await self._driver.execute(_driver_sql(sql), _bindable(p)) for sql, p in queries]
            return [await cursor.fetchall() for cursor in cursors]

    async def row(self, sql: str, **parameters: Any) -> dict[str, Any] | None:
        """Run a query and return its first row, or None."""
        cursor = await self._driver.execute(_driver_sql(sql), _bindable(parameters))
        return await cursor.fetchone()

    async def value(self, sql: str, **parameters: Any) -> Any:
        """Run a query and return the first column of its first row, or None."""
        row = await self.row(sql, **parameters)
        return next(iter(row.values())) if row else None

    async def run(self, sql: str, **parameters: Any) -> int:
        """Run a statement and return how many rows it touched."""
        cursor = await self._driver.execute(_driver_sql(sql), _bindable(parameters))
        if self._pipeline is not None:
            await self._pipeline.sync()  # only then is the count known
        return cursor.rowcount

    async def queue(self, sql: str, **parameters: Any) -> None:
        """Run a statement whose outcome does not matter now: in a pipelined transaction nobody waits for it.

        Its error comes with a later statement, or with the commit.
        """
        await self._driver.execute(_driver_sql(sql), _bindable(parameters))

    async def queue_bulk(self, sql: str, records: Sequence[Mapping[str, Any]], **parameters: Any) -> None:
        """As ``bulk``, without waiting in a pipelined transaction."""
        if records:
            await self.queue(sql, records=to_json(list(records)), **parameters)

    async def bulk(self, sql: str, records: Sequence[Mapping[str, Any]], **parameters: Any) -> int:
        """Run one statement over many records, given as the jsonb parameter ``:records`` (``jsonb_to_recordset``)."""
        if not records:
            return 0
        return await self.run(sql, records=to_json(list(records)), **parameters)

    async def driver(self) -> _Driver:
        """Return psycopg's own connection, for COPY and for enqueuing jobs in this transaction."""
        return self._driver

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Run a block that may fail without losing the rest of the transaction."""
        async with self._driver.transaction():
            yield


class Database:
    """A pool of connections to one PostgreSQL database (``postgresql://user:secret@host/name``); opened on first use.

    Who has waited ``patience_seconds`` for a connection gets ``psycopg_pool.PoolTimeout``.
    """

    def __init__(
        self,
        dsn: str,
        pool_size: int = 20,
        application_name: str = "hongyan",
        patience_seconds: float = 30.0,
    ) -> None:
        self.dsn = dsn
        self._pool: AsyncConnectionPool[_Driver] = AsyncConnectionPool(
            dsn,
            connection_class=_Driver,
            kwargs={"application_name": application_name, "row_factory": dict_row, "autocommit": True},
            min_size=1,
            max_size=pool_size,
            timeout=patience_seconds,
            open=False,
            **EAGER_TO_RECONNECT,
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Open a read-write transaction; it commits when the block ends and rolls back when it raises."""
        async with self._connection(None, None) as driver, driver.transaction():
            yield Connection(driver)

    @asynccontextmanager
    async def pipelined(self) -> AsyncIterator[Connection]:
        """Open a read-write transaction that waits only for what it reads; the commit waits for everything."""
        async with (
            self._connection(None, None) as driver,
            driver.pipeline() as pipeline,
            driver.transaction(),
        ):
            yield Connection(driver, pipeline)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """Open a read-only transaction that sees one moment of the database."""
        async with self._connection(IsolationLevel.REPEATABLE_READ, True) as driver, driver.transaction():
            yield Connection(driver)

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[Connection]:
        """Open no transaction: each statement stands alone and costs one round trip instead of three."""
        async with self._connection(None, None) as driver:
            yield Connection(driver)

    @asynccontextmanager
    async def _connection(
        self, level: IsolationLevel | None, read_only: bool | None
    ) -> AsyncIterator[_Driver]:
        if self._pool.closed:
            await self._pool.open()
        driver = await self._living()
        try:
            async with driver:
                if driver.isolation_level is not level:
                    await driver.set_isolation_level(level)
                    await driver.set_read_only(read_only)
                yield driver
        finally:
            await self._pool.putconn(driver)

    async def _living(self) -> _Driver:
        """Take a connection the server has not hung up on.

        The pool's own ``check`` waits longer before each next one it tries: after a restart of the server a pool of
        twenty dead connections would keep its first users waiting for their whole patience.
        """
        deadline = time.monotonic() + self._pool.timeout
        while True:
            driver = await self._pool.getconn(deadline - time.monotonic())
            there = False
            try:
                there = await _still_there(driver)
            finally:
                if not there:  # dead, or who waits for it has gone
                    await self._pool.putconn(driver)
            if there:
                return driver

    async def close(self) -> None:
        await self._pool.close()


async def _still_there(driver: _Driver) -> bool:
    """Notice, mostly without asking the server, that it has hung up on an idle connection."""
    poll = select.poll()
    poll.register(driver.pgconn.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
    if not poll.poll(0):
        return True
    try:
        await AsyncConnectionPool.check_connection(driver)
    except OperationalError:
        await driver.close()
        return False
    return True
