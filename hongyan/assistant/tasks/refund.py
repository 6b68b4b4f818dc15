"""Giving back a ticket: the fee by the rule, the taxes in full, back to where the money came from, read back and carried out once."""

import re
from collections.abc import Sequence

from hongyan.assistant.dialogue import acts
from hongyan.assistant.dialogue.queries import QuoteRefund
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import NeedAnswer, Told, View
from hongyan.assistant.tasks.held_offers import already, decided, party_of
from hongyan.assistant.tasks.receipts import carried_out
from hongyan.assistant.tasks.trips import (
    TRIP_SLOTS,
    flight_line,
    leg_meant,
    linked_ask,
    my_flight,
    my_trip,
    names,
    only_some,
    travellers,
)
from hongyan.assistant.words import Both, Listed, Words, words
from hongyan.core.money import Money
from hongyan.servicing.model import Quote, Traveller, Trip, TripFlight

_TAXES = re.compile(r"税|基金|燃油|机建|\btax(?:es)?\b|surcharge", re.I)
_WHY = re.compile(
    r"为什么|为啥|凭什么|怎么(?:还|会)?(?:要|收|扣|这么|那么)|这么(?:多|贵|高)|太(?:多|贵|高)|怎么算|\bwhy\b|"
    r"\bhow (?:did|do) you (?:get|come|work|arrive)\b|\bwhere does\b.{0,20}\bcome from\b",
    re.I,
)
_REST_STAYS = re.compile(
    r"(?:去程|回程|其他|别的|另外|剩下)[^，。,.]{0,8}(?:不动|不变|保留|影响|还在|照常)|\b(?:other|outbound|return|rest)\b.{0,20}\b(?:stays?|kept|unaffected|unchanged|valid)\b",
    re.I,
)
_WHERE = re.compile(
    r"(?:退|回).{0,8}(?:卡|账户|支付宝|微信)|哪里|哪张|哪个(?:卡|账户)|原路|别的卡|另一张|\bwhich (?:card|account)\b|\b(?:to|on|onto) my (?:\w+ )?(?:card|account)\b|another (?:card|account)|my other",
    re.I,
)


def run(v: View) -> Told:
    """Lead one refund from the wish to the refund's clock."""
    trip = my_trip(v)
    flights, people = _what(v, trip)
    reason = v.slot("refund_reason") or "voluntary"
    quote: Quote = v.world(
        QuoteRefund(
            trip.order_id, tuple(f.segment_id for f in flights), tuple(t.passenger_id for t in people), reason
        )
    )
    if not quote.allowed:
        slug = quote.refused if quote.refused in ("coupon_not_open", "departed") else "general"
        return Told((words(f"refund.refused_{slug}", cite=(quote.rule, quote.clause_en)),))
    if reason == "illness" and not quote.involuntary and v.slot("attachment") is None and quote.fee > 0:
        raise NeedAnswer(
            (words("refund.illness"), cost(quote), words("refund.illness_or")),
            ("attachment",),
        )
    party = party_of(v, trip, flights[0], people) if quote.involuntary else None
    if party is not None and party.held.decided:
        return already(party)
    gives_back = party.refund if party is not None else None
    if party is not None and gives_back and set(gives_back.segment_ids) == {f.segment_id for f in flights}:
        decided(v, party, "refund", gives_back.offer_id, *_read_back(quote, flights, people))
        return _done(quote, trip)
    receipt = v.confirm(
        {
            "kind": "refund",
            "order_id": trip.order_id,
            "passenger_ids": [t.passenger_id for t in people],
            "args": {
                "segment_ids": [f.segment_id for f in flights],
                "order_version": quote.order_version,
                "reason": reason,
                "total": str(quote.total),
                "currency": quote.currency,
            },
        },
        *_read_back(quote, flights, people),
    )
    carried_out(receipt, "refund")
    return _done(quote, trip)


