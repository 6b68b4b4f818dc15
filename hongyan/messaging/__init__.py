"""Text out: SMS, mail and push behind one port per channel."""

from hongyan.messaging.errors import SenderUnavailable
from hongyan.messaging.one_mail import OneMail
from hongyan.messaging.ports import OutboundMessage, Receipt, Sender, SenderCapabilities

__all__ = ["OneMail", "OutboundMessage", "Receipt", "Sender", "SenderCapabilities", "SenderUnavailable"]
