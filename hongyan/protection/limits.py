"""Which itineraries a party may never be given, from who is in it (handbook §4, hard constraints)."""

from dataclasses import dataclass

from hongyan.protection.model import PartyNeed

_NONSTOP_OWN = frozenset(
    {"MEDA", "STCR"}
)  # medical case, stretcher: the carrier must accept each flight by type
_OWN = frozenset(
    {"WCHC", "UMNR", "AVIH", "PETC", "EXST", "CBBG"}
)  # carriage another carrier has not accepted
_SLOW = frozenset({"WCHC", "WCHS", "WCHR", "BLND", "DEAF"})  # need more time at a hub
_CARE = frozenset({"UMNR", "MEDA", "STCR", "WCHC", "PREG", "ELDR", "ELDERLY", "OLD"})


@dataclass(frozen=True, slots=True)
class Limits:
    nonstop: bool = False
    own_only: bool = False
    no_overnight: bool = False
    same_airport: bool = False
    slow_connection: bool = False


def limits_of(need: PartyNeed) -> Limits:
    """Derive the limits of a party.

    An unaccompanied minor (kind UMNR or SSR UMNR) never overnights, changes aircraft, airport or carrier; a
    stretcher or medical case flies non-stop with us only; a wheelchair to the seat (WCHC) or an animal stays with
    us. Infants travel with their adult because a party is never split.
    """
    marks = need.ssrs | frozenset(need.kinds)
    minor = "UMNR" in marks
    nonstop = minor or bool(marks & _NONSTOP_OWN)
    return Limits(
        nonstop=nonstop,
        own_only=nonstop or bool(marks & _OWN),
        no_overnight=minor,
        same_airport=nonstop or "WCHC" in marks,
        slow_connection=bool(marks & _SLOW),
    )


def needs_care(need: PartyNeed) -> bool:
    """Say whether the party belongs to those protected first."""
    return bool((need.ssrs | frozenset(need.kinds)) & _CARE)


def needs_acceptance(need: PartyNeed) -> bool:
    """Say whether the carrier must accept the new flight by hand (stretcher, medical case)."""
    return bool(need.ssrs & _NONSTOP_OWN)
