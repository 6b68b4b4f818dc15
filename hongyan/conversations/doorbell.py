"""Wakes whoever shows a conversation when something was added to it, in this process or another."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import psycopg

from hongyan.conversations.records import BELL
from hongyan.runtime import Database

_COME_BACK_SECONDS = 1.0


class Ear:
    """One listener. ``heard`` = the last wait ended with the bell: look again; signs pass, such as "somebody is typing"."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.heard = False
        self._signs: list[dict[str, Any]] = []

    def ring(self, sign: dict[str, Any] | None = None) -> None:
        if sign is not None and len(self._signs) < 16:
            self._signs.append(sign)
        self._rung.set()

    async def wait(self, seconds: float) -> list[dict[str, Any]]:
        """Wait for the bell, at most ``seconds``; returns the signs that came meanwhile."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # wait_for of Python 3.11 may swallow a cancellation
                await self._rung.wait()
        self.heard = self._rung.is_set()
        self._rung.clear()
        signs, self._signs = self._signs, []
        return signs


class Doorbell:
    """One database connection that only listens, shared by all open lines of a process."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._ears: dict[str, set[Ear]] = {}
        self.healthy = False

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen while the block runs."""
        task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self.healthy = False

    @contextlib.contextmanager
    def ear(self, conversation_id: str) -> Iterator[Ear]:
        """Hear the bell of one conversation."""
        ear = Ear()
        self._ears.setdefault(conversation_id, set()).add(ear)
        try:
            yield ear
        finally:
            ears = self._ears[conversation_id]
            ears.discard(ear)
            if not ears:
                del self._ears[conversation_id]

    def ring(self, conversation_id: str, sign: dict[str, Any] | None = None) -> None:
        """Wake the listeners of this process; those of others hear it from the database."""
        for ear in self._ears.get(conversation_id, ()):
            ear.ring(sign)

    async def signal(self, conversation_id: str, sign: dict[str, Any]) -> None:
        """Show a passing sign everywhere; it is stored nowhere."""
        async with self._db.transaction() as conn:
            payload = json.dumps({"conversation": conversation_id, "sign": sign}, ensure_ascii=False)
            await conn.run("select pg_notify(:channel, :payload)", channel=BELL, payload=payload)

    def _heard(self, payload: str) -> None:
        if payload.startswith("{"):
            told = json.loads(payload)
            self.ring(told["conversation"], told["sign"])
        else:
            self.ring(payload)

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._db.dsn, autocommit=True, application_name="hongyan conversations"
                ) as connection:
                    await connection.execute(f"listen {BELL}")
                    self.healthy = True
                    for ears in list(self._ears.values()):
                        for ear in ears:
                            ear.ring()  # whatever was missed meanwhile
                    async for note in connection.notifies():
                        self._heard(note.payload)
            except (psycopg.Error, OSError):
                self.healthy = False
                await asyncio.sleep(_COME_BACK_SECONDS)
