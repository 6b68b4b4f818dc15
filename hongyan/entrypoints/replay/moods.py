"""What simulated people want, and the throws of their dice: functions of (seed, subject, question) alone."""

import hashlib

from hongyan.outreach import Choice
from hongyan.protection import Protection


class Dice:
    """The same question about the same subject always falls the same way, so that a day plays out again."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def chance(self, subject: str, question: str) -> float:
        """Return a number from 0 (included) to 1."""
        digest = hashlib.sha256(f"{self._seed}:{subject}:{question}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64

    def between(self, low: float, high: float, subject: str, question: str) -> float:
        return low + (high - low) * self.chance(subject, question)


async def wish(
    protection: Protection, party_id: str, mood: float, accepts: float, refunds: float
) -> Choice | None:
    """Return what a party in this mood chooses: the best seat, its money back, or nothing yet."""
    offers = [o for o in await protection.offers_for(party_id) if o.kind != "refund"]
    if mood < accepts and offers:
        return Choice("accept", offers[0].offer_id)
    if mood < accepts + refunds:
        return Choice("refund")
    return None
