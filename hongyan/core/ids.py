"""Typed, prefixed, time-sortable identities, so that packages can refer to each other without importing each other."""

import os
import time
from typing import NewType

MessageId = NewType("MessageId", str)  # msg_  one raw feed message
LegId = NewType("LegId", str)  # leg_  one take-off and landing on one date
DisruptionId = NewType("DisruptionId", str)  # dis_  one leg that went wrong
PlanId = NewType("PlanId", str)  # pln_  one solve of the protection problem
OfferId = NewType("OfferId", str)  # off_  one itinerary offered to one party
CampaignId = NewType("CampaignId", str)  # cmp_
TaskId = NewType("TaskId", str)  # tsk_  one person to be reached in one campaign
AttemptId = NewType("AttemptId", str)  # att_  one call or message, the provider's idempotency key
ChangeId = NewType("ChangeId", str)  # chg_  one rebooking or refund saga
OrderId = NewType("OrderId", str)  # ord_  one order (PNR) in the airline system
PassengerId = NewType("PassengerId", str)  # pax_  one traveller in one order
HoldId = NewType("HoldId", str)  # hld_  one seat hold in the airline system
UserId = NewType("UserId", str)  # usr_

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32


def new_id(prefix: str) -> str:
    """Return ``prefix_`` and 26 characters: 48 bits of milliseconds, 80 random bits (the ULID layout)."""
    number = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    characters = []
    for _ in range(26):
        number, digit = divmod(number, 32)
        characters.append(_ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(characters))}"
