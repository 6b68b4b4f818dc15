"""From the facts of other packages to the shapes of the passenger's page. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from hongyan.bookings import Change, FollowedRefund
from hongyan.core.errors import InvalidInput
from hongyan.core.money import Money
from hongyan.disruptions import Disruption, Entitlement, cited, word
from hongyan.outreach.passenger_schemas import (
    ChangedFlight,
    ChangeRead,
    FlightRead,
    LinkedProductRead,
    MoneyRead,
    OfferLegRead,
    OfferRead,
    Reason,
    RefundRead,
    RightRead,
    TimelineRead,
    WhatHappened,
)
from hongyan.outreach.ports import Places

Decision = Literal["rebooked", "refunded", "kept", "undecided"]
_INTERNAL = frozenset({"actor", "note", "step", "leg_id", "to"})
_DECISIONS: dict[str, Decision] = {
    "rebook": "rebooked",
    "change": "rebooked",
    "refund": "refunded",
    "keep": "kept",
}


def linked_read(asked: Mapping[str, Any] | None) -> list[LinkedProductRead]:
    """Return hotel and car of the trip with their answers; nothing while the flight is not settled."""
    if asked is None:
        return []
    answers = asked["answers"]
    return [
        LinkedProductRead(
            reference=p.reference, kind=p.kind, number=p.number, answer=answers.get(p.reference)
        )
        for p in asked["products"]
    ]


def flight_read(disruption: Disruption, places: Places) -> FlightRead:
    leg = disruption.leg
    board, off = places.get(leg.board), places.get(leg.off)
    flies = disruption.kind != "cancelled"
    return FlightRead(
        number=leg.flight,
        board=leg.board,
        off=leg.off,
        std=disruption.std,
        sta=disruption.sta,
        etd=disruption.departs if flies and disruption.departs != disruption.std else None,
        eta=disruption.arrives if flies and disruption.arrives != disruption.sta else None,
        board_zone=board.zone if board else "UTC",
        off_zone=off.zone if off else "UTC",
        board_city=board.city if board else None,
        off_city=off.city if off else None,
    )


def happened(disruption: Disruption) -> WhatHappened:
    cause = disruption.cause_class
    return WhatHappened(
        kind=disruption.kind,
        cause_text_key=f"cause.{cause}" if cause else None,
        arrival_delay_minutes=disruption.arrival_delay_minutes if disruption.kind != "cancelled" else None,
    )


def rights_read(rights: Sequence[Entitlement], language: str) -> list[RightRead]:
    """Show what is granted and what is unknown; a right that is refused is not held up to a passenger."""
    return [
        RightRead(
            regime=right.regime,
            kind=right.kind,
            granted=right.granted,
            amount=money_read(right.amount),
            clock=right.clock,
            due=right.due,
            legal_basis=right.legal_basis,
            cited=cited(right.legal_basis),
            certainty=right.certainty,
            needs=list(right.needs),
            text_key=right.text_key,
            params=_plain(right.params),
            text=word(right, _shown(language)),
        )
        for right in rights
        if right.granted is not False
    ]


def _shown(language: str) -> Literal["zh-CN", "en"]:
    return "zh-CN" if language == "zh-CN" else "en"


def offer_read(offer: Any, places: Places) -> OfferRead:
    """Shape a ``protection.Offer``."""
    codes = (
        offer.explanation.get("codes", []) if isinstance(offer.explanation, Mapping) else offer.explanation
    )
    return OfferRead(
        offer_id=offer.offer_id,
        rank=offer.rank,
        kind=str(offer.kind),
        legs=[_leg_read(leg, places) for leg in offer.legs],
        cabins=list(offer.cabins),
        together=offer.together,
        arrival_delay_min=offer.arrival_delay_min or 0,
        hold_expires_at=offer.hold_expires_at,
        state=str(offer.state),
        explanation=[_reason(code) for code in codes],
    )


def refund_read(rights: Sequence[Sequence[Entitlement]], running: FollowedRefund | None) -> RefundRead | None:
    """Show the refund under way, else what the whole party would get: each passenger's own refund, added up."""
    if running is not None:
        return RefundRead(
            amount=_amount(running.amount),
            currency=running.amount.currency,
            due_on=running.due_on,
            legal_basis=running.basis,
            cited=cited(running.basis),
            state=running.state,
        )
    each = [found for found in map(_refund_right, rights) if found is not None]
    amounts = [right.amount for right in each if right.amount is not None]
    if not amounts or len({amount.currency for amount in amounts}) != 1:
        return None
    total = Money(sum((a.amount for a in amounts), Decimal(0)), amounts[0].currency)
    due = each[0].due
    return RefundRead(
        amount=_amount(total),
        currency=total.currency,
        due_on=due.date() if isinstance(due, datetime) else due,
        legal_basis=each[0].legal_basis,
        cited=cited(each[0].legal_basis),
    )


