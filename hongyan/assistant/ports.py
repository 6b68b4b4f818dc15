"""What the assistant needs from the packages below it; bootstrap supplies them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hongyan.assistant.facts import HeldOffer, PartyOffers
from hongyan.assistant.understanding import Context, Reading
from hongyan.core.errors import Unavailable
from hongyan.knowledge.model import Answer
from hongyan.runtime import Connection
from hongyan.servicing.model import Act, FlightOption, Quote, Receipt, RefundView, Trip

__all__ = [
    "Act",
    "Answer",
    "HeldOffer",
    "Interpreter",
    "KnowledgeBase",
    "PartyOffers",
    "Promises",
    "Servicing",
    "StormDesk",
    "Who",
]


@dataclass(frozen=True, slots=True)
class Who:
    """What this conversation has proved: only these orders and parties may be read or touched.

    ``phone`` is the calling or signed-in number (E.164); ``order_ids`` the verified orders.
    """

    conversation_id: str
    phone: str | None = None
    name: str | None = None
    member_no: str | None = None
    order_ids: tuple[str, ...] = ()
    party_ids: tuple[str, ...] = ()
    agency_code: str | None = None


class Servicing(Protocol):
    """Orders as a conversation needs them (``servicing.Servicing``)."""

    def in_turn(self) -> "Servicing":
        """Return the same for one turn: an order and its flights are read once; what is carried out reads anew."""
        ...

    async def trips(
        self,
        *,
        phone: str | None = None,
        order_ids: Sequence[str] = (),
        member_no: str | None = None,
    ) -> list[Trip]:
        """Return live trips by contact phone, order ids or member, soonest departure first."""
        ...

    async def identify(
        self,
        *,
        locator: str | None = None,
        ticket_no: str | None = None,
        name: str | None = None,
        phone: str | None = None,
    ) -> Trip | None:
        """Return the trip when two proofs agree: locator or ticket, and a traveller's name or the contact phone (whole or
        its last four digits). None for anything else: a wrong proof and an order that does not exist look the same."""
        ...

    async def search(
        self, origin: str, destination: str, date: str, *, cabin: str | None = None, seats: int = 1
    ) -> list[FlightOption]:
        """Return flights on sale that local day, by departure; city codes search all airports of the city."""
        ...

    async def options(
        self,
        order_id: str,
        segment_id: str,
        passenger_ids: Sequence[str],
        date: str,
        *,
        cabin: str | None = None,
    ) -> list[FlightOption]:
        """Return flights this segment can be changed to on a local day, with seats for all, by departure; own RBD if sold."""
        ...

    async def quote_change(
        self,
        order_id: str,
        segment_id: str,
        passenger_ids: Sequence[str],
        option_id: str,
        *,
        minutes_before: int | None = None,
    ) -> Quote:
        """Price a change by the carrier's ladder, or at no cost when it is involuntary. Nothing is held.

        ``minutes_before``: as if asked for that long before departure, to tell what it would cost then.
        """
        ...

    async def quote_refund(
        self,
        order_id: str,
        segment_ids: Sequence[str],
        passenger_ids: Sequence[str],
        reason: str = "voluntary",
        *,
        minutes_before: int | None = None,
    ) -> Quote:
        """Price a refund: fee by the ladder; 0 when involuntary; taxes always come back."""
        ...

    async def refunds(self, order_ids: Sequence[str]) -> list[RefundView]:
        """Return the refunds of these orders with their steps and due day, the newest first."""
        ...

    async def carry_out(self, act: Act) -> Receipt:
        """Do it exactly once: intent row, then the saga; waits a short while, then answers ``running``. Idempotent by act_id.

        Raises Conflict when the order changed since the quote, Gone when seats are.
        """
        ...

    async def receipt(self, act_id: str) -> Receipt | None:
        """Return how an act stands."""
        ...


class StormDesk(Protocol):
    """The one door to a disrupted party's decision (``outreach``; bootstrap supplies it)."""

    async def offers(self, party_id: str) -> PartyOffers | None:
        """Return what the party may choose, and what it has chosen; None while no plan covers it."""
        ...

    async def decide(
        self, party_id: str, choice: str, offer_id: str | None, said_by: str, consent: str
    ) -> str | None:
        """Carry out accept, refund, keep or person exactly once; returns the change's id (None for a person).

        Raises Gone or Conflict (``offer-gone``, ``already-decided``) and then has changed nothing.
        """
        ...


class KnowledgeBase(Protocol):
    """``knowledge.Knowledge``."""

    async def answer(self, question: str, language: str, *, audience: str = "public") -> list[Answer]:
        """Return the best passages, best first; empty = nothing found, which is said and never invented."""
        ...


class Interpreter(Protocol):
    """``understanding.Understanding``: synchronous and pure but for its loaded weights."""

    def read(self, text: str, context: Context) -> Reading: ...


class Promises(Protocol):
    """Who keeps what the robot promises (``cases``), and how long a person takes."""

    async def promise(
        self,
        conn: Connection,
        key: str,
        kind: str,
        conversation_id: str,
        details: Mapping[str, Any],
        language: str,
    ) -> None:
        """Write the promise in the caller's transaction, once per ``key``: owner, clock, push."""
        ...

    async def person_wait_minutes(self) -> float | None:
        """Return how long a person takes; None = nobody is on duty."""
        ...


class ModelUnavailable(Unavailable):
    """The language model did not answer in time, or not readably; the rules go on alone."""

    slug = "model-unavailable"


class LanguageModel(Protocol):
    """A language model (``adapters.openai_compatible``)."""

    async def complete(self, system: str, user: str, *, as_json: bool = False) -> str:
        """Return its text. Raises ModelUnavailable."""
        ...
