"""The seats protection holds for a disrupted party: offered before others, read back, and decided once through the storm's door."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hongyan.assistant.dialogue import acts
from hongyan.assistant.dialogue.choose import fits
from hongyan.assistant.dialogue.queries import HeldOffers
from hongyan.assistant.dialogue.state import Option
from hongyan.assistant.dialogue.view import NeedAnswer, NeedPerson, Told, Trouble, View, option
from hongyan.assistant.facts import HeldOffer, PartyOffers
from hongyan.assistant.tasks.trips import linked_ask, names
from hongyan.assistant.words import Listed, Place, Quoted, Words, words
from hongyan.servicing.model import Receipt, Traveller, Trip, TripFlight

NOT_A_JOURNEY = frozenset({"refund", "same_flight"})
GONE = frozenset({"offer_gone", "gone", "seats_gone", "not_held"})
MOST = 3


@dataclass(frozen=True, slots=True)
class Party:
    """One disrupted party in this conversation: its trip, the flight that went wrong, what it may choose."""

    trip: Trip
    flight: TripFlight
    people: Sequence[Traveller]
    held: PartyOffers
    lost: bool = False  # a seat they wanted has gone meanwhile

    @property
    def journeys(self) -> tuple[HeldOffer, ...]:
        return said_once(o for o in self.held.offers if o.kind not in NOT_A_JOURNEY)

    @property
    def refund(self) -> HeldOffer | None:
        return next((o for o in self.held.offers if o.kind == "refund"), None)


def said_once(offers: Iterable[HeldOffer]) -> tuple[HeldOffer, ...]:
    """Return each journey in each cabin once: of several offers for the same seats the one that is held speaks for all."""
    found: dict[tuple[object, ...], HeldOffer] = {}
    for offer in offers:
        same = (*_journey(offer), offer.cabin)
        if same not in found or (offer.held and not found[same].held):
            found[same] = offer
    return tuple(found.values())


def _journey(o: HeldOffer) -> tuple[object, ...]:
    return (o.flight_nos, o.departs, o.arrives)


def party_of(v: View, trip: Trip, flight: TripFlight, people: Sequence[Traveller]) -> Party | None:
    """Return the party when the whole of it is meant and protection has something for it (or it has chosen already)."""
    party_id = trip.party_id
    if party_id is None or party_id.partition(":")[0] != flight.disruption.get("disruption_id"):
        return None
    if len(people) < len(flight.passenger_ids or trip.travellers):
        return None  # a party stays together; some of it alone are an ordinary change
    lost = v.slot("lost_offers") or ""
    found: PartyOffers | None = v.world(HeldOffers(party_id, lost))
    if found is None:
        return None
    left = tuple(o for o in found.offers if o.offer_id not in lost.split(","))
    held = PartyOffers(party_id, left, found.can_keep, found.decided, found.state)
    return Party(trip, flight, people, held, bool(lost))


def already(party: Party) -> Told:
    """Say what was chosen before; it is not done twice."""
    return already_chosen(party.held)


def already_chosen(held: PartyOffers) -> Told:
    key = {"accept": "rebooked", "refund": "refunded"}.get(held.decided or "", "kept")
    return Told((words(f"held.already_{key}"),), value=held, offer="person")


def wanted_offer(v: View, party: Party) -> HeldOffer | None:
    """Return the held journey that is meant, let them choose among several, or None when they want another flight."""
    picked = next((o for o in party.journeys if o.offer_id == v.slot("offer_id")), None)
    fitting = [o for o in party.journeys if _fits(v, party.flight, o)][:MOST]
    if picked is not None and picked in fitting and not v.frame.refused:
        return picked
    if not fitting:
        return None
    lost = (words("held.seat_gone"),) if party.lost else ()
    chosen = v.choose(
        "held",
        held_options(fitting),
        *lost,
        words("held.which", flights=listed(fitting)),
        cards=[card(o) for o in fitting],
    )
    return next(o for o in fitting if o.offer_id == chosen.key)


def accept(v: View, party: Party, offer: HeldOffer) -> Told:
    """Read the held journey back; after a yes it is theirs. A seat that has gone meanwhile leads to the next offer."""
    try:
        decided(v, party, "accept", offer.offer_id, *_read_back(party, offer), cards=[card(offer)])
    except Trouble as trouble:
        if trouble.slug not in GONE:
            raise
        lost = v.slot("lost_offers") or ""
        v.note("lost_offers", ",".join(x for x in (*lost.split(","), offer.offer_id) if x))
        again = party_of(v, party.trip, party.flight, party.people)
        following = wanted_offer(v, again) if again is not None else None
        if again is None or following is None:
            raise NeedAnswer((words("held.none_left"),), ("date", "time")) from trouble
        return accept(v, again, following)
    return _done("held.accepted", party, offer)


def aside(v: View, text: str) -> Sequence[Words] | None:
    """Answer what a held seat costs: nothing, the flight went wrong."""
    pending = v.frame.pending
    if pending is None or pending.act["kind"] != "decide" or not acts.TOTAL.search(text):
        return None
    return (words("held.free"),)


def decided(
    v: View,
    party: Party,
    choice: str,
    offer_id: str | None,
    *say: Words,
    cards: Sequence[dict[str, Any]] = (),
) -> Receipt:
    """Return the receipt of a party's choice, after they agreed to exactly these words."""
    receipt = v.confirm(
        {
            "kind": "decide",
            "order_id": party.trip.order_id,
            "passenger_ids": [t.passenger_id for t in party.people],
            "args": {"party_id": party.held.party_id, "choice": choice, "offer_id": offer_id},
        },
        *say,
        cards=cards,
    )
    if receipt.state == "with_person":
        raise NeedPerson("change_stuck", (words("change.with_person"),))
    return receipt


