"""Turns the database's own failures into the port's errors, as an adapter must."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hongyan.bookings.errors import AirlineUnavailable, OutcomeUnknown

# serialisation failure, deadlock, lock timeout: the transaction was rolled back for certain
_ROLLED_BACK = {"40001", "40P01", "55P03"}


@asynccontextmanager
async def translated(*, changing: bool) -> AsyncIterator[None]:
    """Raise AirlineUnavailable when nothing was done, OutcomeUnknown when a change may have been committed."""
    try:
        yield
    except PoolTimeout as error:
        raise AirlineUnavailable("no connection free") from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _ROLLED_BACK:
            raise AirlineUnavailable(sqlstate=state) from error
        if error.connection_invalidated or (state or "").startswith(("08", "57P")):
            raise (OutcomeUnknown if changing else AirlineUnavailable)("connection lost") from error
        raise
