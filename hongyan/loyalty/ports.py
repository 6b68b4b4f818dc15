"""The members' system as we need it. Adapters: sandbox."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from hongyan.loyalty.model import Flown, Member, MileEntry


class MemberSystem(Protocol):
    """Changing operations take an ``idempotency_key``: the same key again gives the first outcome, changes nothing."""

    async def member(self, member_no: str) -> Member | None: ...

    async def member_of_phone(self, phone: str) -> Member | None: ...

    async def statement(self, member_no: str, limit: int = 20) -> Sequence[MileEntry]:
        """Return the newest entries first."""
        ...

    async def flown(
        self, *, ticket_number: str | None = None, flight: str | None = None, day: date | None = None
    ) -> list[Flown]:
        """Return flown flights by ticket, or by flight and local date."""
        ...

    async def credit(self, member_no: str, flown: Flown, miles: int, idempotency_key: str) -> Member:
        """Credit a flown flight once, whoever asks. Raises Conflict when it has been credited."""
        ...

    async def spend(self, member_no: str, miles: int, reference: str, idempotency_key: str) -> Member:
        """Take miles out. Raises NotEnoughMiles."""
        ...

    async def give_back(self, member_no: str, idempotency_key: str, spent_under: str) -> Member:
        """Put the miles back that were spent under another key, once."""
        ...

    async def enrol(self, name: str, phone: str, idempotency_key: str) -> Member:
        """Open an account. Raises MemberExists."""
        ...
