"""What outreach needs from the packages below it and from bootstrap."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from hongyan.bookings import ChangeRequest
from hongyan.bookings.model import LinkedRequest
from hongyan.runtime import Connection


class Places(Protocol):
    """Local time at airports (``flights.Airports``)."""

    def local(self, instant: datetime, iata: str) -> datetime:
        """Return ``instant`` on the clock of ``iata``."""
        ...

    def get(self, iata: str) -> Any:
        """Return the airport with its ``zone``, or None."""
        ...


class Names(Protocol):
    """Names of travellers, asked once when they are enrolled; may answer for fewer than asked."""

    async def names(self, order_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Return passenger_id → (surname, given name)."""
        ...


class Seats(Protocol):
    """The part of ``protection.Protection`` that a decision needs."""

    async def secure(self, party_id: str, offer_id: str) -> Any:
        """Hold the seats of an offer before it is chosen, with no transaction open. Raises Gone or Conflict."""
        ...

    async def choose(self, conn: Connection, party_id: str, offer_id: str) -> Any:
        """Lock the offer (a seat, the refund, or the delayed flight itself) for the party and return it.

        Raises Gone or Conflict when it is lost.
        """
        ...

    async def settled(self, kinds: dict[str, str]) -> None:
        """These parties (→ rebook | refund | keep) have what they chose: what else was held for them goes back."""
        ...


class LinkedProducts(Protocol):
    """Whoever sells the hotel and the car of a trip."""

    async def request(self, requests: Sequence[LinkedRequest]) -> None:
        """Take the requests; one that is known already changes nothing."""
        ...


class ChangeDesk(Protocol):
    """The part of ``bookings.Changes`` that a decision needs."""

    async def request(self, conn: Connection, request: ChangeRequest) -> Any:
        """Write the change as an intent in the caller's transaction; returns its id. Raises AlreadyChosen."""
        ...

    async def mark_told(self, conn: Connection, change_ids: Sequence[str]) -> Any:
        """Record that the passengers of these confirmed changes have been told."""
        ...
