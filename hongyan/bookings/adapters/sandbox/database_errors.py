"""Turns the database's own failures into the port's errors, as an adapter must."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import Error, InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from hongyan.bookings.errors import AirlineUnavailable, OutcomeUnknown

# serialisation failure, deadlock, lock timeout, too many connections, server starting: nothing was done for certain
_NOTHING_DONE = {"40001", "40P01", "55P03", "53300", "57P03"}


@asynccontextmanager
async def translated(*, changing: bool) -> AsyncIterator[None]:
    """Raise AirlineUnavailable when nothing was done, OutcomeUnknown when a change may have been committed."""
    try:
        yield
    except PoolTimeout as error:
        raise AirlineUnavailable("no connection free") from error
    except Error as error:
        state = error.sqlstate
        if state in _NOTHING_DONE:
            raise AirlineUnavailable(sqlstate=state) from error
        if _connection_lost(error, state):
            raise (OutcomeUnknown if changing else AirlineUnavailable)("connection lost") from error
        raise


def _connection_lost(error: Error, state: str | None) -> bool:
    if state is None:  # the server said nothing: it is gone, or was never reached
        return isinstance(error, OperationalError | InterfaceError)
    return state.startswith(("08", "57P"))
