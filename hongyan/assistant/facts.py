"""Facts a dialogue speaks of that are not trips, quotes or flights: refunds, members, shipments, rights. Pure views."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class RefundFact:
    """A refund on its way. ``state``: requested, validated, approved, sent, done, failed; ``due`` the legal last day."""

    refund_id: str
    amount: Decimal
    currency: str
    state: str
    requested: str
    due: str | None
    history: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MemberFact:
    member_no: str
    name: str
    tier: str
    miles: int


@dataclass(frozen=True, slots=True)
class WaybillFact:
    """A shipment; ``events`` newest last: code, station, time, text_zh, text_en."""

    awb_no: str
    origin: str
    destination: str
    pieces: int
    weight_kg: Decimal
    events: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class RightFact:
    """One entitlement with the rule it comes from. ``granted`` None = unknown, ``needs`` says what is missing."""

    kind: str
    granted: bool | None
    text_zh: str
    text_en: str
    legal_basis: str
    amount: Decimal | None = None
    currency: str | None = None
    needs: tuple[str, ...] = field(default=())
