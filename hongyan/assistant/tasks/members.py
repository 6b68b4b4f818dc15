"""Miles and shipments: balances, claims for miles that never came, where a waybill is."""

from collections.abc import Sequence

from hongyan.assistant.dialogue import acts
from hongyan.assistant.dialogue.queries import MyMembership, TrackWaybill
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import NeedAnswer, Told, View
from hongyan.assistant.facts import MemberFact, WaybillFact
from hongyan.assistant.words import Both, Listed, Place, Words, words
from hongyan.cargo import is_valid_awb, shown_awb


def balance(v: View) -> Told:
    """Say the miles and tier of the proved member."""
    member = _member(v)
    if member is None:
        return Told((words("loyalty.sign_in"),))
    return Told((words("loyalty.balance", miles=f"{member.miles:,}", tier=member.tier),), value=member)


def missing(v: View) -> Told:
    """Take a claim for miles that were not credited; whether it is granted is decided by checking, not here."""
    member = _member(v)
    if member is None:
        return Told((words("loyalty.sign_in"),))
    flight_no = v.slot("flight_no")
    day = v.slot("date")
    if flight_no is None or day is None:
        raise NeedAnswer((words("loyalty.ask_flight"),), ("flight_no", "date", "ticket_no"))
    if v.slot("ticket_no") is None and v.slot("ticket_asked") is None:
        v.note("ticket_asked", "yes")
        raise NeedAnswer((words("loyalty.ask_ticket", flight_no=flight_no),), ("ticket_no", "name", "text"))
    claim = {
        "member_no": member.member_no,
        "flight_no": flight_no,
        "date": day,
        "ticket_no": v.slot("ticket_no") or "",
    }
    return Told((words("loyalty.claimed", flight_no=flight_no),), promise=("miles_claim", claim))


def claim_takes(v: View, text: str) -> Sequence[Words] | None:
    """Say how long the check of a claim takes, without promising its result."""
    return (words("loyalty.claim_takes"),) if acts.WHEN_MONEY.search(text) else None


def _member(v: View) -> MemberFact | None:
    if not v.identity.member_no:
        return None
    found: MemberFact | None = v.world(MyMembership())
    return found


def track(v: View) -> Told:
    """Say where a shipment is; a number with a wrong check digit is asked for again, and no status is invented."""
    number = v.slot("awb_no") or v.state.memory.get("awb_no") or v.need("awb_no", words("cargo.ask_awb"))
    if not is_valid_awb(number):
        raise NeedAnswer((words("cargo.wrong_check_digit", awb=shown_awb(number)),), ("awb_no",))
    waybill: WaybillFact | None = v.world(TrackWaybill(number))
    if waybill is None:
        return Told((words("cargo.unknown", awb=shown_awb(number)),), solved=False)
    lines = tuple(
        words(
            "cargo.event",
            time=str(e["time"])[:16].replace("T", " "),
            station=Place(str(e["station"])),
            code=str(e["code"]),
            text=Both(str(e["text_zh"]), str(e["text_en"])),
        )
        for e in waybill.events[-3:]
    )
    return Told(
        (
            words(
                "cargo.status",
                awb=shown_awb(number),
                origin=Place(waybill.origin),
                destination=Place(waybill.destination),
                pieces=waybill.pieces,
                weight=waybill.weight_kg,
                events=Listed(lines),
            ),
        ),
        value=waybill,
    )


BALANCE = Task("loyalty.balance", balance, personal=True, steps=("member", "balance"))
MISSING = Task(
    "loyalty.missing",
    missing,
    slots=frozenset({"flight_no", "date", "ticket_no", "name"}),
    personal=True,
    after=claim_takes,
    steps=("member", "flight and day", "ticket", "claim"),
)
TRACK = Task("cargo.track", track, slots=frozenset({"awb_no"}), steps=("waybill", "check digit", "events"))
