"""Air waybills, their check digit and their events."""

from hongyan.cargo.errors import NoSuchWaybill, WrongCheckDigit
from hongyan.cargo.model import CODES, Shipment, ShipmentEvent, awb_digits, is_valid_awb, shown_awb
from hongyan.cargo.service import Cargo

__all__ = [
    "CODES",
    "Cargo",
    "NoSuchWaybill",
    "Shipment",
    "ShipmentEvent",
    "WrongCheckDigit",
    "awb_digits",
    "is_valid_awb",
    "shown_awb",
]
