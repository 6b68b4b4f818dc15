"""Who travels together: sizes, adults, children, infants on a lap, groups, unaccompanied minors, special care."""

import random
from dataclasses import dataclass, field

from hongyan.bookings.adapters.sandbox.settings import GeneratorSettings

_SIZES = (1, 2, 3, 4, 5, 6)
_SIZE_SHARES = (0.57, 0.28, 0.085, 0.045, 0.015, 0.005)  # with groups: 1.8 travellers an order
MEAN_PARTY = sum(n * share for n, share in zip(_SIZES, _SIZE_SHARES, strict=True))
GROUP_SIZES = range(10, 25)
MEAN_GROUP = sum(GROUP_SIZES) / len(GROUP_SIZES)
_CARE = ("WCHR", "WCHS", "WCHC", "MAAS", "MEDA", "BLND", "DEAF", "STCR")
_CARE_SHARES = (0.35, 0.15, 0.15, 0.15, 0.06, 0.05, 0.06, 0.03)
_MEALS = ("VGML", "MOML", "KSML", "DBML", "CHML")


@dataclass(slots=True)
class Member:
    """One traveller of a party; ``lap_of`` is the place in the party of an infant's adult."""

    kind: str
    ssrs: list[str] = field(default_factory=list)
    lap_of: int | None = None


@dataclass(slots=True)
class Party:
    members: list[Member]
    group: bool = False

    @property
    def seats(self) -> int:
        return sum(m.kind != "INF" for m in self.members)

    @property
    def minor_alone(self) -> bool:
        return self.members[0].kind == "UMNR"


def make_party(rng: random.Random, most: int, cabin: str, settings: GeneratorSettings) -> Party:
    """Invent a party of at most ``most`` seats."""
    if cabin == "Y" and rng.random() < settings.unaccompanied_minors * MEAN_PARTY:
        return Party([Member("UMNR", ["UMNR"])])
    size = min(most, rng.choices(_SIZES, _SIZE_SHARES)[0])
    party = Party([Member(kind) for kind in _kinds(rng, size)])
    if rng.random() < settings.infants * MEAN_PARTY:
        party.members[0].ssrs.append("INFT")
        party.members.append(Member("INF", lap_of=0))
    _add_services(rng, party, settings)
    return party


def make_group(rng: random.Random, most: int, settings: GeneratorSettings) -> Party:
    """Invent a group of ten or more (``most`` must allow it)."""
    size = min(most, rng.choice(GROUP_SIZES))
    party = Party([Member("ADT", ["GRPS"]) for _ in range(size)], group=True)
    _add_services(rng, party, settings)
    return party


def groups_wanted(rng: random.Random, seats: int, settings: GeneratorSettings) -> int:
    """Return how many groups a cabin of ``seats`` sold seats gets, so that their share comes out over many flights."""
    mean = settings.in_groups * seats / MEAN_GROUP
    return int(mean) + (rng.random() < mean - int(mean))


def _kinds(rng: random.Random, size: int) -> list[str]:
    if size == 2 and rng.random() < 0.15:
        return ["ADT", "CHD"]
    if size >= 3 and rng.random() < 0.6:
        return ["ADT", "ADT", *["CHD"] * (size - 2)]
    return ["ADT"] * size


def _add_services(rng: random.Random, party: Party, settings: GeneratorSettings) -> None:
    for member in party.members:
        if member.kind == "INF":
            continue
        if member.kind == "CHD":
            member.ssrs.append("CHLD")
        elif rng.random() < settings.special_care:
            member.ssrs.append(rng.choices(_CARE, _CARE_SHARES)[0])
        if rng.random() < 0.02:
            member.ssrs.append(rng.choice(_MEALS))
    if rng.random() < 0.004:
        party.members[0].ssrs.append("PETC")
