"""One mail at a time over a Sender, for whoever writes to one person: ``conversations.ports.Mailer``."""

from datetime import datetime

from hongyan.messaging.errors import SenderUnavailable
from hongyan.messaging.ports import OutboundMessage, Sender


class OneMail:
    """Sends and asks about single mails."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send(
        self, request_id: str, to: str, language: str, subject: str, body: str, valid_until: datetime
    ) -> str | None:
        """Return ``sent``, why not, ``unavailable`` when nothing was handed over, or None when that is in doubt."""
        message = OutboundMessage(request_id, to, language, subject, body, valid_until)
        try:
            return (await self._sender.send([message])).get(request_id)
        except SenderUnavailable:
            return "unavailable"

    async def standing(self, request_id: str) -> str:
        """Return sent | never_sent | unknown."""
        return (await self._sender.standing([request_id])).get(request_id, "unknown")
