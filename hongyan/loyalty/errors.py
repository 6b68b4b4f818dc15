"""What a member's account cannot do."""

from hongyan.core.errors import Conflict


class NotEnoughMiles(Conflict):
    """There are fewer miles in the account."""

    slug = "not-enough-miles"


class ClaimRefused(Conflict):
    """This flight cannot be credited; ``reason`` says why."""

    slug = "claim-refused"


class MemberExists(Conflict):
    """Somebody with this phone is a member already."""

    slug = "member-exists"