def _done(quote: Quote, trip: Trip) -> Told:
    said = [words("refund.done", total=Money(quote.total, quote.currency))]
    if trip.linked:
        said.append(linked_ask(trip.linked))
    return Told(tuple(said), value=quote, executed=True, offer="task:trip.linked" if trip.linked else None)


def aside(v: View, text: str) -> Sequence[Words] | None:
    """Answer what is asked about the refund itself: its fee and rule, its taxes, where the money goes and when."""
    quote = _pending_quote(v)
    if quote is None:
        return None
    if _REST_STAYS.search(text):
        return (words("refund.rest_stays"),)
    if v.slot("refund_reason") == "illness" and acts.WAIVED.search(text):
        return (words("refund.illness"),)
    if _TAXES.search(text):
        return (words("refund.taxes", taxes=Money(quote.taxes, quote.currency)),)
    if _WHERE.search(text):
        return (words("refund.payee"),)
    if acts.WHEN_MONEY.search(text) and not acts.TOTAL.search(text):
        return (words("refund.when"),)
    if _WHY.search(text) or acts.TOTAL.search(text):
        return (cost(quote),)
    return None


def after(v: View, text: str) -> Sequence[Words] | None:
    """Answer when and where the money comes, once the refund is on its way."""
    if acts.WHEN_MONEY.search(text):
        return (words("refund.when"),)
    return (words("refund.payee"),) if _WHERE.search(text) else None


def cost(quote: Quote) -> Words:
    """Word fee and refund with the clause that decides them."""
    cite = (quote.rule, quote.clause_en)
    total = Money(quote.total, quote.currency)
    if quote.involuntary or quote.fee == 0:
        return words(
            "refund.cost_free", cite=cite, total=total, clause=Both(quote.clause_zh, quote.clause_en)
        )
    return words(
        "refund.cost",
        cite=cite,
        total=total,
        fee=Money(quote.fee, quote.currency),
        taxes=Money(quote.taxes, quote.currency),
        clause=Both(quote.clause_zh, quote.clause_en),
    )


def _what(v: View, trip: Trip) -> tuple[tuple[TripFlight, ...], tuple[Traveller, ...]]:
    live = trip.live_flights
    wanted = only_some(v, trip) or v.slot("for")
    if wanted is not None:  # the flights that those who are meant still have
        live = [f for f in live if set(wanted.split(",")) & set(f.passenger_ids)] or live
    live = leg_meant(v.text, [f for f in live if f.segment_id == v.slot("leg")] or live)
    if len(live) == 1:
        v.note("leg", live[0].segment_id)
        v.note("order_id", trip.order_id)
        v.note("segment_id", live[0].segment_id)
        return (live[0],), travellers(v, trip, live[0])
    named = v.slot("flight_no") or v.slot("destination") or v.slot("origin") or v.slot("date")
    if named or not live:
        flight = my_flight(v, trip, by_date=True)
        v.note("segment_id", flight.segment_id)
        return (flight,), travellers(v, trip, flight)
    v.note("order_id", trip.order_id)
    v.note("segment_id", live[0].segment_id)
    return tuple(live), travellers(v, trip, live[0])


def _read_back(quote: Quote, flights: Sequence[TripFlight], people: Sequence[Traveller]) -> tuple[Words, ...]:
    return (
        words(
            "refund.read_back",
            names=names(people),
            flights=Listed(tuple(flight_line(f) for f in flights), inline=True),
        ),
        cost(quote),
        words("consent.ask_refund"),
    )


def _pending_quote(v: View) -> Quote | None:
    quotes = [value for key, value in v.frame.facts.items() if key.startswith("QuoteRefund:")]
    return QuoteRefund.parse(quotes[-1]) if quotes else None


TASK = Task(
    "booking.refund",
    run,
    slots=TRIP_SLOTS | {"date", "refund_reason", "attachment", "pax_count"},
    binding=True,
    personal=True,
    aside=aside,
    after=after,
    after_means="refund.status",
    steps=("my_trip", "my_flight", "travellers", "quote", "read_back", "consent", "refund"),
)
