"""Text out: SMS, mail and push behind one port per channel."""

from hongyan.messaging.chat_survey import ChatSurvey
from hongyan.messaging.errors import SenderUnavailable
from hongyan.messaging.one_mail import OneMail
from hongyan.messaging.ports import OutboundMessage, Receipt, Sender, SenderCapabilities

__all__ = [
    "ChatSurvey",
    "OneMail",
    "OutboundMessage",
    "Receipt",
    "Sender",
    "SenderCapabilities",
    "SenderUnavailable",
]
