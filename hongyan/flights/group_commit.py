"""Group commit: what many senders hand in at the same time is written in one transaction, and all wait for it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

Record = dict[str, Any]


class GroupCommit:
    """While one transaction is being written, the next group gathers; nobody waits longer than two of them."""

    def __init__(self, write: Callable[[list[Record]], Awaitable[None]], most: int = 5000) -> None:
        self._write = write
        self._most = most  # records in one transaction; a single caller's are never split
        self._gathered: list[tuple[Sequence[Record], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, records: Sequence[Record]) -> None:
        """Return when ``records`` are committed. Raises what writing raised, to every caller of the group."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._gathered.append((records, done))
        if self._writer is None or self._writer.done():
            # A task of its own: a caller that is cancelled must not take the others' messages with it.
            self._writer = asyncio.create_task(self._write_groups())
        await asyncio.shield(done)

    async def _write_groups(self) -> None:
        while self._gathered:
            group = self._next_group()
            try:
                await self._write([record for records, _ in group for record in records])
            except BaseException as error:
                for _, done in group:
                    if not done.done():
                        done.set_exception(error)
                        done.exception()  # a caller that went away must not make asyncio complain
                if not isinstance(error, Exception):
                    raise
            else:
                for _, done in group:
                    if not done.done():
                        done.set_result(None)

    def _next_group(self) -> list[tuple[Sequence[Record], asyncio.Future[None]]]:
        count, size = 0, 0
        while count < len(self._gathered) and (
            count == 0 or size + len(self._gathered[count][0]) <= self._most
        ):
            size += len(self._gathered[count][0])
            count += 1
        group, self._gathered = self._gathered[:count], self._gathered[count:]
        return group
