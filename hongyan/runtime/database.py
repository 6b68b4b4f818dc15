"""One PostgreSQL, through a thin connection that speaks named parameters and whole batches."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import AsyncConnection as DriverConnection
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine


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


class Connection:
    """A connection inside a transaction. SQL takes ``:name`` parameters; write ``cast(:x as jsonb)``, not ``:x::jsonb``.

    A dict parameter is sent as JSON text, a list as an array.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def rows(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run a query and return all its rows."""
        result = await self._connection.execute(text(sql), _bindable(parameters))
        return [dict(row) for row in result.mappings()]

    async def row(self, sql: str, **parameters: Any) -> dict[str, Any] | None:
        """Run a query and return its first row, or None."""
        result = await self._connection.execute(text(sql), _bindable(parameters))
        first = result.mappings().first()
        return dict(first) if first is not None else None

    async def value(self, sql: str, **parameters: Any) -> Any:
        """Run a query and return the first column of its first row, or None."""
        result = await self._connection.execute(text(sql), _bindable(parameters))
        return result.scalar()

    async def run(self, sql: str, **parameters: Any) -> int:
        """Run a statement and return how many rows it touched."""
        result = await self._connection.execute(text(sql), _bindable(parameters))
        return int(getattr(result, "rowcount", 0))

    async def bulk(self, sql: str, records: Sequence[Mapping[str, Any]], **parameters: Any) -> int:
        """Run one statement over many records, given as the jsonb parameter ``:records`` (``jsonb_to_recordset``)."""
        if not records:
            return 0
        return await self.run(sql, records=to_json(list(records)), **parameters)

    async def driver(self) -> DriverConnection[Any]:
        """Return psycopg's own connection, for COPY and for enqueuing jobs in this transaction."""
        raw = await self._connection.get_raw_connection()
        driver = raw.driver_connection
        assert isinstance(driver, DriverConnection)
        return driver

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Run a block that may fail without losing the rest of the transaction."""
        async with self._connection.begin_nested():
            yield


class Database:
    """A pool of connections to one PostgreSQL database (``postgresql://user:secret@host/name``)."""

    def __init__(self, dsn: str, pool_size: int = 10, application_name: str = "hongyan") -> None:
        self.dsn = dsn
        self._engine = create_async_engine(
            dsn.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            connect_args={"application_name": application_name},
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Open a read-write transaction; it commits when the block ends and rolls back when it raises."""
        async with self._engine.begin() as connection:
            yield Connection(connection)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """Open a read-only transaction that sees one moment of the database."""
        async with self._engine.connect() as connection:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            reading = await connection.execution_options(**options)
            async with reading.begin():
                yield Connection(reading)

    async def close(self) -> None:
        await self._engine.dispose()
