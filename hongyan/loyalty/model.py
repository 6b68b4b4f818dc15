"""Members, their miles and the flights that may still be credited. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

CLAIM_WITHIN = timedelta(days=365)  # a flight is credited afterwards for this long
CLAIM_AFTER = timedelta(days=3)  # partners and airports report within this time
_SHARES = {
    "F": 200,
    "J": 150,
    "C": 130,
    "W": 110,
    "Y": 100,
    "B": 100,
    "M": 90,
    "H": 80,
    "K": 60,
    "L": 50,
    "N": 40,
}
_LEAST_SHARE = 25  # the cheapest classes earn this percentage
_UNEARNING = frozenset({"X", "O"})  # promotional and award tickets earn nothing
_KM_PER_MILE = 1.609344
_BONUS = {"silver": 110, "gold": 125, "platinum": 150}


@dataclass(frozen=True, slots=True)
class Member:
    """``tier``: none, silver, gold, platinum."""

    member_no: str
    name: str | None
    miles: int
    tier: str = "none"


@dataclass(frozen=True, slots=True)
class MileEntry:
    """Miles in (positive) or out; ``reason``: opening, flight, claim, award, reversal."""

    entry_id: str
    member_no: str
    miles: int
    reason: str
    reference: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Flown:
    """A flight somebody took, credited or not."""

    ticket_number: str
    flight: str
    origin_date: date
    rbd: str
    board: str | None = None
    off: str | None = None
    traveller: str | None = None
    member_no: str | None = None
    credited: bool = False


def refusal(flown: Flown | None, member: Member, today: date) -> str | None:
    """Return why this flight is not credited to this member, or None.

    Slugs: not_flown, already_credited, too_late, too_early, class_earns_nothing, other_traveller.
    """
    if flown is None:
        return "not_flown"
    if flown.credited:
        return "already_credited"
    if flown.origin_date + CLAIM_WITHIN < today:
        return "too_late"
    if flown.origin_date + CLAIM_AFTER > today:
        return "too_early"
    if flown.rbd in _UNEARNING:
        return "class_earns_nothing"
    if flown.member_no is not None and flown.member_no != member.member_no:
        return "other_traveller"
    if flown.traveller and member.name and _folded(flown.traveller) != _folded(member.name):
        return "other_traveller"
    return None


def miles_for(distance_km: float | None, rbd: str, tier: str) -> int:
    """Return the miles of one flight: distance (500 at least), share of the class, bonus of the tier."""
    base = max(500.0, (distance_km or 0) / _KM_PER_MILE)
    share = 0 if rbd in _UNEARNING else _SHARES.get(rbd, _LEAST_SHARE)
    return round(base * share / 100 * _BONUS.get(tier, 100) / 100)


def _folded(name: str) -> str:
    return "".join(sorted(name.upper().replace("/", " ").split()))
