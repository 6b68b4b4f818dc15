"""What quality does in the background: conversations are scored when they turn, are handed over or end."""

from hongyan.conversations.events import ConversationClosed, HandedOver
from hongyan.jobs import Registry
from hongyan.quality.service import Quality

SUBSCRIBER = "quality"


def register(registry: Registry, quality: Quality) -> None:
    """Subscribe to what ends or changes a conversation; those that go on are found by the sweeper, many at a time."""

    async def handed_over(events: list[HandedOver]) -> None:
        await quality.score([e.conversation_id for e in events])

    async def closed(events: list[ConversationClosed]) -> None:
        await quality.score([e.conversation_id for e in events])

    registry.subscribe(HandedOver, SUBSCRIBER, handed_over)
    registry.subscribe(ConversationClosed, SUBSCRIBER, closed)
    registry.sweeper("quality.score", 5, quality.sweep)