def change_read(change: Change | None) -> ChangeRead | None:
    if change is None:
        return None
    return ChangeRead(
        change_id=change.change_id,
        kind=change.kind.value,
        state=change.state.value,
        flights=[
            ChangedFlight(flight=leg.flight, day=leg.origin_date, board=leg.board, off=leg.off)
            for leg in change.legs
        ],
        price=money_read(change.collect),
    )


def decision_of(change: Change | None) -> Decision:
    """A change that failed leaves its party undecided; one that waits for a person is a decision all the same."""
    if change is None or change.state == "failed":
        return "undecided"
    return _DECISIONS[change.kind]


def timeline_read(entries: Sequence[Mapping[str, Any]]) -> list[TimelineRead]:
    """Show the passenger's own story: what colleagues wrote to each other and internal ids stay inside."""
    return [_entry_read(entry) for entry in entries if not entry["kind"].startswith("task_")]


def _entry_read(entry: Mapping[str, Any]) -> TimelineRead:
    params = {k: v for k, v in (entry.get("params") or {}).items() if k not in _INTERNAL}
    return TimelineRead(
        at=entry["at"], kind=entry["kind"], channel=params.get("channel"), params=_plain(params)
    )


def shown_name(stored: str) -> str:
    """Turn ``SURNAME/GIVEN`` into the way the name is said: 张/伟 → 张伟, Smith/John → John Smith."""
    surname, _, given = stored.partition("/")
    if any("\u3400" <= character <= "\u9fff" for character in stored):
        return f"{surname}{given}"
    return f"{given} {surname}".strip()


def money_read(money: Money | None) -> MoneyRead | None:
    return None if money is None else MoneyRead(amount=_amount(money), currency=money.currency)


def _refund_right(rights: Sequence[Entitlement]) -> Entitlement | None:
    granted = [r for r in rights if r.kind == "refund" and r.granted and r.amount is not None]
    return max(granted, key=lambda r: r.amount.amount if r.amount else Decimal(0), default=None)


def _leg_read(leg: Mapping[str, Any], places: Places) -> OfferLegRead:
    board, off = places.get(leg["board"]), places.get(leg["off"])
    departs, arrives = _instant(leg["departs"]), _instant(leg["arrives"])
    return OfferLegRead(
        flight=leg["flight"],
        board=leg["board"],
        off=leg["off"],
        departs=departs,
        arrives=arrives,
        departs_local=_local(places, departs, leg["board"]),
        arrives_local=_local(places, arrives, leg["off"]),
        board_zone=board.zone if board else "UTC",
        off_zone=off.zone if off else "UTC",
    )


def _local(places: Places, instant: datetime, iata: str) -> datetime:
    try:
        return places.local(instant, iata)
    except InvalidInput:  # a station nobody knows: UTC is at least not wrong
        return instant


def _instant(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _reason(code: Mapping[str, Any]) -> Reason:
    params = code["params"] if "params" in code else {k: v for k, v in code.items() if k != "code"}
    return Reason(code=code["code"], params=_plain(params))


def _amount(money: Money) -> str:
    return str(money.rounded().amount)


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """Make rule parameters JSON-friendly: amounts and dates as text."""
    plain: dict[str, Any] = {}
    for key, value in params.items():
        if value is None or isinstance(value, bool | int | float | str):
            plain[key] = value
        elif isinstance(value, list | tuple | set | frozenset):
            plain[key] = [str(item) for item in value]
        else:
            plain[key] = str(value)
    return plain
