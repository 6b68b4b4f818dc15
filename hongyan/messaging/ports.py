"""Sending text: SMS, mail, push, and notices to agencies that booked. One Sender per channel; receipts come back later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SenderCapabilities:
    """``receipts`` = the channel says later what became of a message; ``bounces`` = it says so only when it did not arrive."""

    name: str
    channel: str  # sms | email | push | agency
    simulated: bool
    receipts: bool
    per_second: float
    max_batch: int = 500
    bounces: bool = False


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message. ``attempt_id`` names it for ever (Message-ID, client reference).

    ``to`` is E.164, an address, or the code of an agency, which then finds its bookings by ``about`` (record locators).
    """

    attempt_id: str
    to: str
    language: str
    subject: str
    body: str
    valid_until: datetime
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """``result``: delivered, undelivered, bounced, expired; of agencies passed_on, not_passed_on.

    ``sequence`` rises; it is the cursor for ``receipts``.
    """

    sequence: int
    attempt_id: str
    result: str
    at: datetime


class Sender(Protocol):
    capabilities: SenderCapabilities

    async def send(self, messages: Sequence[OutboundMessage]) -> dict[str, str]:
        """Hand over the messages. Returns attempt_id → ``sent`` or the reason of refusal (``invalid``, ``expired``, ``refused``).

        ``invalid`` = this address will never work; ``refused`` = not now. An agency's ``sent`` is its acknowledgement. An attempt missing from the answer is in doubt:
        ask ``standing``. Raises SenderUnavailable when nothing was handed over.
        """
        ...

    async def receipts(self, after: int, limit: int = 1000) -> list[Receipt]:
        """Return receipts with ``sequence`` > ``after`` that have come by now (empty where the channel has
        neither receipts nor bounces)."""
        ...

    async def standing(self, attempt_ids: Sequence[str]) -> dict[str, str]:
        """attempt_id → sent | never_sent | unknown, as far as the provider can tell (mail cannot: ``unknown``)."""
        ...

    async def next_event_at(self) -> datetime | None:
        """Return when the next receipt will be there, if known (simulated), else None."""
        ...


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Whom a passenger link speaks for."""

    party_ids: tuple[str, ...]
    order_ids: tuple[str, ...]
    phone: str | None = None
    language: str | None = None


class LinkHolders(Protocol):
    """Opens passenger links for the chat on their page; bootstrap lets ``outreach`` answer."""

    async def holder(self, token: str) -> LinkHolder:
        """Raises NotFound for an unknown link, Gone for one that has expired."""
        ...


class Surveys(Protocol):
    """What customers say about a chat; bootstrap lets ``quality`` answer."""

    async def due(self, conversation_id: str) -> bool:
        """Whether the customer should be asked now."""
        ...

    async def rate(
        self, conversation_id: str, csat: int | None, nps: int | None, comment: str, language: str
    ) -> None:
        """Take an answer, once; nothing at all = declined. Raises Conflict, InvalidInput."""
        ...


class AnswerRatings(Protocol):
    """Whether answers from articles helped; bootstrap lets ``knowledge`` keep it."""

    async def rate(self, question_id: str, helped: bool) -> None:
        """Keep it, once for each answer: a later rating takes the place of an earlier one. Raises NotFound."""
        ...


@dataclass(frozen=True, slots=True)
class InboundSms:
    """A message from a handset. ``message_id`` is the provider's name of it: handed over twice, it is one message."""

    message_id: str
    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class PhoneHolder:
    """Which parties of open disruptions are told at this phone; to have the phone proves them, and nothing else."""

    party_ids: tuple[str, ...] = ()
    order_ids: tuple[str, ...] = ()
    language: str | None = None


class PhoneHolders(Protocol):
    """Who writes from a phone; bootstrap lets ``outreach`` answer."""

    async def holder(self, phone: str) -> PhoneHolder:
        """Return what the phone (E.164) proves; its people are reached from now on, as they answer."""
        ...

    async def opt_out(self, phone: str, said_by: str) -> int:
        """Send this phone no text messages any more; returns how many people it is known of."""
        ...


@dataclass(frozen=True, slots=True)
class PhoneStanding:
    """How a phone stands: the zones of its people, whether they refuse messages, whether they owe us a choice."""

    zones: tuple[str, ...] = ()
    refuses: bool = False
    undecided: bool = False


class PhoneStandings(Protocol):
    """What is known of the people at a phone; bootstrap lets ``outreach`` answer."""

    async def standing(self, phone: str) -> PhoneStanding:
        """Return how the phone (E.164) stands; asking changes nothing."""
        ...
