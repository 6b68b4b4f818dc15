"""The channel-neutral record of conversations, and the port every channel implements."""

from hongyan.conversations.model import Button, Citation, Conversation, Kind, Speaker, State, Turn

__all__ = ["Button", "Citation", "Conversation", "Kind", "Speaker", "State", "Turn"]
