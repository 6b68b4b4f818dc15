"""From tasks to what a provider is given: the words, the address, and what exactly was said (for consent)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hongyan.core.ids import new_id
from hongyan.core.phone import masked
from hongyan.messaging import OutboundMessage
from hongyan.outreach import words
from hongyan.outreach.consent import consent_of
from hongyan.outreach.ladder import TO_AGENCY
from hongyan.outreach.menu import MENU
from hongyan.outreach.model import Choice
from hongyan.outreach.words import Subject
from hongyan.telephony import CallRequest


@dataclass(frozen=True, slots=True)
class Intended:
    """An attempt as it is stored, and as the provider gets it."""

    record: dict[str, Any]
    order: CallRequest | OutboundMessage


def call(
    task: Mapping[str, Any], subjects: Sequence[Subject], valid_until: datetime, ring_seconds: int
) -> Intended:
    """Word a call; what a key would mean is fixed and hashed now, so that consent is to what was heard."""
    language, attempt_id = task["language"], new_id("att")
    accept = [s for s in subjects if s.offer is not None and s.offer.kind not in words.NOT_AN_ITINERARY]
    read_backs = {
        "1": "".join(_spoken(language, "accept", s) for s in accept),
        "2": "".join(_spoken(language, "refund", s) for s in subjects),
    }
    menu = {key: kind for key, kind in MENU.items() if key != "1" or accept}
    said = {
        "accept": [_said(s, "accept", language) for s in accept],
        "refund": [_said(s, "refund", language) for s in subjects],
    }
    order = CallRequest(
        attempt_id=attempt_id,
        number=task["phone"],
        language=language,
        script=words.call_script(language, task["name"], subjects),
        menu=menu,
        ring_seconds=ring_seconds,
        valid_until=valid_until,
        read_backs={key: text for key, text in read_backs.items() if text},
        campaign=task["campaign_id"],
    )
    return Intended(_record(task, attempt_id, "call", task["phone"], said, valid_until), order)


def message(
    task: Mapping[str, Any],
    channel: str,
    subjects: Sequence[Subject],
    link: str,
    valid_until: datetime,
    about: tuple[str, ...] = (),
    replies: bool = False,
) -> Intended:
    """Word an SMS, mail, push, or a notice to the agency that booked; ``about`` = the bookings it will look for."""
    language, attempt_id = task["language"], new_id("att")
    subject = ""
    if channel == "email":
        text = words.mail(language, task["name"], subjects, link)
        to, subject, body = task["email"], text.subject, text.body
    elif channel == "push":
        to, body = task["push"], words.sms(language, subjects, link)
    elif channel == "agency":
        to, body = task["agency"], words.to_agency(language, subjects, link)
    elif task["step"] == TO_AGENCY:
        to, body = task["agency_phone"], words.to_agency(language, subjects, link)
    else:
        to, body = task["phone"], words.sms(language, subjects, link, replies)
    order = OutboundMessage(attempt_id, to, language, subject, body, valid_until, about)
    said = {"offers": [s.offer.offer_id for s in subjects if s.offer is not None]}
    return Intended(_record(task, attempt_id, channel, to, said, valid_until), order)


def notice(
    row: Mapping[str, Any], channel: str, link: str, valid_until: datetime, about: tuple[str, ...] = ()
) -> Intended:
    """Word what follows a decision: done, refund progress, seat lost, flight back."""
    attempt_id = new_id("att")
    text = words.notice(row["language"], row["kind"], row["params"], link)
    to = row[{"sms": "phone", "email": "email", "agency": "agency"}[channel]]
    order = OutboundMessage(attempt_id, to, row["language"], text.subject, text.body, valid_until, about)
    task = {**row, "turn": 0, "step": row["kind"]}
    return Intended(_record(task, attempt_id, channel, to, {}, valid_until, "notice"), order)


def _spoken(language: str, kind: str, subject: Subject) -> str:
    """What is read back, and that hotel and car are asked about afterwards; the consent is to the first part."""
    offer = subject.offer if kind == "accept" else None
    read_back = words.read_back(language, kind, subject.flight, offer)
    return read_back + words.linked_by_text(language, subject.linked)


def _said(subject: Subject, kind: str, language: str) -> dict[str, Any]:
    offer_id = subject.offer.offer_id if kind == "accept" and subject.offer is not None else None
    offer = subject.offer if kind == "accept" else None
    text = words.read_back(language, kind, subject.flight, offer)
    consent = consent_of(subject.flight.party_id, Choice(kind, offer_id), text)
    return {"party_id": subject.flight.party_id, "offer_id": offer_id, "consent": consent}


def _record(
    task: Mapping[str, Any],
    attempt_id: str,
    channel: str,
    address: str,
    said: dict[str, Any],
    valid_until: datetime,
    purpose: str = "contact",
) -> dict[str, Any]:
    return {
        "attempt_id": attempt_id,
        "task_id": task["task_id"],
        "campaign_id": task["campaign_id"],
        "channel": channel,
        "purpose": purpose,
        "turn": task["turn"],
        "step": task["step"],
        "language": task["language"],
        "address": address,
        "to_masked": mask_address(address),
        "said": said,
        "valid_until": valid_until,
    }


def mask_address(address: str) -> str:
    """Return a number or address with all but its ends hidden."""
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:1]}•••@{domain}"
    return masked(address) if address.startswith("+") else address  # an agency's code is no secret
