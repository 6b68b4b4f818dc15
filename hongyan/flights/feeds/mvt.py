"""Reads aircraft movement messages MVT, MVA and DIV (AHM 780/781), all times UTC, keeping lines it does not know."""

import re
from typing import Any

from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.feeds.envelope import lines_of, open_envelope

_HEAD = re.compile(r"^(?:(COR|PDM) )?(MVT|MVA|DIV)$")
_IDENTITY = re.compile(
    r"^((?:[A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z])\d{1,4}[A-Z]?)/(\d{1,2})(?:[A-Z]{3})?\.([A-Z0-9-]+)\.([A-Z]{3})$"
)
_ELEMENT = re.compile(r"^(?:(AD|AA|ED|EO|EA|EB|NI|RR|FR|FLD|PX)(?=\d)|(EDL|DLA|DL|DR)(?=[\dA-Z/]))(.*)$")
_TIMES = re.compile(r"^(\d{4}|\d{6})(?:/(\d{4}|\d{6})?)?$")
_AIRPORT = re.compile(r"^[A-Z]{3}$")


def parse_mvt(text: str) -> dict[str, Any]:
    """Return what the message says. Raises UnreadableMessage when it is no movement message or a time is broken."""
    envelope, lines = open_envelope(lines_of(text))
    found: dict[str, Any] = {"envelope": envelope} if envelope else {}
    if len(lines) > 1 and lines[0] in ("COR", "PDM"):
        lines = [f"{lines[0]} {lines[1]}", *lines[2:]]
    lines = [line if line.startswith("SI ") else line.upper() for line in lines]
    head = _HEAD.match(lines[0]) if lines else None
    if head is None:
        raise UnreadableMessage("a movement message starts with MVT, MVA or DIV", line=1)
    identity = _IDENTITY.match(lines[1]) if len(lines) > 1 else None
    if identity is None:
        raise UnreadableMessage("line 2 is not flight/day.registration.station", line=2)
    found |= {
        "type": head[2],
        "flight": identity[1],
        "day": _checked_day(identity[2]),
        "registration": identity[3],
        "station": identity[4],
    }
    if head[1] == "COR":
        found["correction"] = True
    if head[1] == "PDM":
        found["possible_duplicate"] = True
    for index, line in enumerate(lines[2:], 2):
        if line == "SI" or line.startswith("SI "):
            found["si"] = " ".join([line[2:].strip(), *lines[index + 1 :]]).strip()
            break
        _read_elements(line, found)
    if found["type"] == "DIV":
        found["diverted_to"] = (found.get("eta") or {}).get("airport") or found.get("arrival_airport")
    return found


def _read_elements(line: str, found: dict[str, Any]) -> None:
    words = line.split()
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        element = _ELEMENT.match(word)
        if element is None:
            found.setdefault("other", []).append(word)
            continue
        name = element[1] or element[2]
        following = words[position] if position < len(words) else ""
        airport = following if name in ("EA", "AA") and _AIRPORT.match(following) else None
        position += 1 if airport else 0
        _read_element(name, element[3], airport, found)


def _read_element(name: str, rest: str, airport: str | None, found: dict[str, Any]) -> None:
    if name == "AD":
        found["off_block"], found["airborne"] = _pair(rest)
    elif name == "AA":
        found["touchdown"], found["on_block"] = _pair(rest)
        if airport:
            found["arrival_airport"] = airport
    elif name == "ED":
        found["estimated_departure"] = _pair(rest)[0]
        found["departure_time_known"] = True
    elif name == "EO":
        found["estimated_takeoff"] = _pair(rest)[0]
    elif name == "EA":
        found["eta"] = {"time": _pair(rest)[0], "airport": airport}
    elif name == "EB":
        found["estimated_on_block"] = _pair(rest)[0]
    elif name == "NI":
        found["next_information"] = _pair(rest)[0]
        found["departure_time_known"] = False
    elif name == "RR":
        found["return_to_ramp"] = _pair(rest)[0]
    elif name == "FR":
        touchdown, on_block = _pair(rest)
        found["return_airborne"] = {"touchdown": touchdown, "on_block": on_block}
    elif name == "FLD":
        found["leg_departure_day"] = _checked_day(rest)
    elif name in ("DL", "EDL"):
        found.setdefault("delays", []).extend(_delays(rest))
    elif name == "DLA":
        found["delay_subcodes"] = [code for code in rest.split("/") if code]
    elif name == "PX":
        found["passengers"] = [int(n) for n in re.findall(r"\d+", rest)]
    elif name == "DR":
        found["diversion_reason"] = rest


def _pair(text: str) -> tuple[Any, Any]:
    """Return one or two times: ``1100`` stays text, ``211100`` becomes day and time, a missing second is None."""
    match = _TIMES.match(text)
    if match is None:
        raise UnreadableMessage(f"{text} is no time", line=text)
    return _moment(match[1]), _moment(match[2]) if match[2] else None


def _moment(text: str) -> Any:
    hhmm = text[-4:]
    if hhmm != "2400" and (int(hhmm[:2]) > 23 or int(hhmm[2:]) > 59):
        raise UnreadableMessage(f"{text} is no time of day", line=text)
    return hhmm if len(text) == 4 else {"day": _checked_day(text[:2]), "time": hhmm}


def _checked_day(text: str) -> int:
    day = int(text) if text.isdigit() else 0
    if not 1 <= day <= 31:
        raise UnreadableMessage(f"{text} is no day of the month", line=text)
    return day


def _delays(text: str) -> list[dict[str, Any]]:
    """Read ``64/72/0015/0020``: codes first, then durations hhmm, matched by position; codes are kept verbatim."""
    parts = [part for part in text.split("/") if part]
    durations = [part for part in parts if len(part) == 4 and part.isdigit()]
    codes = [part for part in parts if part not in durations]
    minutes = [int(d[:2]) * 60 + int(d[2:]) for d in durations]
    return [
        {"code": code, "minutes": minutes[n] if n < len(minutes) else None} for n, code in enumerate(codes)
    ]
