"""The day's messages, handed to the feed door at the instants an airline would have sent them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from hongyan.flights import FeedDoor

Message = tuple[datetime, str, str]  # known at, kind, body


class Feed:
    """Sends each message when its time has come; everything that is late already goes at once."""

    def __init__(self, door: FeedDoor, messages: Sequence[Message]) -> None:
        self._door = door
        self._messages = sorted(messages, key=lambda m: m[0])
        self._position = 0

    async def next_due(self) -> datetime | None:
        if self._position == len(self._messages):
            return None
        return self._messages[self._position][0]

    async def act(self, now: datetime) -> int:
        """Hand over what is due; returns how many messages."""
        start = self._position
        while self._position < len(self._messages) and self._messages[self._position][0] <= now:
            self._position += 1
        due = self._messages[start : self._position]
        for kind, group in groupby(due, key=lambda m: m[1]):
            await self._door.accept(kind, [body.encode() for _, _, body in group], source="replay")
        return len(due)
