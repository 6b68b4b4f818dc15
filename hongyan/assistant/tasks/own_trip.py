"""The own itinerary, and the small services on it: seat, check-in, receipts, a copy by SMS, help for those who need it, meals."""

import re
from collections.abc import Sequence

from hongyan.assistant.dialogue.acts import WHEN_MONEY, asks
from hongyan.assistant.dialogue.queries import FlightStatus
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import NeedAnswer, NeedPerson, Told, Trouble, View, option
from hongyan.assistant.tasks.knowledge import passages
from hongyan.assistant.tasks.trips import (
    TRIP_SLOTS,
    flight_line,
    my_flight,
    my_trip,
    names,
    only_some,
    travellers,
)
from hongyan.assistant.words import Listed, Place, Quoted, Words, words
from hongyan.flights.model import FlightStatusView
from hongyan.servicing.model import Traveller, Trip, TripFlight

_HOW_IT_COMES = re.compile(
    r"(?:怎么|哪里|哪儿|发到|寄到|从哪).{0,6}(?:发|收|寄|拿|取|领)|\b(?:where|how) (?:will|do|does|can|is) (?:it|i|you)\b|"
    r"手机|邮箱|邮寄|快递|\b(?:to|on|by|via) (?:my |the )?(?:phone|post|e-?mail|text|sms|mail)\b",
    re.I,
)
_ABOUT_RECEIPTS = re.compile(
    r"抬头|税号|纸质|邮寄|寄给|电子版|有效期|期限|多少天|\b(?:title|tax number|paper|by post|company name|how long|valid)\b",
    re.I,
)
_WHEELCHAIR = re.compile(r"轮椅|wheel ?chair", re.I)
_ABILITY = re.compile(r"能走|走不|可以走|行走|上下|楼梯|舷梯|台阶|\b(?:walk|steps|stairs)\b", re.I)
_PEOPLE = re.compile(r"名字|姓名|谁|每个人|乘机人|\b(?:name|names|who|passengers|everyone)\b", re.I)
_TERMINAL = re.compile(r"航站楼|哪个楼|几号楼|T\s?[123]|\bterminal\b", re.I)
_GATE = re.compile(r"登机口|\bgate\b", re.I)
_TRANSPORT = re.compile(
    r"地铁|大巴|打车|出租|市区|怎么去|\b(?:metro|train|bus|taxi|downtown|city cent(?:er|re))\b", re.I
)
_FACILITY = re.compile(
    r"安检|违禁|停车|地铁|大巴|机场巴士|餐|商店|免税|寄存|贵宾|休息室|wifi|\b(?:security|parking|train|bus|metro|lounge|shop|food|luggage storage|taxi)\b",
    re.I,
)


def view(v: View) -> Told:
    """Read out an own trip: flights in local time, travellers, what was requested for them."""
    trip = my_trip(v)
    v.note("order_id", trip.order_id)
    flights = trip.live_flights
    wanted = only_some(v, trip)
    if wanted is not None and not _PEOPLE.search(v.text):  # one of them is asked about
        flights = [f for f in flights if set(wanted.split(",")) & set(f.passenger_ids)] or flights
    if not flights:
        return Told((words("trip.no_live_flight"),))
    apart = len({frozenset(f.passenger_ids) for f in flights}) > 1  # they no longer fly together
    lines = tuple(
        words("trip.itinerary_for", line=line, names=names(_aboard(trip, f))) if apart else line
        for f, line in ((f, itinerary_line(trip, f.segment_id)) for f in flights)
    )
    said = [words("trip.flights", flights=Listed(lines))]
    if _PEOPLE.search(v.text) or len(trip.travellers) > 1:
        said.append(words("trip.people", people=Listed(tuple(_person(t) for t in trip.travellers))))
    disrupted = [f for f in flights if f.involuntary]
    if disrupted:
        said.append(words("trip.disrupted", flight=flight_line(disrupted[0])))
    return Told(tuple(said), value=trip, cards=({"type": "itinerary", "order_id": trip.order_id},))


def _aboard(trip: Trip, flight: TripFlight) -> tuple[Traveller, ...]:
    return tuple(t for t in trip.travellers if t.passenger_id in flight.passenger_ids)


def itinerary_line(trip: Trip, segment_id: str) -> Words:
    flight = next(f for f in trip.flights if f.segment_id == segment_id)
    return words(
        "trip.itinerary_terminal" if flight.terminal else "trip.itinerary",
        flight_no=flight.flight_no,
        departs=flight.departs,
        arrives=flight.arrives,
        origin=Place(flight.origin),
        destination=Place(flight.destination),
        terminal=flight.terminal,
    )


