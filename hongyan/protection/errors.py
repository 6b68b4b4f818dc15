"""What can go wrong when a party decides.

Conflict
├── AlreadyDecided   the party's decision is under way or done
└── NotHeld          the offer is only proposed: call ``secure`` first
Gone
└── OfferGone        the offer expired, was lost or withdrawn; ``details["next_offer_id"]`` is the next one
"""

from hongyan.core.errors import Conflict, Gone


class AlreadyDecided(Conflict):
    """This party has already decided."""

    slug = "already-decided"


class NotHeld(Conflict):
    """The seats of this offer are not held yet."""

    slug = "not-held"


class OfferGone(Gone):
    """This offer is no longer there."""

    slug = "offer-gone"
