"""The front door of loyalty: balance, enrolment, claims for flights that were not credited, awards."""

from collections.abc import Callable, Sequence
from datetime import date

from hongyan.core.clock import Clock
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.core.phone import to_e164
from hongyan.loyalty.errors import ClaimRefused
from hongyan.loyalty.model import Flown, Member, MileEntry, miles_for, refusal
from hongyan.loyalty.ports import MemberSystem

DistanceKm = Callable[[str, str], float | None]


class Loyalty:
    """Rules over the members' system; every change is done once a key."""

    def __init__(self, members: MemberSystem, clock: Clock, distance_km: DistanceKm) -> None:
        self._members = members
        self._clock = clock
        self._distance_km = distance_km

    async def member(self, member_no: str) -> Member:
        """Return a member with balance and tier. Raises NotFound."""
        found = await self._members.member(member_no)
        if found is None:
            raise NotFound("there is no such member")
        return found

    async def member_of_phone(self, phone: str) -> Member | None:
        """Return the member with this number, or None."""
        number = to_e164(phone)
        return await self._members.member_of_phone(number) if number else None

    async def statement(self, member_no: str) -> Sequence[MileEntry]:
        """Return the newest entries of an account first."""
        return await self._members.statement(member_no)

    async def find_flown(
        self, ticket_number: str | None = None, flight: str | None = None, day: date | None = None
    ) -> Flown | None:
        """Return the one flown flight that was meant, None when there is none or more than one."""
        if ticket_number is None and (flight is None or day is None):
            return None
        found = await self._members.flown(ticket_number=ticket_number, flight=flight, day=day)
        return found[0] if len(found) == 1 else None

    async def claim(
        self,
        member_no: str,
        idempotency_key: str,
        *,
        ticket_number: str | None = None,
        flight: str | None = None,
        day: date | None = None,
    ) -> tuple[Member, int]:
        """Credit a flown flight; return the member as it stands and the miles of the claim. Raises ClaimRefused, NotFound."""
        member = await self.member(member_no)
        flown = await self.find_flown(ticket_number, flight, day)
        earlier = await self._earlier(member_no, idempotency_key)
        if earlier is not None:
            return member, earlier.miles
        reason = refusal(flown, member, self._clock.now().date())
        if reason is not None or flown is None:
            raise ClaimRefused(reason=reason)
        distance = self._distance_km(flown.board, flown.off) if flown.board and flown.off else None
        miles = miles_for(distance, flown.rbd, member.tier)
        return await self._members.credit(member_no, flown, miles, idempotency_key), miles

    async def redeem(self, member_no: str, miles: int, reference: str, idempotency_key: str) -> Member:
        """Spend miles on an award. Raises NotEnoughMiles, NotFound, InvalidInput."""
        if miles <= 0:
            raise InvalidInput("an award costs miles", miles=miles)
        await self.member(member_no)
        return await self._members.spend(member_no, miles, reference, idempotency_key)

    async def give_back(self, member_no: str, idempotency_key: str, spent_under: str) -> Member:
        """Put the miles of a failed award back, once."""
        return await self._members.give_back(member_no, idempotency_key, spent_under)

    async def enrol(self, name: str, phone: str, idempotency_key: str) -> Member:
        """Open an account. Raises MemberExists, InvalidInput."""
        number = to_e164(phone)
        if number is None or not name.strip():
            raise InvalidInput("a member needs a name and a phone")
        return await self._members.enrol(name.strip(), number, idempotency_key)

    async def _earlier(self, member_no: str, key: str) -> MileEntry | None:
        return next((e for e in await self._members.statement(member_no, 200) if e.entry_id == key), None)
