"""The channel-neutral record of conversations, and the port every channel implements."""

from hongyan.conversations.doorbell import Doorbell, Ear
from hongyan.conversations.hide_names import PersonName
from hongyan.conversations.keys import Keys
from hongyan.conversations.mail_transcript import Transcripts
from hongyan.conversations.masking import mask
from hongyan.conversations.model import (
    Attachment,
    Button,
    Citation,
    Conversation,
    Kind,
    RobotState,
    Speaker,
    State,
    Turn,
    robot_turn,
)
from hongyan.conversations.records import BELL, Records
from hongyan.conversations.service import Conversations, Said
from hongyan.conversations.store_file import Files

__all__ = [
    "BELL",
    "Attachment",
    "Button",
    "Citation",
    "Conversation",
    "Conversations",
    "Doorbell",
    "Ear",
    "Files",
    "Keys",
    "Kind",
    "PersonName",
    "Records",
    "RobotState",
    "Said",
    "Speaker",
    "State",
    "Transcripts",
    "Turn",
    "mask",
    "robot_turn",
]
