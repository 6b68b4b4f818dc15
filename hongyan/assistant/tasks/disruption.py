"""The own flight is cancelled, late, retimed or missed: what happened, what one is entitled to, what can be chosen."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from hongyan.assistant.dialogue.queries import Options, Rights
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import Become, NeedPerson, Told, Trouble, View, option
from hongyan.assistant.facts import RightFact
from hongyan.assistant.tasks.change import option_line
from hongyan.assistant.tasks.held_offers import (
    MOST,
    Party,
    already,
    card,
    held_options,
    keep,
    listed,
    party_of,
)
from hongyan.assistant.tasks.knowledge import passages
from hongyan.assistant.tasks.trips import TRIP_SLOTS, flight_line, my_flight, my_trip, travellers
from hongyan.assistant.words import Both, Listed, Words, words
from hongyan.servicing.model import FlightOption, Receipt, Trip, TripFlight

_MOST = 3
_OTHER_DATA = re.compile(
    r"(?:写|改|开|填|注明|说)(?:成|上|作|为|长|多|晚)|多写|写(?:的)?(?:晚|久|长|多)|\b(?:put|write|say|state|show|make it|change)\b.{0,30}(?:\d|hour|half|longer|more|instead|cancel)",
    re.I,
)
_CARE = re.compile(r"住|吃|餐|饭|宿|酒店|宾馆|\b(?:hotel|meals?|food|accommodation|sleep|stay)\b", re.I)
_MONEY = re.compile(r"赔|补偿|钱|餐|酒店|\b(?:money|compensat|meal|hotel|paid)", re.I)
_AS_IT_IS = re.compile(
    r"按(?:照)?(?:实际|记录|事实|真实)|如实|照实|\b(?:as (?:it is|recorded)|real|actual|true|the record)\b",
    re.I,
)
_ITS_TEXT = re.compile(
    r"原因|理由|内容|写(?:的|了|着)?(?:什么|啥|多|几)|上面|\b(?:reason|cause|wording|say on it|does it (?:say|state|show)|what'?s on it)\b",
    re.I,
)


def options(v: View) -> Told:
    """Say what happened and offer the ways out: another flight at no cost, the money back, waiting."""
    trip = my_trip(v)
    flight = my_flight(v, trip, involuntary_first=True, by_date=True)
    people = travellers(v, trip, flight)
    party = party_of(v, trip, flight, people)
    if party is not None:
        return _choose_way(v, party)
    if not flight.involuntary:
        return Told((words("disruption.not_disrupted", flight=flight_line(flight)),), value=flight)
    found: list[FlightOption] = []
    for offset in (0, 1):
        day = (date.fromisoformat(flight.date) + timedelta(days=offset)).isoformat()
        offered: list[FlightOption] = v.world(
            Options(trip.order_id, flight.segment_id, tuple(t.passenger_id for t in people), day)
        )
        found += [o for o in offered if o.leg != flight.leg]
    said = [what_happened(flight)]
    if found:
        said.append(words("disruption.offers", flights=Listed(tuple(option_line(o) for o in found[:_MOST]))))
    else:
        said.append(words("disruption.no_offers"))
    said.append(words("disruption.or_refund"))
    v.note("segment_id", flight.segment_id)
    return Told(tuple(said), value=found, offer="task:booking.change" if found else "task:booking.refund")


def _choose_way(v: View, party: Party) -> Told:
    """Let them take a seat that is held for them, the money back, the late flight as it is, or a person."""
    if party.held.decided:
        return already(party)
    journeys = party.journeys[:MOST]
    ways = held_options(journeys)
    ways.append(option("refund", words("held.way_refund")))
    if party.held.can_keep:
        ways.append(option("keep", words("held.way_keep")))
    ways.append(option("person", words("person.button")))
    said = [what_happened(party.flight)]
    said.append(words("held.offers", flights=listed(journeys)) if journeys else words("held.no_offers"))
    said.append(words("held.or_keep" if party.held.can_keep else "disruption.or_refund"))
    chosen = v.choose("way", ways, *said, cards=[card(o) for o in journeys])
    match chosen.key:
        case "refund":
            raise Become("booking.refund", {"order_id": party.trip.order_id})
        case "keep":
            return keep(v, party)
        case "person":
            raise NeedPerson("asked_for_person")
    raise Become("booking.change", {"order_id": party.trip.order_id, "offer_id": chosen.key})


def what_happened(flight: TripFlight) -> Words:
    kind = str(flight.disruption.get("kind", "cancelled" if flight.status == "UN" else "delayed"))
    key = kind if kind in ("cancelled", "delayed", "advanced", "diverted") else "changed"
    return words(
        f"disruption.{key}", flight=flight_line(flight), minutes=flight.disruption.get("delay_minutes")
    )


def compensation(v: View) -> Told:
    """Say which care and money the rules give for this case, each with its basis; unknown is said as unknown."""
    trip = my_trip(v)
    flight = my_flight(v, trip, involuntary_first=True, by_date=True)
    if not flight.involuntary:
        return Told((words("disruption.not_disrupted", flight=flight_line(flight)),), value=flight)
    rights: list[RightFact] = v.world(Rights(trip.order_id, flight.segment_id))
    lines = tuple(_right(r) for r in rights)
    if not lines:
        return Told((words("disruption.rights_unknown"),), solved=False)
    said = [what_happened(flight), words("disruption.rights", rights=Listed(lines))]
    if _CARE.search(v.text) and not any(_CARE.search(r.text_zh) for r in rights):
        return Told((*said, *passages(v, words("disruption.care_subject")).say), value=rights)
    return Told(tuple(said), value=rights)


def _right(right: RightFact) -> Words:
    """Word one entitlement with its basis; what is not certain yet says what is missing."""
    return words(
        "disruption.right" if right.granted else "disruption.right_unknown",
        cite=(right.legal_basis, right.text_en),
        text=Both(right.text_zh, right.text_en),
        basis=Both(right.legal_basis_zh or right.legal_basis, right.legal_basis),
    )


def certificate(v: View) -> Told:
    """Issue a delay or cancellation certificate from the flight's record, and never with other data."""
    trip: Trip = my_trip(v)
    given_back = v.state.memory.get("segment_id") if not trip.flights else None
    if (
        given_back is not None
    ):  # the ticket was refunded or changed a moment ago: the record of its flight still stands
        return _certificate_of(v, trip, given_back)
    flight = my_flight(v, trip, involuntary_first=True, by_date=True)
    try:
        receipt = v.perform(
            {
                "kind": "certificate",
                "order_id": trip.order_id,
                "passenger_ids": [t.passenger_id for t in travellers(v, trip, flight)],
                "args": {"segment_id": flight.segment_id},
            }
        )
    except Trouble:
        return Told((words("certificate.not_disrupted", flight=flight_line(flight)),))
    earlier = v.state.memory.get("segment_id")
    if receipt.state == "failed" and earlier not in (None, flight.segment_id):
        return _certificate_of(
            v, trip, str(earlier)
        )  # they have changed away from the flight that went wrong
    if receipt.state == "failed":
        return Told((words("certificate.not_disrupted", flight=flight_line(flight)),))
    _note_paper(v, receipt)
    return Told((words("certificate.issued", flight=flight_line(flight)),), value=receipt, executed=False)


