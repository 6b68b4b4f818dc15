"""How often something may be asked, counted in this process; sign-in is counted in the database instead."""

import hashlib

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

from hongyan.access.settings import AccessSettings
from hongyan.core.errors import TooMany


class RateLimits:
    """Named limits from the settings; keys are digested, so that no address or link stays in memory as such."""

    def __init__(self, settings: AccessSettings) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._items: dict[str, RateLimitItem] = {
            "feed": RateLimitItemPerSecond(settings.feed_requests_per_second),
            "link": RateLimitItemPerMinute(settings.link_requests_per_minute),
            "link-address": RateLimitItemPerMinute(settings.link_requests_per_minute_per_address),
            "link-miss": RateLimitItemPerMinute(settings.link_misses_per_minute_per_address),
            "chat-open": RateLimitItemPerMinute(settings.chat_opens_per_minute_per_address),
            "chat-address": RateLimitItemPerMinute(settings.chat_requests_per_minute_per_address),
            "chat-message": RateLimitItemPerMinute(settings.chat_messages_per_minute),
            "chat-file": RateLimitItemPerHour(settings.chat_files_per_hour),
            "chat-transcript": RateLimitItemPerHour(settings.chat_transcripts_per_hour),
            "chat-miss": RateLimitItemPerMinute(settings.chat_misses_per_minute_per_address),
            "link-read": RateLimitItemPerHour(1),  # one audit row for a page that refreshes itself
        }

    async def hit(self, name: str, key: str) -> None:
        """Count one request. Raises TooMany above the limit, KeyError for a limit that does not exist."""
        if not await self._limiter.hit(self._items[name], name, _short(key)):
            raise TooMany(limit=name, retry_after_s=int(self._items[name].get_expiry()))

    async def first(self, name: str, key: str) -> bool:
        """Count one event and say whether the limit still held: for things worth noting now and then."""
        return await self._limiter.hit(self._items[name], name, _short(key))

    async def spent(self, name: str, key: str) -> bool:
        """Say whether the limit is used up, without counting."""
        return not await self._limiter.test(self._items[name], name, _short(key))


def _short(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
