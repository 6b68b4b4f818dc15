"""What can go wrong when an act is carried out. Each is answered by a fresh quote or search, never by silence."""

from hongyan.core.errors import Conflict, Gone


class OrderChanged(Conflict):
    """The order changed since the quote; look at it again."""

    slug = "order-changed"


class PriceChanged(Conflict):
    """It costs something else now; the new quote must be read back first."""

    slug = "price-changed"


class SeatsGone(Gone):
    """The seats are gone; search again."""

    slug = "seats-gone"
