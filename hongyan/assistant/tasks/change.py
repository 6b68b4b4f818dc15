"""Another date, flight or cabin for an own ticket: find it, price it by the rule, read it back, carry it out once."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hongyan.assistant.dialogue import acts
from hongyan.assistant.dialogue.choose import by_wish, in_part_of_day, pick, twelve_hours_on
from hongyan.assistant.dialogue.queries import Options, QuoteChange
from hongyan.assistant.dialogue.state import Option
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import NeedAnswer, Told, View, option
from hongyan.assistant.tasks import held_offers
from hongyan.assistant.tasks.held_offers import accept, already, party_of, wanted_offer
from hongyan.assistant.tasks.receipts import carried_out
from hongyan.assistant.tasks.shift_days import days_shifted
from hongyan.assistant.tasks.trips import (
    TRIP_SLOTS,
    flight_line,
    linked_ask,
    my_flight,
    my_trip,
    names,
    travellers,
)
from hongyan.assistant.words import TEMPLATES, Both, Listed, Place, Words, words
from hongyan.core.money import Money
from hongyan.servicing.model import FlightOption, Quote, Traveller, Trip, TripFlight

_LOOK_AROUND = (1, -1, 2)  # other days to try when the wished one has no seats for all
_MOST_SHOWN = 5
_INFANT = re.compile(r"婴儿|宝宝|小孩|孩子|\b(?:infant|baby|lap child)\b", re.I)
# "What time is that one?" beside a read-back means the flight that was read back.
_WHICH_ONE = re.compile(
    r"几点|什么时候(?:起飞|到|飞)?|哪一?[班趟个]|航班号|什么航班|\b(?:what time|which (?:flight|one)|flight number|(?:arrival|departure) time|when (?:does|is|do|will))\b",
    re.I,
)
_THAT_ONE = re.compile(r"(?:那|这|新的?)(?:一)?[班趟个]|\b(?:that|this|the new) (?:one|flight)\b", re.I)
_WHEELCHAIR = re.compile(r"^WCH[RSC]$")


def run(v: View) -> Told:
    """Lead one change from the wish to the ticket."""
    trip = my_trip(v)
    flight = my_flight(v, trip, involuntary_first=True)
    v.note("segment_id", flight.segment_id)
    people = travellers(v, trip, flight)
    party = party_of(v, trip, flight, people)
    if party is not None and party.held.decided:
        return already(party)
    offer = wanted_offer(v, party) if party is not None else None
    if party is not None and offer is not None:
        return accept(v, party, offer)
    chosen = _wished(v, trip, flight, people)
    quote: Quote = v.world(QuoteChange(trip.order_id, flight.segment_id, _ids(people), chosen.option_id))
    if not quote.allowed:
        return _refused(quote, flight)
    receipt = v.confirm(
        {
            "kind": "change",
            "order_id": trip.order_id,
            "passenger_ids": list(_ids(people)),
            "args": {
                "segment_id": flight.segment_id,
                "option_id": chosen.option_id,
                "order_version": quote.order_version,
                "total": str(quote.total),
                "currency": quote.currency,
            },
        },
        *read_back(quote, flight, chosen, people),
        cards=[quote_card(quote, flight, chosen, people)],
    )
    carried_out(receipt, "change")
    return _done(receipt.state, trip, chosen, people, quote)


def aside(v: View, text: str) -> Sequence[Words] | None:
    """Answer what is asked about the change itself: its cost, its rule, the flights there are."""
    free = held_offers.aside(v, text)
    if free is not None:
        return free
    quote = _pending_quote(v)
    if acts.LIST.search(text) and not (quote and _THAT_ONE.search(text)):
        options = _options_known(v)
        return (words("change.list", flights=_listed(options)),) if options else None
    if quote is None:
        return None
    infants = [line for line in quote.lines if line.get("kind") == "INF"]
    if infants and _INFANT.search(text) and acts.TOTAL.search(text):
        return (words("change.infant_free", fee=Money.zero(quote.currency)),)
    if acts.TOTAL.search(text):
        return (cost(quote),)
    if quote.option is not None and _WHICH_ONE.search(text):
        return (words("change.proposed", flight=option_line(quote.option)),)
    return None


# — which flight —


def _wished(v: View, trip: Trip, flight: TripFlight, people: Sequence[Traveller]) -> FlightOption:
    wished = v.slot("date")
    if wished in (None, flight.date) and (shift := days_shifted(v.text)):
        wished = _later(flight.date, shift)  # told from the day that is booked
        v.note("date", wished)
    if wished is None and v.slot("flight_no") in (None, flight.flight_no) and v.slot("time") is None:
        if not flight.involuntary and v.slot("cabin") is None:
            raise NeedAnswer((words("change.which_day", flight=flight_line(flight)),), ("date", "time"))
        wished = flight.date
    wished = wished or flight.date
    found = _on(v, trip, flight, people, wished)
    if not found and flight.involuntary and v.slot("date") is None:
        wished = _later(wished, 1)
        found = _on(v, trip, flight, people, wished)
    if not found:
        return _around(v, trip, flight, people, wished)
    fitting = _fitting(v, found)
    return _pick(v, "option", fitting or found, words("change.no_such_time") if not fitting else None)


def _around(
    v: View, trip: Trip, flight: TripFlight, people: Sequence[Traveller], wished: str
) -> FlightOption:
    """No seats for everybody that day: never split the party, look at the days around."""
    today = v.now.date().isoformat()
    nearby = [
        o
        for offset in _LOOK_AROUND
        if _later(wished, offset) >= today
        for o in _on(v, trip, flight, people, _later(wished, offset))
    ]
    day = date.fromisoformat(wished)
    if not nearby:
        key = "change.no_seats" if len(people) > 1 else "change.no_seat"
        raise NeedAnswer((words(key, day=day, count=len(people)),), ("date",))
    shown = tuple(_option(o) for o in nearby[:_MOST_SHOWN])
    raise NeedAnswer(
        (words(_no_seats_key(people), day=day, count=len(people), flights=_listed(nearby)),),
        ("date", "time"),
        shown,
        "option",
    )


def _no_seats_key(people: Sequence[Traveller]) -> str:
    return "change.no_seats_but" if len(people) > 1 else "change.no_seat_but"


def _on(v: View, trip: Trip, flight: TripFlight, people: Sequence[Traveller], day: str) -> list[FlightOption]:
    found: list[FlightOption] = v.world(
        Options(trip.order_id, flight.segment_id, _ids(people), day, v.slot("cabin"))
    )
    return [o for o in found if o.leg != flight.leg]


def _fitting(v: View, found: Sequence[FlightOption]) -> list[FlightOption]:
    chosen = list(found)
    flight_no, time = v.slot("flight_no"), v.slot("time")
    if flight_no and any(o.flight_no == flight_no for o in chosen):
        chosen = [o for o in chosen if o.flight_no == flight_no]
    if time:
        later = twelve_hours_on(time)
        chosen = [o for o in chosen if in_part_of_day(f"{o.departs:%H:%M}", time)] or [
            o for o in chosen if later and in_part_of_day(f"{o.departs:%H:%M}", later)
        ]
    return chosen


def _pick(v: View, question: str, found: Sequence[FlightOption], prefix: Words | None) -> FlightOption:
    shown = found[:_MOST_SHOWN]
    say = (*((prefix,) if prefix else ()), words("change.which_flight", flights=_listed(shown)))
    if prefix is not None and len(shown) == 1 and v.frame.chosen.get(question) != shown[0].option_id:
        raise NeedAnswer(say, ("date", "time"), tuple(_option(o) for o in shown), question)
    offered = [_option(o) for o in shown]
    picked = v.slot("picked")
    wish = pick(offered, picked, {}) if picked else by_wish(offered, v.text)
    if wish is not None and question not in v.frame.chosen and not v.frame.refused:
        return next(o for o in shown if o.option_id == wish.key)
    chosen = v.choose(question, offered, *say)
    return next(o for o in shown if o.option_id == chosen.key)


def _option(o: FlightOption) -> Option:
    return option(
        o.option_id,
        option_line(o),
        slots={"date": o.date},
        traits={
            "flight_no": o.flight_no,
            "date": o.date,
            "time": f"{o.departs:%H:%M}",
            "fare": str(o.fare),
        },
    )


def option_line(o: FlightOption) -> Words:
    return words("flight.option", flight_no=o.flight_no, departs=o.departs, arrives=o.arrives)


def _listed(options: Sequence[FlightOption]) -> Listed:
    return Listed(tuple(option_line(o) for o in options[:_MOST_SHOWN]))


def _options_known(v: View) -> list[FlightOption]:
    found: list[FlightOption] = []
    for key, value in v.frame.facts.items():
        if key.startswith("Options:"):
            found += Options.parse(value)
    wished = v.slot("date")
    return [o for o in found if wished is None or o.date == wished] or found


# — what it costs and how it is read back —


def read_back(
    quote: Quote, flight: TripFlight, chosen: FlightOption, people: Sequence[Traveller]
) -> tuple[Words, ...]:
    """Word exactly what would be done: who, from which flight, to which, for how much, by which rule."""
    said = [
        words(
            "change.read_back",
            names=names(people),
            old_no=flight.flight_no,
            old_departs=flight.departs,
            new_no=chosen.flight_no,
            departs=chosen.departs,
            arrives=chosen.arrives,
            origin=Place(chosen.origin),
            destination=Place(chosen.destination),
            cabin=words("cabin." + chosen.cabin),
        ),
        cost(quote),
    ]
    assisted = [t for t in people if any(_WHEELCHAIR.match(s) for s in t.ssrs)]
    if assisted:
        said.append(words("change.wheelchair_moves", names=names(assisted)))
    said.append(words("consent.ask_change"))
    return tuple(said)


def cost(quote: Quote) -> Words:
    """Word the cost with the rule and clause that decides it."""
    cite = (quote.rule, quote.clause_en)
    total = Money(quote.total, quote.currency)
    if quote.involuntary:
        return words("change.cost_involuntary", cite=cite, total=total)
    if quote.total == 0:
        return words(
            "change.cost_zero", cite=cite, total=total, clause=Both(quote.clause_zh, quote.clause_en)
        )
    return words(
        "change.cost",
        cite=cite,
        total=total,
        fee=Money(quote.fee, quote.currency),
        difference=Money(quote.fare_difference, quote.currency),
        clause=Both(quote.clause_zh, quote.clause_en),
    )


def quote_card(
    quote: Quote, flight: TripFlight, chosen: FlightOption, people: Sequence[Traveller]
) -> dict[str, Any]:
    return {
        "type": "change_quote",
        "from": {"flight_no": flight.flight_no, "departs": flight.departs.isoformat()},
        "to": {
            "flight_no": chosen.flight_no,
            "departs": chosen.departs.isoformat(),
            "arrives": chosen.arrives.isoformat(),
            "origin": chosen.origin,
            "destination": chosen.destination,
        },
        "travellers": len(people),
        "total": str(quote.total),
        "fee": str(quote.fee),
        "difference": str(quote.fare_difference),
        "currency": quote.currency,
    }


def _pending_quote(v: View) -> Quote | None:
    option_id = (v.frame.pending.act["args"].get("option_id")) if v.frame.pending else None
    for key, value in v.frame.facts.items():
        if key.startswith("QuoteChange:") and value.get("option", {}).get("option_id") == option_id:
            quote: Quote = QuoteChange.parse(value)
            return quote
    quotes = [value for key, value in v.frame.facts.items() if key.startswith("QuoteChange:")]
    return QuoteChange.parse(quotes[-1]) if quotes else None


def _refused(quote: Quote, flight: TripFlight) -> Told:
    slug = quote.refused or "general"
    known = slug if f"change.refused_{slug}" in TEMPLATES["zh"] else "general"
    return Told(
        (
            words(
                f"change.refused_{known}",
                cite=(quote.rule, quote.clause_en),
                flight=flight_line(flight),
                clause=Both(quote.clause_zh, quote.clause_en),
            ),
        )
    )


def _done(state: str, trip: Trip, chosen: FlightOption, people: Sequence[Traveller], quote: Quote) -> Told:
    key = "change.done" if state == "done" else "change.running"
    said = [
        words(
            key,
            new_no=chosen.flight_no,
            departs=chosen.departs,
            origin=Place(chosen.origin),
            destination=Place(chosen.destination),
            names=names(people),
        )
    ]
    if trip.linked:
        said.append(linked_ask(trip.linked))
    return Told(
        tuple(said),
        value=chosen,
        executed=True,
        offer="task:trip.linked" if trip.linked else None,
        cards=({"type": "itinerary", "order_id": trip.order_id},),
    )


def _ids(people: Sequence[Traveller]) -> tuple[str, ...]:
    return tuple(t.passenger_id for t in people)


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


TASK = Task(
    "booking.change",
    run,
    slots=TRIP_SLOTS | {"date", "time", "cabin", "pax_count"},
    binding=True,
    personal=True,
    near=frozenset({"flight.search", "booking.create"}),
    aside=aside,
    steps=(
        "my_trip",
        "my_flight",
        "travellers",
        "seats held for the party, else options",
        "choose",
        "quote",
        "read_back",
        "consent",
        "change",
    ),
)
