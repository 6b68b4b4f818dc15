"""Who is contacted first: nearest departure, special care, tight connection, nobody else to turn to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

# Minutes of departure a reason is worth: an unaccompanied minor leaving in 5 h goes before an adult leaving in 2 h.
SPECIAL_CARE = {
    "UMNR": 240, "MEDA": 240, "STCR": 240, "WCHC": 180, "PREG": 180, "OXYG": 180,
    "WCHS": 120, "WCHR": 90, "BLND": 120, "DEAF": 120, "DPNA": 120, "MAAS": 60, "INFT": 60,
}  # fmt: skip
TIGHT_CONNECTION = 120
NO_ALTERNATIVE = 180
TIER = {"platinum": 30, "gold": 20, "silver": 10}


@dataclass(frozen=True, slots=True)
class Urgency:
    """The facts that decide a person's place in the queue; the most pressing of their bookings counts."""

    departs_at: datetime
    ssrs: Collection[str] = ()
    tight_connection: bool = False
    no_alternative: bool = False
    tier: str = "none"


def rank(urgency: Urgency) -> int:
    """Return the place in the queue in minutes since 1970: the smallest is contacted first.

    It does not depend on now, so ranks of different disruptions and moments compare.
    """
    minutes = int(urgency.departs_at.timestamp() // 60)
    minutes -= max((SPECIAL_CARE.get(ssr, 0) for ssr in urgency.ssrs), default=0)
    minutes -= TIGHT_CONNECTION if urgency.tight_connection else 0
    minutes -= NO_ALTERNATIVE if urgency.no_alternative else 0
    return minutes - TIER.get(urgency.tier, 0)
