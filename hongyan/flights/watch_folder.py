"""The watched folder: a file put there is taken in as feed messages and moved to ``done/`` or ``failed/``."""

import asyncio
import time
from datetime import datetime
from pathlib import Path

import structlog

from hongyan.core.errors import HongyanError
from hongyan.flights.feed_door import FeedDoor
from hongyan.flights.load_feed import split_feed

log = structlog.get_logger(__name__)
_SETTLED_SECONDS = 1.0  # a file still being written has changed more recently
_FILES_A_SWEEP = 200


class WatchFolder:
    """Takes in files in the order of their names; names that begin with a dot or end in .tmp or .part are left alone."""

    def __init__(self, door: FeedDoor, folder: Path) -> None:
        self._door = door
        self._folder = folder

    async def sweep(self, now: datetime) -> int:
        """Take in every settled file; return how many."""
        files = await asyncio.to_thread(self._settled)
        for path in files:
            await self._take(path)
        return len(files)

    def _settled(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        before = time.time() - _SETTLED_SECONDS
        files = [
            path
            for path in self._folder.iterdir()
            if path.is_file()
            and not path.name.startswith(".")
            and path.suffix not in (".tmp", ".part")
            and path.stat().st_mtime <= before
        ]
        return sorted(files)[:_FILES_A_SWEEP]

    async def _take(self, path: Path) -> None:
        try:
            kind, bodies = split_feed(await asyncio.to_thread(path.read_bytes), path.name)
            await self._door.accept(kind, bodies, source=f"folder:{path.name}")
        except HongyanError as error:
            log.warning("a file of the watched folder cannot be taken in", file=path.name, reason=str(error))
            await asyncio.to_thread(_move, path, "failed", str(error))
            return
        await asyncio.to_thread(_move, path, "done", None)


def _move(path: Path, where: str, reason: str | None) -> None:
    """Move a file aside, beside a ``.reason`` file when it failed; a name that is taken gets a number."""
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists():
        target, number = folder / f"{path.name}.{number}", number + 1
    path.rename(target)
    if reason:
        target.with_name(target.name + ".reason").write_text(reason + "\n", encoding="utf-8")
