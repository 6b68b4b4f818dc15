"""Public facts about flights: live status by number or city pair, and what is on sale; buying one after a read-back."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from hongyan.assistant.dialogue.acts import FARES, PROMISE_ASKED
from hongyan.assistant.dialogue.choose import in_part_of_day
from hongyan.assistant.dialogue.queries import FlightStatus, MyTrips, SearchFlights
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import Become, NeedAnswer, NeedPerson, Told, View, option
from hongyan.assistant.tasks.receipts import carried_out
from hongyan.assistant.tasks.trips import TRIP_SLOTS, my_flight, my_trip
from hongyan.assistant.words import Listed, Place, Words, words
from hongyan.core.money import Money
from hongyan.flights import same_city
from hongyan.flights.model import FlightStatusView
from hongyan.servicing.model import FlightOption, Trip

_MOST = 5
_WHICH_DAY = re.compile(r"哪天|哪一天|几号|\b(?:what|which) (?:day|date)\b", re.I)
_WHAT_TIME = re.compile(
    r"几点(?:起?飞|走|出发)|几点的?(?:飞机|航班|班机|票|那班)|是几点|\bwhat time (?:is|are|does|do) (?:my|our)\b|\bwhen (?:is|does) (?:my|our)\b",
    re.I,
)
_MINE = re.compile(r"我(?!们?要(?:订|买|飞|去)|想|查)|\b(?:my|our)\b", re.I)
_HOW_IT_GOES = re.compile(
    r"延误|晚点|误点|准点|准时|正常|取消|动态|状态|还飞|能飞|起飞了|到了|落地|降落|登机口|"
    r"\b(?:delay|late|on time|cancel|status|gate|land|arriv|left|departed|still)",
    re.I,
)
_BUY = re.compile(
    r"订|买|购|另(?:外)?一?张|\b(?:book|buy|purchase|reserve|another ticket|new ticket)\b", re.I
)
TERMINAL_OR_GATE = re.compile(r"航站楼|登机口|\bterminal\b|\bgate\b", re.I)


def status(v: View) -> Told:
    """Say whether and when a flight leaves or arrives, as the record has it now; no promise about later."""
    if TERMINAL_OR_GATE.search(v.text) and v.state.memory.get("order_id"):
        raise Become("airport.info")
    own = v.identity.knows_trips
    asks_plan = _WHICH_DAY.search(v.text) or _WHAT_TIME.search(v.text)
    if own and v.slot("flight_no") is None and asks_plan and not _HOW_IT_GOES.search(v.text):
        raise Become("booking.view")
    day = v.slot("date") or v.now.date().isoformat()
    flight_no = v.slot("flight_no")
    if flight_no is None and (v.slot("locator") or v.slot("ticket_no")):
        flight = my_flight(v, my_trip(v), by_date=True)
        if flight.involuntary:
            raise Become("disruption.options")
        flight_no, day = flight.flight_no, flight.date
    origin, destination = v.slot("origin"), v.slot("destination")
    if flight_no is None and not (origin and destination):
        again = v.state.memory.get("flight_date") if v.slot("date") is None else None
        mine = None if again else _my_flight_no(v, destination)
        if mine is not None:
            flight_no, day = mine
        elif v.state.memory.get("flight_no") and not (origin or destination):
            flight_no = v.state.memory["flight_no"]
            day = v.slot("date") or v.state.memory.get("flight_date") or day
        elif destination or origin:
            missing = "origin" if destination else "destination"
            raise NeedAnswer(
                _or_keys(v, f"status.ask_{missing}", "keys.place"), (missing, "flight_no", "date")
            )
        else:
            raise NeedAnswer(
                _or_keys(v, "status.ask", "keys.from_place"), ("flight_no", "origin", "destination", "date")
            )
    if flight_no is None and v.slot("by_keys") and v.slot("date") is None:
        raise NeedAnswer(_or_keys(v, "status.ask_date", "keys.day"), ("date",))
    if flight_no:  # found once, kept: the task runs again from its top
        v.note("flight_no", flight_no)
        v.note("date", day)
        v.note("flight_date", day)
    found: list[FlightStatusView] = v.world(
        FlightStatus(day, flight_no=flight_no)
        if flight_no
        else FlightStatus(day, origin=origin, destination=destination)
    )
    if not found:
        return Told(
            (words("status.unknown", flight=flight_no or "", day=date.fromisoformat(day)),), solved=False
        )
    said = [words("status.lines", lines=Listed(tuple(status_line(f) for f in found[:_MOST])))]
    if PROMISE_ASKED.search(v.text):
        said.append(words("promise.cannot"))
    return Told(tuple(said), value=found)


def nothing_promised(v: View, text: str) -> Sequence[Words] | None:
    """Asked for a promise about the flight just told of: nobody can give one."""
    return (words("promise.cannot"),) if PROMISE_ASKED.search(text) else None


def status_line(f: FlightStatusView) -> Words:
    key = (
        f.status if f.status in ("cancelled", "departed", "arrived", "diverted", "returned") else "scheduled"
    )
    if key == "scheduled" and f.delay_minutes > 15:
        key = "delayed"
    return words(
        f"status.{key}",
        flight_no=f.flight_no,
        origin=Place(f.origin),
        destination=Place(f.destination),
        departs=f.departs,
        arrives=f.arrives,
        expected_departure=f.expected_departure or f.departs,
        expected_arrival=f.expected_arrival or f.arrives,
        minutes=f.delay_minutes,
        terminal=words("status.terminal", terminal=f.terminal) if f.terminal else "",
    )


def _my_flight_no(v: View, destination: str | None) -> tuple[str, str] | None:
    """Return number and day of the passenger's own next flight, when they are known: nobody is asked what we know."""
    if not v.identity.knows_trips:
        return None
    trips: list[Trip] = v.world(MyTrips())
    flights = [f for t in trips for f in t.live_flights]
    if destination:
        flights = [f for f in flights if f.destination == destination] or flights
    if v.slot("date"):
        flights = [f for f in flights if f.date == v.slot("date")] or flights
    if not flights:
        return None
    first = min(flights, key=lambda f: f.departs)
    return first.flight_no, first.date


