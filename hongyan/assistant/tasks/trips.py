"""Whose trip, which flight, which travellers: what almost every task has to settle first."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from hongyan.assistant.dialogue.acts import (
    EVERYBODY,
    I_MYSELF,
    ONLY_MYSELF,
    ONLY_ONE,
    OTHER_PERSON,
    clauses_of,
)
from hongyan.assistant.dialogue.queries import Identify, MyTrips
from hongyan.assistant.dialogue.view import NeedAnswer, NeedPerson, View, option
from hongyan.assistant.understanding.people import is_chinese_name
from hongyan.assistant.words import Listed, Place, Quoted, Words, words
from hongyan.flights import same_city
from hongyan.servicing.model import Linked, Traveller, Trip, TripFlight

TRIP_SLOTS = frozenset({"locator", "ticket_no", "name", "phone", "flight_no", "origin", "destination"})
_OUT = re.compile(r"去程|去的那(?:段|班|趟|张)|\b(?:outbound|way out|first leg)\b", re.I)
_BACK = re.compile(
    r"回程|返程|回来(?:的)?那?(?:段|班|趟|张)|\b(?:return (?:leg|flight|part)|way back|inbound|flight back)\b",
    re.I,
)
_TRIES_TO_IDENTIFY = 3
_SAME_NAME = 90  # rapidfuzz score from which two spellings are one name


def my_trip(v: View) -> Trip:
    """Return the one trip this is about. Asks for two proofs where none is there; never says whether an order exists."""
    order_id = v.slot("order_id") or _suspended(v, "order_id") or v.state.memory.get("order_id")
    locator, ticket_no = v.remembered("locator"), v.remembered("ticket_no")
    trips: list[Trip] = v.world(MyTrips()) if v.identity.knows_trips else []
    if locator or ticket_no:
        fitting = [t for t in trips if t.locator == locator or _has_ticket(t, ticket_no)]
        return fitting[0] if fitting else _identified(v, locator, ticket_no)
    if not trips:
        return _identified(v, None, None)
    if order_id:
        trips = [t for t in trips if t.order_id == order_id] or trips
    going = [t for t in trips if t.flights]
    if not going:
        return trips[0]  # refunded or cancelled: whoever asks for a flight of it is told that none is left
    fitting = [t for t in going if _matches(v, t)] or going
    chosen = v.choose(
        "trip",
        [option(t.order_id, trip_line(t), traits=_traits(t)) for t in fitting],
        words("trip.which", count=len(fitting)),
    )
    return next(t for t in fitting if t.order_id == chosen.key)


def my_flight(v: View, trip: Trip, *, involuntary_first: bool = False, by_date: bool = False) -> TripFlight:
    """Return the one flight of the trip this is about: the named, the disrupted, or the only one.

    ``by_date``: a day that was said is the day of the flight (in a change it is the wished one).
    """
    v.note("order_id", trip.order_id)
    flights = trip.live_flights
    if not flights:
        raise NeedPerson("no_live_flight", (words("trip.no_live_flight"),))
    hit = [f for f in flights if f.involuntary]
    if involuntary_first and len(hit) == 1 and not _names_another(v, flights, hit[0]):
        return hit[0]
    wanted = only_some(v, trip) or v.slot("for")
    if wanted is not None:  # those who are meant may travel on some of the flights only
        flights = [f for f in flights if set(wanted.split(",")) & set(f.passenger_ids)] or flights
    flights = leg_meant(v.text, flights)
    fitting = [f for f in flights if _flight_matches(v, f)] or flights
    if by_date and v.slot("date"):
        fitting = [f for f in fitting if f.date == v.slot("date")] or fitting
    chosen = v.choose(
        "flight",
        [
            option(
                f.segment_id, flight_line(f), traits={"flight_no": f.flight_no, "destination": f.destination}
            )
            for f in fitting
        ],
        words("trip.which_flight"),
    )
    return next(f for f in fitting if f.segment_id == chosen.key)


def _names_another(v: View, flights: Sequence[TripFlight], hit: TripFlight) -> bool:
    """Say whether another flight of the trip than the disrupted one is named: by number, or as the way out or back."""
    number = v.slot("flight_no")
    by_number = number != hit.flight_no and any(f.flight_no == number for f in flights)
    return by_number or hit not in leg_meant(v.text, flights)


def leg_meant(text: str, flights: Sequence[TripFlight]) -> list[TripFlight]:
    """Return the way out or the way back when one of them is named, else all."""
    out, back = _OUT.search(text), _BACK.search(text)
    if len(flights) < 2 or bool(out) == bool(back):
        return list(flights)
    in_order = sorted(flights, key=lambda f: f.departs)
    return [in_order[0] if out else in_order[-1]]


def travellers(v: View, trip: Trip, flight: TripFlight) -> tuple[Traveller, ...]:
    """Return who is meant: everybody on the flight, or the one who is named when somebody else introduced themselves."""
    aboard = tuple(
        t for t in trip.travellers if not flight.passenger_ids or t.passenger_id in flight.passenger_ids
    )
    wanted = only_some(v, trip) or v.slot("for")
    if wanted is not None:
        v.note("for", wanted)
    if wanted is None or EVERYBODY.search(v.text):
        return aboard
    only = tuple(t for t in aboard if t.passenger_id in wanted.split(","))
    return with_infants(only, aboard) or aboard


def with_infants(chosen: Sequence[Traveller], aboard: Sequence[Traveller]) -> tuple[Traveller, ...]:
    """An infant never stays behind when the only adults of the party go."""
    adults_left = [t for t in aboard if t.kind != "INF" and t not in chosen]
    if not chosen or adults_left:
        return tuple(chosen)
    return tuple(aboard)


def named_in(trip: Trip, text: str) -> list[Traveller]:
    """Return the travellers whose name stands in ``text``, whole or by given name."""
    found = []
    for traveller in trip.travellers:
        plain = traveller.name.replace("/", " ").strip()
        parts = [p for p in plain.split() if len(p) > 1]
        if (plain and plain.lower() in text.lower()) or any(
            p.lower() in text.lower().split() or (not p.isascii() and p in text) for p in parts
        ):
            found.append(traveller)
    return found


def only_some(v: View, trip: Trip) -> str | None:
    """Return the passenger ids a sentence restricts the wish to, or None = everybody."""
    if EVERYBODY.search(v.text) or len(trip.travellers) < 2:
        return None
    clause = clauses_of(v.text, v.frame.task)
    named = named_in(trip, clause) or named_in(trip, v.text)
    if len(named) == 1:
        v.note("spoken_of", named[0].passenger_id)
    speaker = v.identity.name or v.state.memory.get("name") or v.slot("name")
    if marked := [t for t in named if _is_subject(t, v.text)]:  # 帮柏青退票: named as the one it is for
        return ",".join(t.passenger_id for t in marked)
    if speaker and v.slot("only_me"):
        return next((t.passenger_id for t in trip.travellers if same_name(t.name, speaker)), None)
    if ONLY_MYSELF.search(v.text) and speaker:
        mine = [t.passenger_id for t in trip.travellers if same_name(t.name, speaker)]
        if mine and all(same_name(t.name, speaker) for t in named):
            return mine[0]
    if not named:
        return _spoken_of(v, trip) or _the_other(trip, speaker, clause)
    others = [t for t in named if not (speaker and same_name(t.name, speaker))]
    if ONLY_ONE.search(v.text):
        return ",".join(t.passenger_id for t in named)
    return ",".join(t.passenger_id for t in others) if others and len(others) < len(trip.travellers) else None


def _is_subject(traveller: Traveller, text: str) -> bool:
    """Say whether a traveller is named as the one something is done for: 帮她退, 柏青的票, "for Bruno", "Bruno's ticket"."""
    if I_MYSELF.search(text) and re.search(r"我(?:叫|是)|\b(?:i am|i'm|my name)\b", text, re.I):
        return False
    return any(
        re.search(
            rf"(?:[帮给替把为]|只[改退]){re.escape(name)}|{re.escape(name)}(?:的(?!名字)|那张|这张|要|想|不去|去不了|走不了|先)|"
            rf"\bfor {re.escape(name)}\b|\b{re.escape(name)}'s\b",
            text,
            re.I,
        )
        for name in (traveller.name, *traveller.name.replace("/", " ").split())
        if len(name) > 1
    )


def _the_other(trip: Trip, speaker: str | None, clause: str) -> str | None:
    """Return the one companion that "my wife" or "she" can only mean."""
    if not speaker or not OTHER_PERSON.search(clause) or I_MYSELF.search(clause):
        return None
    others = [t.passenger_id for t in trip.travellers if not same_name(t.name, speaker)]
    return others[0] if len(others) == 1 and len(trip.travellers) == 2 else None


def _spoken_of(v: View, trip: Trip) -> str | None:
    """Return the traveller that 她, 他 or "her" means: the one asked about just before."""
    earlier = v.state.memory.get("spoken_of", "")
    known = {t.passenger_id for t in trip.travellers}
    return earlier if earlier in known and _THIRD_PERSON.search(v.text) else None


def same_name(one: str, other: str) -> bool:
    """Compare names as people and airlines write them: HALDANE/GREGOR is Gregor Haldane."""
    a, b = (" ".join(sorted(n.replace("/", " ").upper().split())) for n in (one, other))
    return a.replace(" ", "") == b.replace(" ", "") or fuzz.ratio(a, b) >= _SAME_NAME


def _identified(v: View, locator: str | None, ticket_no: str | None) -> Trip:
    name = v.remembered("name") or v.identity.name or (spoken_name(v.text) if locator or ticket_no else None)
    if _SPEAKS_FOR.search(v.text) or v.remembered("speaks_for"):
        v.note(
            "speaks_for", "yes"
        )  # another's name is known to many: only the booking's own phone proves anything
        name = None
        phone = v.remembered("phone") or v.identity.phone
        if phone is None:
            raise NeedAnswer((words("identity.ask_own_phone"),), ("phone", "locator", "ticket_no"))
    else:  # A name that was said must fit: a right number does not make up for a wrong name.
        phone = None if name else v.remembered("phone") or v.identity.phone
    if name is not None and v.slot("name") is None:
        v.note("name", name)
    if locator is None and ticket_no is None and (name or phone):
        raise NeedAnswer((words("identity.ask_reference"),), ("locator", "ticket_no"))
    if locator is None and ticket_no is None:
        raise NeedAnswer((words("identity.ask"),), ("locator", "ticket_no", "name", "phone"))
    if name is None and phone is None:
        raise NeedAnswer((words("identity.ask_proof"),), ("name", "phone"))
    trip: Trip | None = v.world(Identify(locator, ticket_no, name, phone))
    if trip is not None:
        return trip
    if _mismatches(v) >= _TRIES_TO_IDENTIFY:
        raise NeedPerson("not_identified", (words("identity.failed"),))
    raise NeedAnswer((words("identity.no_match"),), ("locator", "ticket_no", "name", "phone"))


def _mismatches(v: View) -> int:
    """Count the proofs that did not fit; a question asked again is none."""
    return sum(key.startswith("Identify:") and found is None for key, found in v.frame.facts.items())


_SPEAKS_FOR = re.compile(
    r"我是[^，。,.]{1,8}的(?:女朋友|男朋友|朋友|同事|同学|老婆|老公|妻子|丈夫|爱人|太太|先生|家属|家人|亲戚|领导|老板|秘书|助理|邻居|房东|债主|前(?:妻|夫|女友|男友))|"
    r"\bi(?:'m| am) [^,.]{1,24}?(?:'s|s') (?:girlfriend|boyfriend|wife|husband|friend|colleague|boss|assistant|secretary|neighbou?r|ex)\b|"
    r"\bi(?:'m| am) (?:the |a )?(?:girlfriend|boyfriend|wife|husband|friend|colleague|boss|assistant|secretary|neighbou?r|ex) of\b",
    re.I,
)
_THIRD_PERSON = re.compile(r"[她他]|TA的?|\b(?:he|she|his|her|hers|him)\b", re.I)


def spoken_name(text: str) -> str | None:
    """Return a name that stands alone between codes and commas: "K2Y9HF, Anneliese Brandt." or "W9Q4HT，冉一诺"."""
    cued = re.search(
        r"\b(?:name(?: is)?|under|for|passenger(?: is)?|i am|i'm) ([A-Z][a-z'-]+(?: [A-Z][a-z'-]+){0,3})",
        text,
    )
    if cued:
        return cued.group(1)
    for part in re.split(r"[,，。.;；!！?？\n]+", text):
        part = part.strip()
        if re.fullmatch(r"[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){1,3}", part) or is_chinese_name(part):
            return part
    return None


def _suspended(v: View, name: str) -> str | None:
    """Return what a suspended task was about: a question beside it means the same trip."""
    return next((f.slots[name] for f in reversed(v.state.frames[:-1]) if name in f.slots), None)


def _has_ticket(trip: Trip, ticket_no: str | None) -> bool:
    return ticket_no is not None and any(t.ticket_number == ticket_no for t in trip.travellers)


def _matches(v: View, trip: Trip) -> bool:
    return any(_flight_matches(v, f) for f in trip.flights)


def _flight_matches(v: View, flight: TripFlight) -> bool:
    origin, destination = v.slot("origin"), v.slot("destination")
    if v.slot("flight_no") not in (None, flight.flight_no):
        return False
    if origin is not None and not same_city(origin, flight.origin):
        return False
    return destination is None or same_city(destination, flight.destination)


def _traits(trip: Trip) -> dict[str, str]:
    first = trip.flights[0]
    return {"flight_no": first.flight_no, "destination": first.destination, "locator": trip.locator}


# — how trips are named —


def trip_line(trip: Trip) -> Words:
    first = trip.flights[0]
    return words("trip.line", flight=flight_line(first))


def flight_line(flight: TripFlight) -> Words:
    return words(
        "trip.flight",
        flight_no=flight.flight_no,
        departs=flight.departs,
        origin=Place(flight.origin),
        destination=Place(flight.destination),
    )


def names(people: Sequence[Traveller]) -> tuple[Quoted, ...]:
    """Return the names as they are read back."""
    return tuple(Quoted(t.name) for t in people)


def linked_ask(items: Sequence[Linked]) -> Words:
    """Ask about hotel and car of the same trip in one question."""
    return words("linked.ask", items=Listed(tuple(linked_line(x) for x in items), inline=True))


def linked_line(item: Linked) -> Words:
    return words(f"linked.{item.kind}", name=Quoted(item.name), starts=item.starts.replace("T", " "))
