"""Air waybills: the check digit, the status codes of Cargo-IMP and a shipment's history. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

CODES: dict[str, tuple[str, str]] = {
    "BKD": ("已订舱", "booked"),
    "FOH": ("货物已到站待收运", "on hand"),
    "RCS": ("已收运，待出运", "received from the shipper, ready for carriage"),
    "MAN": ("已配载到航班", "manifested on a flight"),
    "DEP": ("已起飞", "departed"),
    "ARR": ("已到达", "arrived"),
    "RCF": ("已从航班接收", "received from the flight"),
    "NFD": ("已通知收货人", "consignee notified"),
    "AWD": ("单证已交付", "documents delivered"),
    "CCD": ("已清关", "customs cleared"),
    "DLV": ("已交付", "delivered"),
    "TRM": ("待转运", "to be transferred"),
    "TFD": ("已转运", "transferred"),
    "RCT": ("已接收转运货物", "received by transfer"),
    "DIS": ("运输异常", "discrepancy"),
}
"""Chinese and English name of each known status code."""

_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class ShipmentEvent:
    """One status. ``code`` as the carrier sent it, whether we know it or not."""

    code: str
    station: str
    at: datetime
    flight: str | None = None
    pieces: int | None = None

    @property
    def known(self) -> bool:
        return self.code in CODES

    def name(self, language: str) -> str:
        """Return the status in words; an unknown code stays what it is."""
        zh, en = CODES.get(self.code, (self.code, self.code))
        return zh if language.startswith("zh") else en


@dataclass(frozen=True, slots=True)
class Shipment:
    """``events`` in order of what happened, whatever order the messages came in."""

    awb: str
    origin: str
    destination: str
    pieces: int
    weight_kg: Decimal
    events: tuple[ShipmentEvent, ...] = ()

    @property
    def last(self) -> ShipmentEvent | None:
        return self.events[-1] if self.events else None


def awb_digits(text: str) -> str:
    """Return the digits of a waybill number as typed or said."""
    return _DIGITS.sub("", text)


def is_valid_awb(text: str) -> bool:
    """Say whether a number is a waybill: eleven digits, the last being the seven before it, as one number, modulo 7."""
    digits = awb_digits(text)
    return len(digits) == 11 and int(digits[3:10]) % 7 == int(digits[10])


def shown_awb(text: str) -> str:
    """Return ``099-23456786``."""
    digits = awb_digits(text)
    return f"{digits[:3]}-{digits[3:]}"
