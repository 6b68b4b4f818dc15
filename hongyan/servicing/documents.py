"""What a certificate or an itinerary receipt says: the record's own data in both languages, nothing else. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.bookings.model import Order, Passenger, Segment
from hongyan.flights import Airports, Leg, LegStatus
from hongyan.servicing.describe_trip import coupon_of, local
from hongyan.servicing.names import shown

_LATE_MINUTES = 15  # CCAR-300: a later flight is delayed
_CAUSES = {
    "WX": ("天气原因", "weather"),
    "ATC": ("空中交通管制", "air traffic control"),
    "APT": ("机场原因", "airport"),
    "MX": ("机务维护", "technical"),
    "CREW": ("机组原因", "crew"),
    "ROT": ("飞机晚到", "late arrival of the aircraft"),
    "OPS": ("航班计划", "operations"),
    "COM": ("商务计划", "commercial plan"),
    "PAX": ("旅客原因", "passenger"),
    "GOV": ("公共安全或政府原因", "security or authorities"),
}


def certificate_facts(
    segment: Segment,
    leg: Leg | None,
    cause_class: str | None,
    travellers: Sequence[Passenger],
    airports: Airports,
) -> dict[str, Any] | None:
    """Return what the flight's record shows of a delay or cancellation; None when it shows none."""
    if leg is None:
        return None
    cancelled = leg.status is LegStatus.CANCELLED
    minutes = int((leg.departs - leg.std).total_seconds() // 60)
    arrival_minutes = leg.arrival_delay_minutes
    if (
        not cancelled
        and max(minutes, arrival_minutes) <= _LATE_MINUTES
        and leg.status is not LegStatus.DIVERTED
    ):
        return None
    planned = local(airports, leg.std, leg.key.board)
    actual = None if cancelled else local(airports, leg.departs, leg.key.board)
    zh_cause, en_cause = _CAUSES.get(cause_class or "", ("", ""))
    names = [shown(p.surname, p.given_name) for p in travellers]
    what = "cancelled" if cancelled else "diverted" if leg.status is LegStatus.DIVERTED else "delayed"
    facts = {
        "flight_no": leg.key.flight,
        "date": planned.date().isoformat(),
        "origin": leg.key.board,
        "destination": leg.key.off,
        "planned_departure": planned.isoformat(),
        "actual_departure": actual.isoformat() if actual else None,
        "delay_minutes": 0 if cancelled else max(minutes, arrival_minutes),
        "what": what,
        "cause": cause_class,
        "travellers": names,
    }
    return facts | {
        "text_zh": _certificate_zh(facts, planned, actual, zh_cause),
        "text_en": _certificate_en(facts, planned, actual, en_cause),
    }


def invoice_facts(order: Order, segments: Sequence[Segment], people: Sequence[Passenger]) -> dict[str, Any]:
    """Return what an itinerary receipt shows: travellers, tickets, flights, fares and taxes as ticketed."""
    rows = []
    for passenger in people:
        for segment in segments:
            coupon = coupon_of(order, segment.segment_id, passenger.passenger_id)
            if coupon is None:
                continue
            rows.append(
                {
                    "name": shown(passenger.surname, passenger.given_name),
                    "ticket_number": coupon.ticket_number,
                    "flight_no": segment.leg.flight,
                    "date": segment.leg.origin_date.isoformat(),
                    "route": f"{segment.leg.board}-{segment.leg.off}",
                    "rbd": segment.rbd,
                    "fare": str(coupon.fare.amount),
                    "taxes": str(coupon.taxes.amount),
                    "total": str(coupon.fare.amount + coupon.taxes.amount),
                    "currency": coupon.fare.currency,
                }
            )
    return {"locator": order.locator, "rows": rows}


def _certificate_zh(facts: dict[str, Any], planned: datetime, actual: datetime | None, cause: str) -> str:
    what = {"cancelled": "取消", "diverted": "备降", "delayed": "延误"}[facts["what"]]
    times = f"计划起飞 {planned:%Y-%m-%d %H:%M}"
    if actual is not None:
        times += f"，实际（预计）起飞 {actual:%Y-%m-%d %H:%M}，延误 {facts['delay_minutes']} 分钟"
    why = f"，原因：{cause}" if cause else ""
    who = "、".join(facts["travellers"])
    return f"航班不正常证明：旅客 {who}，航班 {facts['flight_no']}（{facts['origin']}—{facts['destination']}）{what}。{times}{why}。"


def _certificate_en(facts: dict[str, Any], planned: datetime, actual: datetime | None, cause: str) -> str:
    times = f"Scheduled departure {planned:%Y-%m-%d %H:%M}"
    if actual is not None:
        times += f", actual (expected) {actual:%Y-%m-%d %H:%M}, {facts['delay_minutes']} minutes late"
    why = f", cause: {cause}" if cause else ""
    who = ", ".join(facts["travellers"])
    return (
        f"Certificate of irregularity: {who}, flight {facts['flight_no']} ({facts['origin']}-{facts['destination']}) "
        f"{facts['what']}. {times}{why}."
    )
