"""Reads Hongyan's own JSON feed: one object or a list of them, instants in ISO 8601 with a zone."""

import json
import re
from datetime import date, datetime
from typing import Any

from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.feeds.designator import split_flight
from hongyan.flights.messages import Fact, FlightMessage, Known, OriginDay, iso

_INSTANTS = ("std", "sta", "etd", "eta", "atd", "ata")
_PLACES = ("terminal", "arrival_terminal", "gate")
_TEXTS = ("registration", "aircraft_type", "configuration", "diverted_to", *_PLACES)
_STATION = re.compile(r"^[A-Z]{3}$")
_LONGEST = 300
_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_PLAIN = ("registration", "aircraft_type", "configuration", "departure_time_known", "diverted_to", *_PLACES)


def parse_json_feed(text: str) -> list[dict[str, Any]]:
    """Return the objects as they came, checked. Raises UnreadableMessage naming the item and the field."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableMessage(f"this is no JSON: {error.msg}", line=error.lineno) from error
    except RecursionError as error:
        raise UnreadableMessage("this JSON is nested too deeply") from error
    if _ESCAPE.search(text):
        _refuse_unstorable(content)
    items = content if isinstance(content, list) else [content]
    for number, item in enumerate(items):
        _check(item, number)
    return items


def _check(item: Any, number: int) -> None:
    if not isinstance(item, dict):
        raise UnreadableMessage(f"item {number} is no object", item=number)
    for key in ("flight", "origin_date", "board", "off"):
        if not isinstance(item.get(key), str) or not item[key]:
            raise UnreadableMessage(f"item {number} lacks {key}", item=number, field=key)
    for key in ("board", "off"):
        if not _STATION.match(item[key]):
            raise UnreadableMessage(f"item {number}: {key} is no airport code", item=number, field=key)
    try:
        date.fromisoformat(item["origin_date"])
        split_flight(item["flight"])
        for key in (*_INSTANTS, "sent_at"):
            if item.get(key) is not None:
                instant(item[key])
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableMessage(f"item {number}: {error}", item=number) from error
    cause = item.get("cause") or {}
    if not isinstance(cause, dict):
        raise UnreadableMessage(f"item {number}: cause is no object", item=number, field="cause")
    texts = {name: item.get(name) for name in (*_TEXTS, "status")} | {
        f"cause.{name}": cause.get(name) for name in ("code", "system", "text")
    }
    for name, value in texts.items():
        if value is not None and (not isinstance(value, str) or len(value) > _LONGEST):
            raise UnreadableMessage(f"item {number}: {name} is no short text", item=number, field=name)
    if not isinstance(item.get("departure_time_known", True), bool | None):
        raise UnreadableMessage(f"item {number}: departure_time_known is no boolean", item=number)


def _refuse_unstorable(content: Any) -> None:
    """Refuse NUL and unpaired surrogates, which JSON can write and no database keeps."""
    text = json.dumps(content, ensure_ascii=False)
    if "\\u0000" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise UnreadableMessage("the text holds a character that cannot be kept")


def instant(text: str) -> datetime:
    """Return the instant of an ISO 8601 text. Raises ValueError when it has no zone: a bare time is a guess."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no zone")
    return moment


def json_messages(items: list[dict[str, Any]], known: Known) -> list[FlightMessage]:
    """Return one FlightMessage per object."""
    return [_message(item, known, f"{known.digest}.{n}") for n, item in enumerate(items)]


def _message(item: dict[str, Any], known: Known, digest: str) -> FlightMessage:
    carrier, number = split_flight(item["flight"])
    at = known.at(instant(item["sent_at"]) if item.get("sent_at") else None)
    stamp = iso(at)

    def fact(field: str, value: Any, slot: str = "json") -> Fact:
        return Fact(field, value, stamp, slot, digest, item["board"], item["off"])

    facts = [fact(key, iso(instant(item[key]))) for key in _INSTANTS if item.get(key) is not None]
    if item.get("std") and item.get("sta"):
        facts.append(fact("exists", iso(instant(item["std"]))))
    facts += [fact(key, item[key]) for key in _PLAIN if item.get(key) is not None]
    facts += _status_facts(item, fact, stamp)
    cause = item.get("cause")
    if cause:
        facts.append(
            fact(
                "cause", {"code": cause.get("code"), "system": cause.get("system"), "text": cause.get("text")}
            )
        )
    day = OriginDay(date.fromisoformat(item["origin_date"]))
    return FlightMessage("json", carrier, number, day, tuple(facts), item.get("status") or "info", at, digest)


def _status_facts(item: dict[str, Any], fact: Any, stamp: str) -> list[Fact]:
    status = item.get("status")
    if status == "cancelled":
        return [fact("cancelled", True)]
    if status == "reinstated":
        return [fact("operating", {"lifts": "*", "baseline": False}, "json:reinstated")]
    if status == "diverted" and not item.get("diverted_to"):
        return [fact("diverted_to", "")]  # diverted, nobody said where
    if status == "returned":
        return [fact("returned", {"to": "airport", "at": stamp})]
    if status in ("scheduled", "created", "delayed", "departed", "arrived"):
        return [fact("operating", {"lifts": "json", "baseline": True})]
    return []