def _person(traveller: Traveller) -> Words:
    if traveller.ssrs:
        services = Listed(tuple(service(code) for code in traveller.ssrs), inline=True)
        return words("trip.person_with", name=Quoted(traveller.name), services=services)
    return words("trip.person", name=Quoted(traveller.name))


def service(code: str) -> Words:
    """Name an SSR in the customer's language; an unknown code is said as it is."""
    known = {"WCHR", "WCHS", "WCHC", "UMNR", "INFT", "BLND", "DEAF", "MEDA", "PETC", "AVIH", "CHLD"}
    return words(f"ssr.{code}") if code in known else words("ssr.other", code=code)


def seat(v: View) -> Told:
    """Ask for a seat by wish: window, aisle, front, exit row."""
    trip = my_trip(v)
    flight = my_flight(v, trip, by_date=True)
    people = travellers(v, trip, flight)
    wish = v.slot("seat_pref")
    if wish is None:
        wish = v.choose(
            "seat_pref",
            [
                option(p, words("seat." + p), slots={"seat_pref": p})
                for p in ("window", "aisle", "front", "exit")
            ],
            words("seat.ask", flight=flight_line(flight)),
        ).key
    receipt = v.perform(
        {
            "kind": "seat",
            "order_id": trip.order_id,
            "passenger_ids": [t.passenger_id for t in people],
            "args": {"segment_id": flight.segment_id, "seat_pref": wish},
        }
    )
    if receipt.state in ("failed", "with_person"):
        return Told((words("seat.not_available", wish=words("seat." + wish), flight=flight_line(flight)),))
    given = str(receipt.details.get("seats") or "")
    key = "seat.given" if given else "seat.requested"
    return Told(
        (
            words(key, wish=words("seat." + wish), seat=given, flight=flight_line(flight)),
            words("seat.change_wish"),
        ),
        value=receipt,
    )


def check_in(v: View) -> Told:
    """Check in everybody meant, and say where the boarding pass is."""
    trip = my_trip(v)
    flight = my_flight(v, trip, by_date=True)
    people = travellers(v, trip, flight)
    if people and all(t.checked_in for t in people):
        return Told((words("check_in.already", names=names(people), flight=flight_line(flight)),))
    try:
        receipt = v.perform(
            {
                "kind": "check_in",
                "order_id": trip.order_id,
                "passenger_ids": [t.passenger_id for t in people],
                "args": {"segment_id": flight.segment_id},
            }
        )
    except Trouble as trouble:
        return Told((words(_check_in_refusal(trouble.slug), flight=flight_line(flight)),))
    if receipt.state == "failed":
        return Told((words(_check_in_refusal(receipt.reason or ""), flight=flight_line(flight)),))
    return Told((words("check_in.done", names=names(people), flight=flight_line(flight)),), value=receipt)


def _check_in_refusal(slug: str) -> str:
    return "check_in.not_open" if slug == "check_in_closed" else "check_in.refused"


def invoice(v: View) -> Told:
    """Have the itinerary receipt (行程单) sent to the contact of the order; what one is like is in the articles."""
    if _ABOUT_RECEIPTS.search(v.text) and asks(v.text):
        return passages(v, words("task.invoice_request"))
    trip = my_trip(v)
    v.note("order_id", trip.order_id)
    receipt = v.perform({"kind": "invoice", "order_id": trip.order_id, "passenger_ids": [], "args": {}})
    if receipt.state == "failed":
        return Told((words("invoice.refused"),))
    return Told((words("invoice.sent"),), value=receipt)


def invoice_comes(v: View, text: str) -> Sequence[Words] | None:
    """Say how the receipt comes, without a day that nobody has promised."""
    return (words("invoice.comes"),) if WHEN_MONEY.search(text) or _HOW_IT_COMES.search(text) else None


def copy(v: View) -> Told:
    """Send what was just settled to the phone of the order."""
    trip = my_trip(v)
    receipt = v.perform({"kind": "itinerary_sms", "order_id": trip.order_id, "passenger_ids": [], "args": {}})
    if receipt.state == "failed":
        return Told((words("copy.failed"),), solved=False)
    return Told((words("copy.sent"),), value=receipt)


