"""Booking classes, their fares and taxes; invented, but with the steps real tariffs have."""

import random
from decimal import Decimal

# share of travellers and factor on the full fare, from dear to cheap; a class that is full sells the one above
_RBDS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "F": (("F", 1.0, 4.0),),
    "J": (("J", 0.4, 3.0), ("C", 0.6, 2.4)),
    "W": (("W", 1.0, 1.5),),
    "Y": (
        ("Y", 0.05, 1.0),
        ("B", 0.07, 0.9),
        ("M", 0.10, 0.8),
        ("H", 0.10, 0.72),
        ("K", 0.13, 0.62),
        ("L", 0.13, 0.54),
        ("N", 0.12, 0.46),
        ("Q", 0.12, 0.38),
        ("V", 0.08, 0.32),
        ("T", 0.06, 0.28),
        ("X", 0.04, 0.2),
    ),
}
GROUP_RBD = "T"
_KIND_FACTOR = {"ADT": 1.0, "UMNR": 1.0, "CHD": 0.5, "INF": 0.1}


def authorised(cabin: str, capacity: int) -> dict[str, int]:
    """Return the nested limits by RBD: the dearest may sell the whole cabin, each cheaper one less."""
    classes = _RBDS[cabin]
    return {
        rbd: capacity if rbd == GROUP_RBD else round(capacity * (1 - n / (len(classes) + 2)))
        for n, (rbd, _, _) in enumerate(classes)
    }


def pick_rbd(rng: random.Random, cabin: str, sold: dict[str, int], capacity: int, seats: int) -> str:
    """Choose a booking class by demand, stepping up while it has no room."""
    classes = _RBDS[cabin]
    limits = authorised(cabin, capacity)
    index = rng.choices(range(len(classes)), weights=[c[1] for c in classes])[0]
    while index and sold.get(classes[index][0], 0) + seats > limits[classes[index][0]]:
        index -= 1
    return classes[index][0]


def fare(cabin: str, rbd: str, kind: str, minutes: float, currency: str) -> Decimal:
    """Return the face fare of one segment in whole units, by its length in minutes."""
    full = 300 + 8 * minutes if currency == "CNY" else 60 + 2.2 * minutes
    factor = next(factor for name, _, factor in _RBDS[cabin] if name == rbd)
    return Decimal(round(full * factor * _KIND_FACTOR[kind]))


def taxes(kind: str, base: Decimal, currency: str) -> Decimal:
    """Return fund and fuel surcharge (CNY), or ticket tax, segment, security and facility fees (USD)."""
    if kind == "INF":
        return Decimal(0)
    if currency == "CNY":
        return Decimal(120 if kind != "CHD" else 35)
    return (base * Decimal("0.075") + Decimal("14.60")).quantize(Decimal("0.01"))