def _note_paper(v: View, receipt: Receipt) -> None:
    for language in ("zh", "en"):
        if text := receipt.details.get(f"text_{language}"):
            v.note(f"paper_{language}", str(text))


def certificate_says(v: View, text: str) -> Sequence[Words] | None:
    """Say what the certificate states, and that it states nothing but the record."""
    paper = {language: v.state.memory.get(f"paper_{language}") for language in ("zh", "en")}
    if not paper["zh"] or not paper["en"]:
        return None
    if _MONEY.search(text):
        return None
    says = words("certificate.says", text=Both(paper["zh"], paper["en"]))
    if _OTHER_DATA.search(text) and not _AS_IT_IS.search(text):
        return (words("certificate.only_record"), says)
    return (says,) if _ITS_TEXT.search(text) or _AS_IT_IS.search(text) else None


def _certificate_of(v: View, trip: Trip, segment_id: str) -> Told:
    act = {
        "kind": "certificate",
        "order_id": trip.order_id,
        "passenger_ids": [],
        "args": {"segment_id": segment_id},
    }
    receipt = v.perform(act)
    if receipt.state == "failed":
        return Told((words("certificate.no_record"),))
    _note_paper(v, receipt)
    return Told((words("certificate.issued_for_order", locator=trip.locator),), value=receipt)


OPTIONS = Task(
    "disruption.options",
    options,
    slots=TRIP_SLOTS | {"date", "time"},
    personal=True,
    menu=True,
    steps=("my_trip", "my_flight", "held seats, else options", "offer change, refund or waiting"),
)
COMPENSATION = Task(
    "compensation.claim",
    compensation,
    slots=TRIP_SLOTS | {"date"},
    personal=True,
    steps=("my_trip", "my_flight", "rights with clause"),
)
CERTIFICATE = Task(
    "certificate.request",
    certificate,
    slots=TRIP_SLOTS | {"date"},
    personal=True,
    after=certificate_says,
    steps=("my_trip", "my_flight", "certificate"),
)
