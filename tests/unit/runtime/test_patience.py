"""A process that starts before its database waits for it, but not for ever."""

import psycopg
import pytest

from hongyan.runtime import patience
from hongyan.runtime.patience import patiently


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_ASK_AGAIN_SECONDS", 0)


async def test_it_is_asked_again_until_it_answers() -> None:
    refusals = [psycopg.OperationalError("connection refused"), psycopg.OperationalError("starting up")]

    async def ask() -> str:
        if refusals:
            raise refusals.pop(0)
        return "here"

    assert await patiently(ask, 60) == "here"


async def test_a_server_that_never_answers_is_given_up() -> None:
    async def ask() -> None:
        raise psycopg.OperationalError("no such host")

    with pytest.raises(psycopg.OperationalError):
        await patiently(ask, 0)


async def test_another_error_is_not_waited_for() -> None:
    async def ask() -> None:
        raise psycopg.ProgrammingError("syntax")

    with pytest.raises(psycopg.ProgrammingError):
        await patiently(ask, 60)
