"""Members, miles and claims for miles that were not credited."""

from hongyan.loyalty.errors import ClaimRefused, MemberExists, NotEnoughMiles
from hongyan.loyalty.model import Flown, Member, MileEntry, miles_for, refusal
from hongyan.loyalty.service import Loyalty

__all__ = [
    "ClaimRefused",
    "Flown",
    "Loyalty",
    "Member",
    "MemberExists",
    "MileEntry",
    "NotEnoughMiles",
    "miles_for",
    "refusal",
]