def keep(v: View, party: Party) -> Told:
    """Read back that the delayed flight stays theirs."""
    decided(
        v,
        party,
        "keep",
        None,
        words(
            "held.read_back_keep",
            names=names(party.people),
            flight_no=party.flight.flight_no,
            departs=party.flight.departs,
        ),
        words("consent.ask"),
    )
    return Told((words("held.kept", flight_no=party.flight.flight_no),), executed=True)


def held_options(offers: Sequence[HeldOffer]) -> list[Option]:
    """Return the journeys as answers to choose from, told apart by cabin where the flight alone does not."""
    return [_held_option(o, _needs_cabin(o, offers)) for o in offers]


def _held_option(o: HeldOffer, with_cabin: bool) -> Option:
    assert o.departs is not None
    traits = {
        "flight_no": o.flight_nos[0],
        "date": o.departs.date().isoformat(),
        "time": f"{o.departs:%H:%M}",
    }
    if with_cabin:
        traits["cabin"] = o.cabin
    return option(o.offer_id, held_line(o, short=True, with_cabin=with_cabin), traits=traits)


def held_line(o: HeldOffer, short: bool = False, with_cabin: bool = False) -> Words:
    key = "held.line" if short or not o.held else "held.line_held"
    return words(
        key,
        flights=Quoted("+".join(o.flight_nos)),
        departs=o.departs,
        arrives=o.arrives,
        cabin=words("held.in_cabin", cabin=words("cabin." + o.cabin)) if with_cabin else "",
    )


def listed(offers: Sequence[HeldOffer]) -> Listed:
    return Listed(tuple(held_line(o, with_cabin=_needs_cabin(o, offers)) for o in offers))


def _needs_cabin(o: HeldOffer, offers: Sequence[HeldOffer]) -> bool:
    return sum(_journey(o) == _journey(other) for other in offers) > 1


def card(o: HeldOffer) -> dict[str, Any]:
    """The card the chat draws with its countdown, as on the passenger's page."""
    return {
        "type": "offer",
        "offer_id": o.offer_id,
        "flights": [dict(f) for f in o.flights],
        "hold_expires_at": o.hold_expires_at.isoformat() if o.held and o.hold_expires_at else None,
    }


def _fits(v: View, flight: TripFlight, o: HeldOffer) -> bool:
    """The day and number of the flight that went wrong say which trip is meant; any others say what is wanted."""
    if o.departs is None:
        return False
    flight_no, day, time, cabin = (v.slot(n) for n in ("flight_no", "date", "time", "cabin"))
    if flight_no not in (None, flight.flight_no) and flight_no not in o.flight_nos:
        return False
    if day not in (None, flight.date, o.departs.date().isoformat()):
        return False
    if time is not None and not fits("time", f"{o.departs:%H:%M}", time):
        return False
    return cabin in (None, o.cabin)


def _read_back(party: Party, o: HeldOffer) -> tuple[Words, ...]:
    return (
        *((words("held.seat_gone"),) if party.lost else ()),
        words(
            "held.read_back",
            names=names(party.people),
            old_no=party.flight.flight_no,
            old_departs=party.flight.departs,
            flights=Quoted("+".join(o.flight_nos)),
            departs=o.departs,
            arrives=o.arrives,
            origin=Place(o.origin),
            destination=Place(o.destination),
            cabin=words("cabin." + o.cabin),
        ),
        words("consent.ask_change"),
    )


def _done(key: str, party: Party, o: HeldOffer) -> Told:
    said = [words(key, flights=Quoted("+".join(o.flight_nos)), departs=o.departs)]
    if party.trip.linked:
        said.append(linked_ask(party.trip.linked))
    return Told(
        tuple(said),
        value=o,
        executed=True,
        offer="task:trip.linked" if party.trip.linked else None,
    )
