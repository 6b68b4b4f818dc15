"""What can be wrong with something said or asked in a conversation."""

from hongyan.core.errors import Conflict, Gone, InvalidInput, NotFound


class NoSuchConversation(NotFound):
    """There is no such conversation."""

    slug = "no-such-conversation"


class ConversationOver(Gone):
    """This conversation is closed; begin a new one."""

    slug = "conversation-closed"


class TakenBySomebody(Conflict):
    """A colleague has this conversation."""

    slug = "taken-by-somebody"


class NotYours(Conflict):
    """Take the conversation over first."""

    slug = "not-yours"


class StateChanged(Conflict):
    """The robot's state was saved by somebody else meanwhile; load it again."""

    slug = "robot-state-changed"


class FileRefused(InvalidInput):
    """The file cannot be taken. ``details['reason']`` is a slug for which ``words`` has a sentence."""

    slug = "file-refused"
