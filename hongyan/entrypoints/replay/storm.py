"""An invented storm of any size: flights of one hub cancelled at once, for benchmarks and for killing processes."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hongyan.flights import LegKey

_HUB = "PEK"
_DESTINATIONS = (
    "SHA", "CAN", "SZX", "CTU", "KMG", "XIY", "CKG", "HGH", "WUH", "CSX",
    "URC", "TAO", "XMN", "DLC", "HAK", "HRB", "SHE", "NNG", "KWE", "FOC",
)  # fmt: skip
_CARRIER = "ZZ"
_SEATS = 180
_FLIGHT_TIME = timedelta(hours=2, minutes=40)
_LOCAL = timedelta(hours=8)  # China has one zone and no summer time


@dataclass(frozen=True, slots=True)
class StormLeg:
    key: LegKey
    departs: datetime
    arrives: datetime
    seats: int
    cancelled: bool


def invent(now: datetime, cancelled: int) -> list[StormLeg]:
    """Return legs: ``cancelled`` ones leaving 5 to 12 hours after ``now``, and three later flights for each two of them."""
    start = now.replace(minute=0, second=0, microsecond=0)
    legs = []
    for index in range(cancelled):
        departs = start + timedelta(hours=5, minutes=(index * 420) // max(1, cancelled))
        legs.append(_leg(1000 + index, index, departs, cancelled=True))
    for index in range(cancelled * 3 // 2):
        departs = start + timedelta(hours=8 + (index * 38) / max(1, cancelled * 3 // 2))
        legs.append(_leg(4000 + index, index, departs, cancelled=False))
    return legs


def _leg(number: int, index: int, departs: datetime, *, cancelled: bool) -> StormLeg:
    day = (departs + _LOCAL).date()
    key = LegKey(_CARRIER, str(number), day, _HUB, _DESTINATIONS[index % len(_DESTINATIONS)])
    return StormLeg(key, departs, departs + _FLIGHT_TIME, _SEATS, cancelled)


def schedule_message(legs: list[StormLeg], sent_at: datetime) -> bytes:
    """Return the schedule as one JSON feed message."""
    return json.dumps(
        [
            {
                "flight": leg.key.flight,
                "origin_date": leg.key.origin_date.isoformat(),
                "board": leg.key.board,
                "off": leg.key.off,
                "std": _z(leg.departs),
                "sta": _z(leg.arrives),
                "status": "scheduled",
                "aircraft_type": "738",
                "sent_at": _z(sent_at),
            }
            for leg in legs
        ]
    ).encode()


def cancellations(legs: list[StormLeg], sent_at: datetime) -> list[bytes]:
    """Return one ASM CNL message for each leg the storm takes out; in UTC mode a flight bears its UTC date, not its local one."""
    return [
        (
            f"ASM\nUTC\n{sent_at:%d%b}{index:05d}E001/OPS/{sent_at:%d%b}\nCNL\n"
            f"{leg.key.flight}/{leg.departs:%d%b%y}\nSI WEATHER THUNDERSTORM"
        ).upper().encode()
        for index, leg in enumerate(leg for leg in legs if leg.cancelled)
    ]  # fmt: skip


def _z(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
