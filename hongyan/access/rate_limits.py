"""How often something may be asked, counted in the database: one limit for all web processes together."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hongyan.access import repository
from hongyan.access.settings import AccessSettings
from hongyan.core.clock import Clock
from hongyan.core.errors import TooMany
from hongyan.runtime import Database

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
_SWEEP_EVERY = 5000  # hits between two removals of windows that are over
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many hits in a window; windows are fixed, from one full second, minute or hour to the next."""

    hits: int
    window: timedelta

    def began(self, now: datetime) -> datetime:
        return now - (now - _EPOCH) % self.window


class RateLimits:
    """Named limits from the settings; keys are digested, so that no address or link is stored as such."""

    def __init__(self, db: Database, clock: Clock, settings: AccessSettings) -> None:
        self._db = db
        self._clock = clock
        self._hits = 0
        self._limits = {
            "feed": Limit(settings.feed_requests_per_second, SECOND),
            "link": Limit(settings.link_requests_per_minute, MINUTE),
            "link-address": Limit(settings.link_requests_per_minute_per_address, MINUTE),
            "link-miss": Limit(settings.link_misses_per_minute_per_address, MINUTE),
            "chat-open": Limit(settings.chat_opens_per_minute_per_address, MINUTE),
            "chat-address": Limit(settings.chat_requests_per_minute_per_address, MINUTE),
            "chat-message": Limit(settings.chat_messages_per_minute, MINUTE),
            "chat-file": Limit(settings.chat_files_per_hour, HOUR),
            "chat-transcript": Limit(settings.chat_transcripts_per_hour, HOUR),
            "chat-miss": Limit(settings.chat_misses_per_minute_per_address, MINUTE),
            "sms-sender": Limit(settings.sms_messages_per_minute, MINUTE),
            "link-read": Limit(1, HOUR),  # one audit row for a page that refreshes itself
        }

    async def hit(self, name: str, key: str) -> None:
        """Count one request. Raises TooMany above the limit, KeyError for a limit that does not exist."""
        await self.hit_each({name: key})

    async def hit_each(self, keys: Mapping[str, str]) -> None:
        """Count one request under several limits (name → key) at once. Raises TooMany for the first that is above."""
        for name, held in (await self._count(keys)).items():
            if not held:
                raise TooMany(limit=name, retry_after_s=int(self._limits[name].window.total_seconds()))

    async def first(self, name: str, key: str) -> bool:
        """Count one event and say whether the limit still held: for things worth noting now and then."""
        return (await self._count({name: key}))[name]

    async def _count(self, keys: Mapping[str, str]) -> dict[str, bool]:
        """Count one hit under each limit; says of each whether it still holds."""
        now = self._clock.now()
        windows = [(name, _short(key), self._limits[name].began(now)) for name, key in keys.items()]
        async with self._db.glance() as conn:
            hits = await repository.count_hits(conn, windows)
            self._hits += 1
            if self._hits % _SWEEP_EVERY == 0:
                await repository.forget_hits(conn, now - 2 * HOUR)
        return {name: hits[name] <= self._limits[name].hits for name in keys}

    async def spent(self, name: str, key: str) -> bool:
        """Say whether the limit is used up, without counting."""
        limit = self._limits[name]
        async with self._db.glance() as conn:
            hits = await repository.hits(conn, name, _short(key), limit.began(self._clock.now()))
        return hits >= limit.hits


def _short(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
