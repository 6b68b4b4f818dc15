"""Money questions that act on nothing: what a change or refund would cost, where a refund is."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from hongyan.assistant.dialogue.acts import PROMISE_ASKED
from hongyan.assistant.dialogue.queries import MyRefunds, Options, QuoteChange, QuoteRefund
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import Told, View
from hongyan.assistant.facts import RefundFact
from hongyan.assistant.tasks import change as change_task
from hongyan.assistant.tasks import refund as refund_task
from hongyan.assistant.tasks.knowledge import passages
from hongyan.assistant.tasks.trips import TRIP_SLOTS, flight_line, my_flight, my_trip, travellers
from hongyan.assistant.understanding.numbers import en_int, zh_int
from hongyan.assistant.words import Both, Listed, Words, words
from hongyan.core.money import Money
from hongyan.servicing.model import FlightOption, Quote

_DAYS = re.compile(
    r"[几一二三四五六七八九十\d]+天|哪天|哪一天|最晚|最迟|什么时候|多久|\b(?:days?|how long|when)\b", re.I
)
_BEFORE = re.compile(
    r"(?:起飞|飞|出发|登机|航班)(?:之?前|以前)(?:的)?(?:最后)?(?P<zh>[0-9零一二两三四五六七八九十]+)个?(?:多)?(?P<unit>小时|钟头|分钟|天)|"
    r"\b(?P<en>\d+|an?|one|two|three|four|five|six|seven|eight|ten|twelve) (?P<en_unit>hours?|minutes?|days?) before\b",
    re.I,
)
_CHANGE = re.compile(r"改|换|\bchang|\bmov(?:e|ing)\b|\brebook", re.I)
_REFUND = re.compile(
    r"退|拿回|能回来|\brefund|cancel|money back\b|\bg(?:ive|iving|ave) (?:it|them|the tickets?|mine) (?:back|up)\b|\breturn(?:ed|ing)? (?:it|the ticket)\b|\bget back\b",
    re.I,
)


def fare_rules(v: View) -> Told:
    """Say what a refund or change of the own ticket would cost now, by which rule; nothing is done. Without a trip: the articles."""
    mine = (
        v.identity.order_ids
        or v.identity.phone
        or v.identity.member_no
        or v.remembered("locator")
        or v.slot("ticket_no")
    )
    if not mine:
        return passages(v)
    trip = my_trip(v)
    flight = my_flight(v, trip)
    people = tuple(t.passenger_id for t in travellers(v, trip, flight))
    asked_before = v.state.memory.get("about") == "refund" and not _CHANGE.search(v.text)
    beside = any(f.task == "booking.refund" for f in v.state.frames[:-1]) and not _CHANGE.search(v.text)
    if _REFUND.search(v.text) or v.slot("about") == "refund" or asked_before or beside:
        v.note("about", "refund")
        quote: Quote = v.world(
            QuoteRefund(trip.order_id, (flight.segment_id,), people, minutes_before=minutes_before(v.text))
        )
        said = refund_task.cost(quote) if quote.allowed else words("refund.refused_general")
        return Told((words("fare_rules.refund", flight=flight_line(flight)), said), value=quote)
    next_day = (date.fromisoformat(flight.date) + timedelta(days=1)).isoformat()
    day = v.slot("date") or _wished_day(v) or next_day
    found: list[FlightOption] = v.world(
        Options(trip.order_id, flight.segment_id, people, day, v.slot("cabin"))
    )
    if not found:
        return Told((words("fare_rules.no_flight", day=date.fromisoformat(day)),))
    quote = v.world(
        QuoteChange(trip.order_id, flight.segment_id, people, found[0].option_id, minutes_before(v.text))
    )
    if not quote.allowed:
        return Told(
            (
                words(
                    "change.refused_fare_not_changeable",
                    cite=(quote.rule, quote.clause_en),
                    flight=flight_line(flight),
                    clause=Both(quote.clause_zh, quote.clause_en),
                ),
            )
        )
    return Told(
        (
            words("fare_rules.change", flight=flight_line(flight), example=change_task.option_line(found[0])),
            change_task.cost(quote),
        ),
        value=quote,
    )


def minutes_before(text: str) -> int | None:
    """Return how long before departure something would be done: "three hours before", 起飞前两天; None = now."""
    found = _BEFORE.search(text)
    if found is None:
        return None
    count = zh_int(found["zh"]) if found["zh"] else en_int(found["en"].lower())
    unit = (found["unit"] or found["en_unit"] or "").lower()
    size = 1 if unit.startswith(("分", "min")) else 60 if unit.startswith(("小时", "钟头", "hour")) else 1440
    return int(count) * size if count else None


def _wished_day(v: View) -> str | None:
    """Return the day of the change that is under way beside this question."""
    changes = [f for f in v.state.frames if f.task == "booking.change"]
    return changes[-1].slots.get("date") if changes else None


def refund_status(v: View) -> Told:
    """Say where the money is: the node, the legal last day, what comes next. Never a day nobody can promise."""
    refunds: list[RefundFact] = v.world(MyRefunds()) if _known(v) else []
    if not refunds:
        trip_known = v.state.memory.get("last_task") == "booking.refund"
        if trip_known:
            return Told((words("refund.when"),))
        my_trip(v)  # asks who it is, when nobody knows
        refunds = v.world(MyRefunds())
    if not refunds:
        return Told((words("refund_status.none"),))
    lines = tuple(
        words(
            "refund_status.line" if r.due else "refund_status.line_no_due",
            amount=Money(r.amount, r.currency),
            state=words("refund_state." + r.state),
            requested=date.fromisoformat(r.requested[:10]),
            due=date.fromisoformat(r.due) if r.due else "",
        )
        for r in refunds[:3]
    )
    said = [words("refund_status.lines", lines=Listed(lines))]
    if PROMISE_ASKED.search(v.text):
        said.append(words("refund_status.no_promise"))
    return Told(
        tuple(said), value=refunds, cards=({"type": "refund_timeline", "refund_id": refunds[0].refund_id},)
    )


def still_when(v: View, text: str) -> Sequence[Words] | None:
    """Asked again for a day: the law's last day stands, the bank's own day nobody can promise."""
    if PROMISE_ASKED.search(text) or _DAYS.search(text):
        return (words("refund.when"), words("refund_status.no_promise"))
    return None


def _known(v: View) -> bool:
    return v.identity.knows_trips or bool(v.identity.name)


FARE_RULES = Task(
    "fare.rules",
    fare_rules,
    slots=TRIP_SLOTS | {"date", "cabin"},
    steps=("my_trip", "quote without acting", "knowledge"),
)
REFUND_STATUS = Task(
    "refund.status",
    refund_status,
    slots=TRIP_SLOTS,
    personal=True,
    after=still_when,
    steps=("my_trip", "refund state and due day"),
)
