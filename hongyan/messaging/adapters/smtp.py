"""Mail over SMTP (RFC 5321): a few connections for a batch, the attempt's id as Message-ID."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

import aiosmtplib

from hongyan.core.clock import Clock
from hongyan.messaging.errors import SenderUnavailable
from hongyan.messaging.ports import OutboundMessage, Receipt, SenderCapabilities
from hongyan.messaging.settings import SmtpSettings

_NEVER = frozenset({500, 501, 510, 511, 550, 551, 553})  # replies that no later try will change


class SmtpMail:
    """A mail server. It takes a message or refuses it; whether somebody reads it, it cannot say."""

    def __init__(self, settings: SmtpSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self.capabilities = SenderCapabilities(
            "smtp", "email", simulated=False, receipts=False, per_second=settings.per_second
        )

    async def send(self, messages: Sequence[OutboundMessage]) -> dict[str, str]:
        """Hand over the messages; one whose connection broke in the middle is left out of the answer: in doubt."""
        now = self._clock.now()
        answers = {m.attempt_id: "expired" for m in messages if m.valid_until < now}
        waiting = [m for m in messages if m.attempt_id not in answers]
        if not waiting:
            return answers
        queue = asyncio.Queue[OutboundMessage]()
        for message in waiting:
            queue.put_nowait(message)
        count = min(self._settings.connections, len(waiting))
        parts = await asyncio.gather(*(self._connection(queue) for _ in range(count)), return_exceptions=True)
        for part in parts:
            if isinstance(part, dict):
                answers |= part
        failures = [part for part in parts if isinstance(part, BaseException)]
        if len(failures) == len(parts):
            raise SenderUnavailable("the mail server cannot be reached") from failures[0]
        while not queue.empty():
            answers[queue.get_nowait().attempt_id] = "refused"
        return answers

    async def receipts(self, after: int, limit: int = 1000) -> list[Receipt]:
        """Mail has no receipts."""
        return []

    async def standing(self, attempt_ids: Sequence[str]) -> dict[str, str]:
        """A mail server cannot be asked about the past."""
        return dict.fromkeys(attempt_ids, "unknown")

    async def next_event_at(self) -> datetime | None:
        return None

    async def _connection(self, queue: "asyncio.Queue[OutboundMessage]") -> dict[str, str]:
        """Work off the queue over one connection; raises only if it never opened."""
        client = self._client()
        await client.connect()
        answers: dict[str, str] = {}
        try:
            while not queue.empty():
                message = queue.get_nowait()
                try:
                    answers[message.attempt_id] = await self._one(client, message)
                except (aiosmtplib.SMTPException, OSError):
                    break  # this message is in doubt; others go over the other connections
        finally:
            await _close(client)
        return answers

    async def _one(self, client: aiosmtplib.SMTP, message: OutboundMessage) -> str:
        try:
            await client.send_message(self._compose(message))
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = {r.code for r in refused.recipients}
            return "invalid" if codes & _NEVER else "refused"
        except aiosmtplib.SMTPResponseException as refused:
            if refused.code == 421 or not client.is_connected:
                raise
            return "invalid" if refused.code in _NEVER else "refused"
        except ValueError:
            return "invalid"  # an address that cannot stand in a header
        return "sent"

    def _client(self) -> aiosmtplib.SMTP:
        s = self._settings
        return aiosmtplib.SMTP(
            hostname=s.host,
            port=s.port,
            username=s.username or None,
            password=s.password or None,
            use_tls=s.use_tls,
            start_tls=s.start_tls and not s.use_tls,
            timeout=s.timeout_seconds,
        )

    def _compose(self, message: OutboundMessage) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = formataddr((self._settings.sender_name, self._settings.sender))
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = f"<{message.attempt_id}@{self._settings.sender.rpartition('@')[2]}>"
        mail["Content-Language"] = message.language
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, please
        mail.set_content(message.body)
        return mail


async def _close(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        client.close()