def _or_keys(v: View, question: str, keys: str) -> tuple[Words, ...]:
    """Return the question; who has a keypad hears how to answer with it."""
    return (words(question), words(keys)) if v.state.channel == "voice" else (words(question),)


def _found(v: View) -> tuple[list[FlightOption], str]:
    _as_searched(v)
    if (
        v.state.channel == "voice" and not v.text and not v.slot("destination")
    ):  # begun by a key: from, to and day, as keys are pressed
        v.slot("origin") or v.need(
            "origin", *_or_keys(v, "search.ask_origin", "keys.place"), with_slots=("destination", "date")
        )
    destination = v.slot("destination") or v.need(
        "destination", *_or_keys(v, "search.ask_destination", "keys.place"), with_slots=("origin", "date")
    )
    origin = v.slot("origin") or v.need(
        "origin", *_or_keys(v, "search.ask_origin", "keys.place"), with_slots=("date",)
    )
    day = v.slot("date") or v.need("date", *_or_keys(v, "search.ask_date", "keys.day"), with_slots=("time",))
    for name, value in (("destination", destination), ("origin", origin), ("date", day)):
        v.note(f"searched_{name}", value)
    found: list[FlightOption] = v.world(
        SearchFlights(origin, destination, day, v.slot("cabin"), int(v.slot("pax_count") or 1))
    )
    return found, day


def _as_searched(v: View) -> None:
    """Who looked for flights a moment ago and names no other places means those ("the morning one", "and the 6th?")."""
    if v.slot("origin") or v.slot("destination"):
        return
    for name in ("destination", "origin", "date"):
        earlier = v.state.memory.get(f"searched_{name}")
        if earlier and v.slot(name) is None:
            v.note(name, earlier)


def search(v: View) -> Told:
    """Say which flights are on sale between two places on a day, with seats and fares."""
    if _MINE.search(v.text) and not FARES.search(v.text) and _holds_ticket(v):
        raise Become("booking.view")
    found, day = _found(v)
    if not found:
        following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        return Told((words("search.none", day=date.fromisoformat(day), next=date.fromisoformat(following)),))
    return Told(
        (
            words(
                "search.found",
                day=date.fromisoformat(day),
                flights=Listed(tuple(fare_line(o) for o in found[:_MOST])),
            ),
            words("search.book_offer"),
        ),
        value=found,
    )


