"""What can go wrong with a feed message."""

from hongyan.core.errors import InvalidInput


class UnreadableMessage(InvalidInput):
    """The message does not follow its format; ``line`` and ``reason`` say where and why."""

    slug = "unreadable-message"