def assist(v: View) -> Told:
    """Wheelchair and other help: what is already requested, what ability it depends on, the request itself."""
    code = v.slot("ssr")
    mine = bool(
        v.identity.order_ids or v.identity.phone or v.remembered("locator") or v.remembered("order_id")
    )
    if code is not None and not code.startswith("WCH") and asks(v.text):
        return passages(v, service(code))  # how it works comes before asking for it
    if code is None and not mine and not _WHEELCHAIR.search(v.text):
        return passages(v)
    trip = my_trip(v)
    flight = my_flight(v, trip, by_date=True)
    people = travellers(v, trip, flight)
    already = [t for t in people if any(s.startswith("WCH") for s in t.ssrs)]
    asked_only = code is None or (code == "WCHR" and not _ABILITY.search(v.text))
    if already and (asked_only or all(code in t.ssrs for t in already)):
        kept = Listed(tuple(_person(t) for t in already))
        return Told((words("assist.kept", people=kept), words("assist.which_ability")), value=already)
    if code is None and _WHEELCHAIR.search(v.text):
        code = "WCHR"
    if code is None:
        raise NeedAnswer((words("assist.ask"),), ("ssr", "text"))
    for_whom = already or (people if len(people) == 1 else _whom(v, people))
    receipt = v.perform(
        {
            "kind": "ssr",
            "order_id": trip.order_id,
            "passenger_ids": [t.passenger_id for t in for_whom],
            "args": {"segment_id": flight.segment_id, "code": code},
        }
    )
    if receipt.state == "failed":
        raise NeedPerson("ssr_refused", (words("assist.refused", service=service(code)),))
    return Told((words("assist.requested", service=service(code), names=names(for_whom)),), value=receipt)


def _whom(v: View, people: Sequence[Traveller]) -> tuple[Traveller, ...]:
    chosen = v.choose(
        "whom",
        [option(t.passenger_id, words("trip.person", name=Quoted(t.name))) for t in people],
        words("assist.whom", service=words("assist.service")),
    )
    return tuple(t for t in people if t.passenger_id == chosen.key)


def airport(v: View) -> Told:
    """Terminal and gate of the own or named flight from its record; everything else from the knowledge base."""
    mine = v.identity.order_ids or v.identity.phone or v.remembered("order_id")
    asks_place = _TERMINAL.search(v.text) or _GATE.search(v.text)
    if _TRANSPORT.search(v.text):
        return passages(v, words("airport.transport"))
    if not asks_place or _FACILITY.search(v.text) or not (mine or v.remembered("flight_no")):
        return passages(v)
    flight_no, day = v.remembered("flight_no"), v.slot("date") or v.now.date().isoformat()
    if flight_no is None or mine:
        flight = my_flight(v, my_trip(v), by_date=True)
        flight_no, day = flight.flight_no, flight.date
        if flight.terminal and not _GATE.search(v.text):
            return Told((words("airport.terminal", flight=flight_line(flight), terminal=flight.terminal),))
    found: list[FlightStatusView] = v.world(FlightStatus(day, flight_no=flight_no))
    if found and found[0].gate and _GATE.search(v.text):
        return Told((words("airport.gate", flight_no=flight_no, gate=found[0].gate),))
    if found and found[0].terminal:
        return Told((words("airport.terminal_no", flight_no=flight_no, terminal=found[0].terminal),))
    return Told((words("airport.not_yet", flight_no=flight_no),), solved=bool(found))


def meal(v: View) -> Told:
    """Request a special meal, or tell which there are."""
    code = v.slot("ssr")
    mine = v.identity.order_ids or v.identity.phone or v.remembered("locator")
    if code is None or not code.endswith("ML") or not mine:
        return passages(v)
    trip = my_trip(v)
    flight = my_flight(v, trip, by_date=True)
    people = travellers(v, trip, flight)
    receipt = v.perform(
        {
            "kind": "meal",
            "order_id": trip.order_id,
            "passenger_ids": [t.passenger_id for t in people],
            "args": {"segment_id": flight.segment_id, "code": code},
        }
    )
    if receipt.state == "failed":
        return Told((words("meal.refused", flight=flight_line(flight)),))
    return Told((words("meal.requested", code=code, flight=flight_line(flight)),), value=receipt)


_TRIP = TRIP_SLOTS | {"date"}
VIEW = Task("booking.view", view, slots=_TRIP, personal=True, steps=("my_trip", "itinerary"))
SEAT = Task(
    "seat.select",
    seat,
    slots=_TRIP | {"seat_pref"},
    personal=True,
    steps=("my_trip", "my_flight", "wish", "seat"),
)
CHECK_IN = Task(
    "checkin.do", check_in, slots=_TRIP, personal=True, steps=("my_trip", "my_flight", "check_in")
)
INVOICE = Task(
    "invoice.request",
    invoice,
    slots=_TRIP,
    personal=True,
    after=invoice_comes,
    steps=("my_trip", "invoice"),
)
COPY = Task("copy.send", copy, personal=True, steps=("my_trip", "send a copy"))
ASSIST = Task(
    "special.assist", assist, slots=_TRIP | {"ssr"}, personal=True, steps=("my_trip", "what help", "ssr")
)
AIRPORT = Task("airport.info", airport, slots=_TRIP, steps=("terminal or gate", "knowledge"))
MEAL = Task("meal.request", meal, slots=_TRIP | {"ssr"}, steps=("my_trip", "which meal", "ssr"))
