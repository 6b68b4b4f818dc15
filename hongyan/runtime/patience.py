"""Starting up beside a database that is not there yet: wait for it and say so, instead of dying."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import psycopg
import structlog

log = structlog.get_logger(__name__)

_ASK_AGAIN_SECONDS = 0.5
_SAY_AGAIN_SECONDS = 5.0

T = TypeVar("T")


async def patiently(ask: Callable[[], Awaitable[T]], seconds: float) -> T:
    """Return what ``ask`` returns, asking again while the database does not answer.

    Raises psycopg.OperationalError after ``seconds``: a wrong address or password does not mend itself. What is
    asked may have been half done, so it must bear being asked twice.
    """
    started = time.monotonic()
    said = -_SAY_AGAIN_SECONDS
    while True:
        try:
            return await ask()
        except psycopg.OperationalError as error:
            waited = time.monotonic() - started
            if waited >= seconds:
                raise
            if waited - said >= _SAY_AGAIN_SECONDS:
                said = waited
                log.warning("waiting for the database", reason=str(error).split("\n")[0])
        await asyncio.sleep(_ASK_AGAIN_SECONDS)
