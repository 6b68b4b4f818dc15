"""How the own trip stands, for somebody who picks an answer when there is nothing left to choose."""

from hongyan.assistant.dialogue.queries import HeldOffers, MyTrips
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import Become, Told, View
from hongyan.assistant.facts import PartyOffers
from hongyan.assistant.tasks.held_offers import already_chosen
from hongyan.assistant.tasks.trips import flight_line, my_trip
from hongyan.assistant.words import Listed, words
from hongyan.servicing.model import Trip


def run(v: View) -> Told:
    """Say what is settled already and what can be done; a choice that is still open is offered again."""
    trips: list[Trip] = v.world(MyTrips()) if v.identity.knows_trips else []
    if not trips:
        return Told((words("standing.nothing_to_choose"),), solved=False)
    trip = my_trip(v)
    v.note("order_id", trip.order_id)
    held: PartyOffers | None = v.world(HeldOffers(trip.party_id)) if trip.party_id else None
    live = trip.live_flights
    settled = [f for f in live if not f.involuntary]
    if held is not None and held.decided == "accept" and live and len(settled) == len(live):
        lines = Listed(tuple(flight_line(f) for f in live), inline=True)
        return Told((words("standing.rebooked", flights=lines), words("standing.can_do")), value=trip)
    if held is not None and held.decided is not None:
        return already_chosen(held)
    if len(settled) < len(live):
        raise Become("disruption.options", {"order_id": trip.order_id})
    if not live:
        return Told((words("trip.no_live_flight"), words("standing.can_do")), value=trip)
    lines = Listed(tuple(flight_line(f) for f in live), inline=True)
    return Told((words("standing.as_it_is", flights=lines), words("standing.can_do")), value=trip)


TASK = Task(
    "trip.standing",
    run,
    slots=frozenset({"locator", "ticket_no"}),
    personal=True,
    steps=("my_trip", "what was chosen", "what can be done"),
)
