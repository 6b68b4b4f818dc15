"""What conversations do in the background: answer for dead processes, end what is silent."""

from hongyan.conversations.mail_transcript import Transcripts
from hongyan.conversations.service import Conversations
from hongyan.jobs import Registry


def register(registry: Registry, conversations: Conversations, transcripts: Transcripts) -> None:
    """Register the sweepers."""
    registry.sweeper("conversations.answer", 2, conversations.answerer.sweep)
    registry.sweeper("conversations.silent", 60, conversations.sweep_silent)
    registry.sweeper("conversations.transcripts", 5, transcripts.sweep)