def _holds_ticket(v: View) -> bool:
    """Say whether they have a flight of their own to that place, or that day."""
    if not v.identity.knows_trips:
        return False
    trips: list[Trip] = v.world(MyTrips())
    there, day = v.slot("destination"), v.slot("date")
    return any(
        (there is None or same_city(f.destination, there)) and day in (None, f.date)
        for t in trips
        for f in t.flights
    )


def _flies_there(v: View, destination: str) -> bool:
    if not v.identity.knows_trips:
        return False
    trips: list[Trip] = v.world(MyTrips())
    return any(same_city(f.destination, destination) for t in trips for f in t.flights)


def fare_line(o: FlightOption) -> Words:
    return words(
        "search.line",
        flight_no=o.flight_no,
        departs=o.departs,
        arrives=o.arrives,
        cabin=words("cabin." + o.cabin),
        fare=Money(o.fare, o.currency),
        seats=o.seats,
    )


def book(v: View) -> Told:
    """Sell a seat: search, choose, name and phone, read back with the price, explicit yes, ticket.

    Who already holds a ticket to that place and does not speak of buying means another day for it.
    """
    # Without words it was chosen by key or button: that is plainly buying.
    if (
        v.text
        and v.slot("destination")
        and not _BUY.search(v.text)
        and _flies_there(v, v.slot("destination") or "")
    ):
        raise Become("booking.change")
    found, day = _found(v)
    if not found:
        return Told(
            (
                words(
                    "search.none",
                    day=date.fromisoformat(day),
                    next=date.fromisoformat(day) + timedelta(days=1),
                ),
            )
        )
    wished = [o for o in found if v.slot("flight_no") in (None, o.flight_no)] or found
    if v.slot("time"):
        wished = [o for o in wished if in_part_of_day(f"{o.departs:%H:%M}", v.slot("time") or "")] or wished
    chosen = v.choose(
        "option",
        [
            option(
                o.option_id,
                fare_line(o),
                slots={"flight_no": o.flight_no},
                traits={"flight_no": o.flight_no, "time": f"{o.departs:%H:%M}", "fare": str(o.fare)},
            )
            for o in wished[:_MOST]
        ],
        words("search.which", flights=Listed(tuple(fare_line(o) for o in wished[:_MOST]))),
    )
    flight = next(o for o in wished if o.option_id == chosen.key)
    name = v.slot("name") or v.identity.name
    if name is None:
        raise NeedAnswer((words("book.ask_name"),), ("name", "phone"))
    phone = v.slot("phone") or v.identity.phone
    if phone is None:
        raise NeedAnswer((words("book.ask_phone"),), ("phone",))
    count = int(v.slot("pax_count") or 1)
    total = Money(flight.fare * count, flight.currency)
    if count > 1:
        raise NeedPerson("group_booking", (words("book.several_with_person"),))
    receipt = v.confirm(
        {
            "kind": "book",
            "passenger_ids": [],
            "args": {
                "option_id": flight.option_id,
                "travellers": [{"name": name, "kind": "ADT"}],
                "phone": phone,
                "total": str(total.amount),
                "currency": total.currency,
            },
        },
        words(
            "book.read_back",
            name=name,
            flight_no=flight.flight_no,
            departs=flight.departs,
            arrives=flight.arrives,
            origin=Place(flight.origin),
            destination=Place(flight.destination),
            cabin=words("cabin." + flight.cabin),
            total=total,
        ),
        words("consent.ask"),
    )
    carried_out(receipt, "book")
    return Told(
        (
            words(
                "book.done",
                flight_no=flight.flight_no,
                departs=flight.departs,
                locator=str(receipt.details.get("locator", "")),
            ),
        ),
        value=receipt,
        executed=True,
    )


_PLACES = frozenset({"flight_no", "origin", "destination", "date", "time"})
STATUS = Task(
    "flight.status",
    status,
    slots=_PLACES | TRIP_SLOTS,
    after=nothing_promised,
    steps=("flight or city pair", "live status"),
)
SEARCH = Task(
    "flight.search",
    search,
    slots=_PLACES | {"cabin", "pax_count"},
    steps=("from, to, day", "flights on sale"),
)
BOOK = Task(
    "booking.create",
    book,
    slots=_PLACES | {"cabin", "pax_count", "name", "phone"},
    binding=True,
    steps=("from, to, day", "choose", "name and phone", "read_back", "consent", "book"),
)
