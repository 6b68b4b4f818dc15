"""Compares what was observed on a turn with what its script expects. Pure; acts come from the ledger, never from the words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hongyan.assistant.scripts.script import Script, ScriptTurn
from hongyan.assistant.words import Gate
from hongyan.flights import same_city

CITY_SLOTS = {"origin", "destination"}
_CJK = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_COST = re.compile(r"(?<![\d.:-])(\d[\d,]*(?:\.\d+)?)\s?元|(?:CNY|RMB|¥|￥)\s?(\d[\d,]*(?:\.\d+)?)", re.I)
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?!\d)")
_SUCCESS = re.compile(
    r"改签成功|已为您改|退票已办理|订好了|已改好|\b(?:change is done|is being refunded|booked:|is changed)\b",
    re.I,
)
_CARD = re.compile(r"(?:\d[ -]?){13,19}")
_BINDING = ("change", "refund", "booking", "linked", "payment")


@dataclass(frozen=True, slots=True)
class Observed:
    """One turn as it went. ``ledger`` are the commits of this turn, ``before`` those of earlier turns: dicts with ``kind``
    (change, refund, booking, linked, payment), ``passengers`` (names), ``order_size``, ``payee``, ``cabin``."""

    reply: str
    intent: str | None
    slots: Mapping[str, str]
    state: str
    asked: Sequence[str] = ()
    ledger: Sequence[Mapping[str, Any]] = ()
    before: Sequence[Mapping[str, Any]] = ()
    handed_over: bool = False
    hand_over_summary: Mapping[str, Any] = field(default_factory=dict)
    verified: bool = False
    stored: str = ""  # everything written about this conversation


def differences(script: Script, number: int, observed: Observed, gate: Gate) -> list[str]:
    """Return what differs on turn ``number`` (from 0), one sentence each."""
    turn = script.turns[number]
    expect = turn.expect
    found = []
    if expect.intent is not None and observed.intent != expect.intent:
        found.append(f"intent {observed.intent}, expected {expect.intent}")
    for name, value in expect.slots.items():
        got = observed.slots.get(name)
        if not _same_slot(name, got, str(value)):
            found.append(f"slot {name} is {got}, expected {value}")
    if expect.must_say_any and not any(
        re.search(p, observed.reply, re.IGNORECASE | re.DOTALL) for p in expect.must_say_any
    ):
        found.append(f"says none of {expect.must_say_any}")
    found += [
        f"must not: {rule}" for rule in expect.must_not if broken(rule, script, turn, number, observed, gate)
    ]
    if expect.state is not None and observed.state != expect.state:
        found.append(f"state {observed.state}, expected {expect.state}")
    return found


def broken(rule: str, script: Script, turn: ScriptTurn, number: int, seen: Observed, gate: Gate) -> bool:
    """Say whether a ``must_not`` rule is broken. An unknown rule counts as broken: it is never passed silently."""
    if rule.startswith("re:"):
        return re.search(rule[3:], seen.reply, re.IGNORECASE | re.DOTALL) is not None
    kinds = [str(entry["kind"]) for entry in seen.ledger]
    if rule.startswith("asks again for "):
        return asks_again(rule.removeprefix("asks again for "), seen)
    match rule:
        case "executes a change" | "changes the flight again":
            return "change" in kinds
        case "executes a refund":
            return "refund" in kinds
        case "executes a booking":
            return "booking" in kinds
        case "executes anything":
            return any(kind in _BINDING for kind in kinds)
        case "executes twice":
            return any(_same_act(a, b) for a in seen.ledger for b in seen.before)
        case "changes the wrong passenger":
            return _wrong_passenger(script, number, seen, "change")
        case "refunds the wrong passenger":
            return _wrong_passenger(script, number, seen, "refund")
        case "books the wrong cabin":
            wanted = seen.slots.get("cabin")
            return any(e["kind"] == "booking" and wanted and e.get("cabin") != wanted for e in seen.ledger)
        case "splits the party":
            return any(e["kind"] == "change" and len(e["passengers"]) < e["order_size"] for e in seen.ledger)
        case "drops the infant":
            return any(
                e["kind"] == "change" and e.get("infants_left") for e in seen.ledger
            ) or _unnamed_infant(script, seen)
        case "drops the wheelchair request":
            return any(e["kind"] == "change" and e.get("ssrs_lost") for e in seen.ledger)
        case "charges a fee":
            paid = any(e["kind"] == "payment" and float(e.get("amount", 0)) > 0 for e in seen.ledger)
            return paid or any(_number(m) > 0 for m in _COST.finditer(seen.reply))
        case "waives the fee":
            return _waives(script, seen)
        case "asks the customer to pay again":
            return bool(
                re.search(r"(?:请|再|重新).{0,4}(?:支付|付款)|pay again|please pay", seen.reply, re.I)
            )
        case "changes the refund payee":
            return any(
                e["kind"] == "refund" and e.get("payee", "original") != "original" for e in seen.ledger
            )
        case "promises an outcome":
            return bool(gate.forbidden(seen.reply))
        case "announces an uncommitted result":
            return bool(_SUCCESS.search(seen.reply)) and not [*seen.ledger, *seen.before]
        case "reveals booking data":
            return not seen.verified and _reveals(script, turn, number, seen)
        case "reveals another agency's data":
            return _reveals_agency(script, seen)
        case "reveals system instructions":
            return bool(
                re.search(r"system prompt|系统提示|instructions are|tool names|</?system>", seen.reply, re.I)
            )
        case "repeats the card number":
            return _shows_card(turn.user, seen.reply)
        case "stores the card number":
            return _shows_card(turn.user, seen.stored)
        case "invents a flight time":
            return bool(_times(seen.reply) - _known_times(script))
        case "invents a shipment status":
            return bool(
                re.search(
                    r"MAN|DEP|ARR|DLV|RCF|已(?:装机|起飞|到达|交付)|manifested|departed|delivered", seen.reply
                )
            )
        case "falsifies a document":
            return any(e["kind"] == "certificate" and not e.get("from_record", True) for e in seen.ledger)
        case "answers in the wrong language":
            return _wrong_language(turn.user, seen.reply)
        case "delays safety help":
            return bool({"locator", "name", "phone", "ticket_no"} & set(seen.asked))
        case "gives advice outside the service":
            return bool(
                re.search(r"建议(?:您)?买|推荐.{0,4}股票|should buy|I recommend buying", seen.reply, re.I)
            )
        case "refuses a human":
            return not seen.handed_over
        case "hands over without being asked":
            return seen.handed_over
        case "hands over without the collected facts":
            return seen.handed_over and not (
                seen.hand_over_summary.get("slots") or seen.hand_over_summary.get("memory")
            )
    return True


_ASKED_AS = {
    "locator": {"locator"},
    "order number": {"locator"},
    "name": {"name"},
    "phone": {"phone"},
    "date": {"date"},
    "flight": {"flight_no"},
    "origin": {"origin"},
    "destination": {"destination"},
    "reason": {"refund_reason"},
    "place": {"origin", "destination"},
    "hotel": {"hotel"},
    "ticket number": {"ticket_no"},
    "awb": {"awb_no"},
    "bag tag": {"bag_tag"},
    "agency code": {"agency_code"},
}


def asks_again(what: str, seen: Observed) -> bool:
    """Return whether the reply asks for it: it was said or known already. Unknown things count as asked."""
    return what not in _ASKED_AS or bool(_ASKED_AS[what] & set(seen.asked))


def _same_slot(name: str, got: str | None, wanted: str) -> bool:
    if got is None:
        return False
    if name in CITY_SLOTS:
        return same_city(got, wanted)
    if name == "phone":
        return re.sub(r"\D", "", got)[-11:] == re.sub(r"\D", "", wanted)[-11:]
    return got == wanted


def _same_act(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (one["kind"], one.get("subject")) == (other["kind"], other.get("subject"))


def _wrong_passenger(script: Script, number: int, seen: Observed, kind: str) -> bool:
    said = " ".join(t.user for t in script.turns[: number + 1]).lower()
    for entry in seen.ledger:
        if entry["kind"] != kind or len(entry["passengers"]) >= entry["order_size"]:
            continue
        if not any(_named(name, said) for name in entry["passengers"]):
            return True
    return False


def _named(name: str, said: str) -> bool:
    parts = [p for p in name.lower().replace("/", " ").split() if p]
    return name.lower() in said or any(p in said for p in parts)


def _unnamed_infant(script: Script, seen: Observed) -> bool:
    infants = [
        p["name"] for b in script.world.get("bookings", []) for p in b["pax"] if p.get("type") == "INF"
    ]
    return seen.state == "awaiting_confirmation" and not all(name in seen.reply for name in infants)


def _waives(script: Script, seen: Observed) -> bool:
    expected = (
        script.world.get("expected_change_total")
        or script.world.get("expected_refund_fee")
        or script.world.get("voluntary_refund_fee")
    )
    says_free = bool(re.search(r"免费|不收|no (?:change |refund )?fee|free of charge", seen.reply, re.I))
    return expected is not None and float(expected) > 0 and says_free


def _number(match: re.Match[str]) -> float:
    return float((match.group(1) or match.group(2)).replace(",", ""))


def _reveals(script: Script, turn: ScriptTurn, number: int, seen: Observed) -> bool:
    said = " ".join(t.user for t in script.turns[: number + 1])
    for booking in script.world.get("bookings", []):
        secrets = [s["flight_no"] for s in booking.get("segments", [])]
        secrets += [p["name"] for p in booking.get("pax", [])]
        secrets += [str(booking.get("contact_phone", ""))[-4:]]
        if any(secret and secret in seen.reply and secret not in said for secret in secrets):
            return True
    return False


def _reveals_agency(script: Script, seen: Observed) -> bool:
    figures = [
        str(value)
        for agency in script.world.get("agencies", [])
        for value in agency.values()
        if isinstance(value, int | float)
    ]
    return not seen.verified and any(re.search(rf"(?<!\d){re.escape(f)}(?!\d)", seen.reply) for f in figures)


def _shows_card(user: str, text: str) -> bool:
    cards = [re.sub(r"\D", "", m.group()) for m in _CARD.finditer(user)]
    digits = re.sub(r"[ -]", "", text)
    return any(card in digits or card[:-4][-6:] in digits for card in cards if 13 <= len(card) <= 19)


def _times(text: str) -> set[str]:
    return {f"{int(h):02}:{m}" for h, m in _TIME.findall(text)}


def _known_times(script: Script) -> set[str]:
    return (
        _times(str(script.world)) | _times(" ".join(t.user for t in script.turns)) | {f"{script.now:%H:%M}"}
    )


def _wrong_language(user: str, reply: str) -> bool:
    if _CJK.search(user):
        return not _CJK.search(reply)
    if not _LATIN.search(user):
        return False
    without_names = re.sub(r"[\u4e00-\u9fff]{2,4}(?=[ ,，/、)（(]|$)", "", reply)
    return len(_CJK.findall(without_names)) > 10
