"""What can be wrong with a waybill number."""

from hongyan.core.errors import InvalidInput, NotFound


class WrongCheckDigit(InvalidInput):
    """This cannot be a waybill number; it was mistyped or misheard."""

    slug = "wrong-check-digit"


class NoSuchWaybill(NotFound):
    """There is no such waybill."""

    slug = "no-such-waybill"
