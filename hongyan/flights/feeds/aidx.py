"""Reads AIDX flight leg notifications (IATA_AIDX_FlightLegNotifRQ); DOCTYPE, entities and network are refused."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.messages import Fact, FlightMessage, Known, OriginDay, iso

# (OperationQualifier, TimeType) → our name for the instant.
_TIMES = {
    ("OFB", "SCT"): "std_utc", ("OFB", "EST"): "etd_utc", ("OFB", "ACT"): "atd_utc",
    ("ONB", "SCT"): "sta_utc", ("ONB", "EST"): "eta_utc", ("ONB", "ACT"): "ata_utc",
    ("TKO", "EST"): "estimated_takeoff_utc", ("TKO", "ACT"): "takeoff_utc",
    ("TDN", "EST"): "estimated_touchdown_utc", ("TDN", "ACT"): "touchdown_utc",
}  # fmt: skip
_STATUSES = {"DX": "cancelled", "OP": "operating", "DV": "diverted"}
_FLIGHT_NUMBER = re.compile(r"^0*(\d{1,4}[A-Z]?)$")


def parse_aidx(text: str | bytes) -> list[dict[str, Any]]:
    """Return one dict per FlightLeg. Raises UnreadableMessage for a DOCTYPE, broken XML or a leg without identity."""
    root = _root(text.encode() if isinstance(text, str) else text)
    envelope = {
        "type": "AIDX",
        "message_name": _name(root),
        "version": root.get("Version"),
        "time_stamp": root.get("TimeStamp"),
        "transaction": root.get("TransactionIdentifier") or root.get("CorrelationID"),
    }
    legs = [_leg(element) for element in root.iter("{*}FlightLeg")]
    if not legs:
        raise UnreadableMessage("the message has no FlightLeg")
    return [{**{k: v for k, v in envelope.items() if v}, **leg} for leg in legs]


def _root(body: bytes) -> etree._Element:
    if b"<!DOCTYPE" in body.upper():
        raise UnreadableMessage("XML with a DOCTYPE is refused")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    # A declared encoding is obeyed; our own decoding already made it UTF-8, so the declaration must not contradict.
    body = re.sub(rb'^(\s*<\?xml[^>]*?)\sencoding=["\'][^"\']*["\']', rb"\1", body)
    try:
        return etree.fromstring(body.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableMessage(f"this is no well-formed XML: {error.msg}", line=error.lineno) from error


def _leg(element: etree._Element) -> dict[str, Any]:
    identifier = element.find("{*}LegIdentifier")
    if identifier is None:
        raise UnreadableMessage("a FlightLeg has no LegIdentifier")
    named = {_name(child): (child.text or "").strip() for child in identifier.iterchildren("{*}*")}
    try:
        carrier, number = named["Airline"], named["FlightNumber"] + named.get("OperationalSuffix", "")
        found: dict[str, Any] = {
            "flight": f"{carrier}{number}",
            "carrier": carrier,
            "number": number,
            "board": named["DepartureAirport"],
            "off": named["ArrivalAirport"],
            "origin_date": date.fromisoformat(named["OriginDate"][:10]).isoformat(),
        }
    except (KeyError, ValueError) as error:
        raise UnreadableMessage(f"LegIdentifier lacks or breaks {error}") from error
    data = element.find("{*}LegData")
    if data is not None:
        _leg_data(data, found)
    return found


def _leg_data(data: etree._Element, found: dict[str, Any]) -> None:
    for child in data.iterchildren("{*}*"):
        name, text = _name(child), (child.text or "").strip()
        if name == "OperationalStatus" and text:
            found["operational_status"] = text
            found["status"] = _STATUSES.get(text, text)
        elif name == "OperationTime" and text:
            _operation_time(child, text, found)
        elif name == "ServiceType" and text:
            found["service_type"] = text
        elif name == "AircraftInfo":
            _aircraft(child, found)
        elif name in ("IrregularityDelay", "DelayCode", "Delay"):
            _delay(child, found)
        elif name == "RemarkFreeText" and text:
            found.setdefault("remarks", []).append(text)
    gates = [g.text for g in data.iter("{*}PassengerGate") if g.text]
    if gates:
        found["gate"] = gates[0]


def _operation_time(element: etree._Element, text: str, found: dict[str, Any]) -> None:
    key = _TIMES.get((element.get("OperationQualifier", ""), element.get("TimeType", "")))
    instant = _instant(text)
    if key:
        found[key] = instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("T24:", "T00:"))
    except ValueError as error:
        raise UnreadableMessage(f"{text} is no instant", line=text) from error
    moment += timedelta(days=1 if "T24:" in text else 0)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _aircraft(element: etree._Element, found: dict[str, Any]) -> None:
    for child in element.iterchildren("{*}*"):
        text = (child.text or "").strip()
        if _name(child) == "AircraftType" and text:
            found["aircraft_type"] = text
        elif _name(child) in ("Registration", "TailNumber") and text:
            found["registration"] = text.replace("-", "")
        elif _name(child) == "AircraftConfiguration" and text:
            found["configuration"] = text


def _delay(element: etree._Element, found: dict[str, Any]) -> None:
    code_element = element if _name(element) == "DelayCode" else element.find("{*}DelayCode")
    code = element.get("Code") or ((code_element.text or "").strip() if code_element is not None else "")
    if code:
        found.setdefault("delays", []).append({"code": code, "minutes": None})


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def aidx_messages(legs: list[dict[str, Any]], known: Known) -> list[FlightMessage]:
    """Return one FlightMessage per leg. Times are statements of the airport's system at the message's TimeStamp."""
    return [_message(leg, known, n) for n, leg in enumerate(legs)]


def _message(leg: dict[str, Any], known: Known, part: int) -> FlightMessage:
    number = _FLIGHT_NUMBER.match(leg["number"])
    if number is None:
        raise UnreadableMessage(f"{leg['number']} is no flight number")
    stamp = leg.get("time_stamp")
    at = known.at(_instant(stamp) if stamp else None)
    digest = f"{known.digest}.{part}"

    def fact(field: str, value: Any, slot: str = "aidx") -> Fact:
        return Fact(field, value, iso(at), slot, digest, leg["board"], leg["off"])

    facts = list(_facts(leg, fact))
    day = OriginDay(date.fromisoformat(leg["origin_date"]))
    action = leg.get("operational_status", "OP")
    return FlightMessage("aidx", leg["carrier"], number[1], day, tuple(facts), action, at, digest)


def _facts(leg: dict[str, Any], fact: Any) -> list[Fact]:
    found = []
    for key, field in (
        ("std_utc", "std"),
        ("sta_utc", "sta"),
        ("etd_utc", "etd"),
        ("eta_utc", "eta"),
        ("atd_utc", "atd"),
        ("ata_utc", "ata"),
    ):
        if key in leg:
            found.append(fact(field, iso(_instant(leg[key]))))
            if field == "std":
                found.append(fact("exists", iso(_instant(leg[key]))))
    if leg.get("status") == "cancelled":
        found.append(fact("cancelled", True))
    elif leg.get("operational_status") == "OP":
        found.append(fact("operating", {"lifts": "aidx", "baseline": True}))
    for field in ("registration", "aircraft_type", "configuration"):
        if field in leg:
            found.append(fact(field, leg[field]))
    if leg.get("delays"):
        found.append(fact("cause", {"code": leg["delays"][0]["code"], "system": "iata", "text": None}))
    return found
