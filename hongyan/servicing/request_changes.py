"""From an agreed quote to a change of bookings: checked once more, then asked for with the money it costs."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from hongyan.bookings import Change, ChangeRequest, PlannedLeg
from hongyan.bookings.model import Order
from hongyan.core.errors import InvalidInput
from hongyan.core.money import Money
from hongyan.disruptions import AffectedPassenger, Disruption, Disruptions
from hongyan.flights import LegKey
from hongyan.servicing.cabins import letter_of
from hongyan.servicing.errors import OrderChanged, PriceChanged, SeatsGone
from hongyan.servicing.find_options import parse_option
from hongyan.servicing.model import Act, Quote
from hongyan.servicing.quote import Quoter

SEATS_GONE = frozenset({"no_seats", "hold_gone", "not_operating", "unknown_flight"})
"""Reasons of a failed change that all mean: search again."""

Hits = list[tuple[Disruption, AffectedPassenger]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is asked of bookings, with what was agreed; or the slug that forbids it."""

    request: ChangeRequest | None
    agreed: dict[str, Any]
    refused: str | None = None
    parties: tuple[str, ...] = ()
    """Disrupted parties all of whose travellers leave the disrupted flight by this."""


class ChangePlanner:
    """Quotes again at the moment of the yes: what was read back must still hold."""

    def __init__(self, quoter: Quoter, disruptions: Disruptions) -> None:
        self._quoter = quoter
        self._disruptions = disruptions

    async def prepare(self, act: Act) -> Prepared:
        """Return the request for a change or refund. Raises OrderChanged, PriceChanged, SeatsGone, NotFound, InvalidInput."""
        if act.order_id is None:
            raise InvalidInput("this act needs an order", kind=act.kind)
        order = await self._quoter.order(act.order_id)
        expected = act.args.get("order_version")
        if expected is not None and int(expected) != order.version:
            raise OrderChanged(expected=int(expected), found=order.version)
        quote = await self._quote(act)
        if quote.refused == "no_seats":
            raise SeatsGone(option_id=act.args.get("option_id"))
        if quote.refused is not None:
            return Prepared(None, {"rule": quote.rule}, quote.refused)
        _same_price(act, quote)
        hits = await self._disruptions.of_orders([order.order_id])
        return Prepared(self._request(act, order, quote, hits), _agreed(quote), parties=_parties(quote, hits))

    async def _quote(self, act: Act) -> Quote:
        assert act.order_id is not None
        if act.kind == "change":
            segment_id, option_id = act.args.get("segment_id"), act.args.get("option_id")
            if not segment_id or not option_id:
                raise InvalidInput("a change needs a flight and an option")
            return await self._quoter.change(act.order_id, segment_id, act.passenger_ids, option_id)
        segments = act.args.get("segment_ids") or []
        reason = str(act.args.get("reason") or "voluntary")
        return await self._quoter.refund(act.order_id, segments, act.passenger_ids, reason)

    def _request(self, act: Act, order: Order, quote: Quote, hits: Hits) -> ChangeRequest:
        money = Money(quote.total, quote.currency)
        paid = act.kind == "change" and bool(quote.total)
        kind = "refund" if act.kind == "refund" else "change" if paid or not quote.involuntary else "rebook"
        return ChangeRequest(
            subject=_subject(quote, hits, kind),
            order_id=order.order_id,
            passenger_ids=quote.passenger_ids,
            kind=kind,
            old_segment_ids=quote.segment_ids,
            hold_id=None,
            offer_id=None,
            itinerary=_itinerary(quote),
            fee=Money(quote.fee, quote.currency) if act.kind == "refund" else None,
            requested_by=act.said_by,
            consent=act.consent or "",
            language=act.language,
            collect=money if kind == "change" else None,
            payment_method=order.payment_method,
            fare_differences={
                line["passenger_id"]: line["fare_difference"]
                for line in quote.lines
                if line["fare_difference"]
            },
        )


def outcome_of(change: Change) -> tuple[str, str | None, dict[str, Any]] | None:
    """Return (state, reason, details) of an act whose change has ended, None while it has not."""
    details: dict[str, Any] = {"change_id": change.change_id}
    match change.state.value:
        case "confirmed" | "told":
            details["new_segment_ids"] = list(change.new_segment_ids)
            if change.payment_id:
                details["payment_id"] = change.payment_id
            if change.refund_id:
                details["refund_id"] = change.refund_id
            return "done", None, details
        case "failed":
            reason = "seats_gone" if change.reason in SEATS_GONE else change.reason
            return "failed", reason, details
        case "needs_person":
            return "with_person", change.reason, details | {"owner": change.owner}
    return None


def _subject(quote: Quote, hits: Hits, kind: str) -> str:
    """A decision about a disrupted flight is the party's one decision; any other is about its segment."""
    for disruption, hit in hits:
        if (
            kind != "change"
            and hit.segment_id in quote.segment_ids
            and hit.passenger_id in quote.passenger_ids
        ):
            return hit.party_id or disruption.disruption_id
    return quote.segment_ids[0]


def _parties(quote: Quote, hits: Hits) -> tuple[str, ...]:
    """A party has chosen when nobody of it is left behind on the disrupted flight."""
    whole: dict[str, bool] = {}
    for _, hit in hits:
        leaves = hit.segment_id in quote.segment_ids and hit.passenger_id in quote.passenger_ids
        whole[hit.party_id] = whole.get(hit.party_id, True) and leaves
    return tuple(party for party, leaves in whole.items() if party and leaves)


def _itinerary(quote: Quote) -> tuple[PlannedLeg, ...]:
    if quote.option is None:
        return ()
    leg, rbd = parse_option(quote.option.option_id)
    return (PlannedLeg(leg=_text(leg), cabin=letter_of(quote.option.cabin), rbd=rbd),)


def _text(leg: LegKey) -> str:
    return str(leg)


def _same_price(act: Act, quote: Quote) -> None:
    said = act.args.get("total")
    if said is None:
        return
    try:
        total = Decimal(str(said))
    except InvalidOperation as error:
        raise InvalidInput("the agreed total is no amount", total=str(said)) from error
    if total != quote.total:
        raise PriceChanged(agreed=str(said), now=str(quote.total), currency=quote.currency)


def _agreed(quote: Quote) -> dict[str, Any]:
    return {
        "total": str(quote.total),
        "fee": str(quote.fee),
        "fare_difference": str(quote.fare_difference),
        "currency": quote.currency,
        "rule": quote.rule,
        "involuntary": quote.involuntary,
        "passenger_ids": list(quote.passenger_ids),
    }
