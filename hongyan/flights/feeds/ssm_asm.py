"""Reads SSM and ASM schedule messages (SSIM chapters 4 and 5) into plain dicts, line by line, keeping what it does not know."""

import re
from typing import Any

from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.feeds.dates import read_date
from hongyan.flights.feeds.envelope import lines_of, open_envelope

_WITHOUT_FLIGHT = ("ACK", "NAC")
_A = "A-ZА-ЯЁ"  # national letters occur in real messages and are kept
_REFERENCE = re.compile(r"^(\d{2}[A-Z]{3}\d{5}[EC]\d{3})(?:/(.+))?$")
_FLIGHT = re.compile(
    rf"^([{_A}]{{3}}(?=\d)|[{_A}][{_A}0-9]|[0-9][{_A}])(\d{{1,4}}[{_A}]?)(?:/(\d{{2}}(?:[A-Z]{{3}}(?:\d{{2}})?)?))?(?: (.+))?$"
)
_PERIOD = re.compile(r"^(\d{2}[A-Z]{3}\d{2}) (\d{2}[A-Z]{3}\d{2}|00XXX00) ([1-7 ]+)(?:/(W\d))?(?: (.+))?$")
_EQUIPMENT = re.compile(
    rf"^(?:([A-Z]) )?([{_A}0-9]{{3}})(?: ([A-Z]\d{{0,3}}(?:[A-Z]\d{{0,3}})*))?(?: ?\.([A-Z0-9]+))?(?: (.+))?$"
)
_LEG = re.compile(
    rf"^([{_A}]{{3}})(\d{{4}})(?:/(M?\d))?(?:/(\d{{4}}))? ([{_A}]{{3}})(\d{{4}})(?:/(M?\d))?(?:/(\d{{4}}))?(?: (.+))?$"
)
_SEGMENT = re.compile(rf"^([{_A}]{{3}})/?([{_A}]{{3}})(?: (.+))?$")


def parse_ssm_asm(text: str) -> list[dict[str, Any]]:
    """Return one dict per sub-message. Raises UnreadableMessage with the line that breaks the format."""
    envelope, lines = open_envelope(lines_of(text))
    lines = [line if line.startswith("SI ") else line.upper() for line in lines]
    if not lines or lines[0] not in ("SSM", "ASM"):
        raise UnreadableMessage("an SSM or ASM message starts with a line SSM or ASM", line=1)
    starts = [n for n, line in enumerate(lines) if line in ("SSM", "ASM")]
    found = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        found += _message(lines[start:end], {"envelope": envelope} if envelope else {})
    return found


def _message(lines: list[str], head: dict[str, Any]) -> list[dict[str, Any]]:
    head |= {"type": lines[0], "time_mode": "UTC"}
    rest = lines[1:]
    if rest and rest[0] in ("UTC", "LT"):
        head["time_mode"] = rest.pop(0)
    if rest and (reference := _REFERENCE.match(rest[0])):
        head["message_reference"] = reference[1]
        if reference[2]:
            head["creator_reference"] = reference[2].split("/")[0]
        rest.pop(0)
    subs = _split(rest)
    if not subs:
        raise UnreadableMessage("the message has no action line", line=len(lines))
    return [{**head, **_sub_message(sub, ended, head["type"])} for sub, ended in subs]


def _split(lines: list[str]) -> list[tuple[list[str], bool]]:
    subs: list[tuple[list[str], bool]] = []
    current: list[str] = []
    for line in lines:
        if line == "//":
            if current:
                subs.append((current, True))
            current = []
        else:
            current.append(line)
    if current:
        subs.append((current, False))
    return subs


def _sub_message(lines: list[str], ended: bool, kind: str) -> dict[str, Any]:
    words = lines[0].split()
    if not re.fullmatch(r"[A-Z]{3}", words[0]):
        raise UnreadableMessage(f"no action in line {lines[0]!r}", line=lines[0])
    found: dict[str, Any] = {"action": words[0]}
    if words[1:]:
        found["secondary"] = words[1:]
    if ended:
        found["sub_message_end"] = True
    for index, line in enumerate(lines[1:], 1):
        if line == "SI" or line.startswith("SI "):
            found["si"] = " ".join([line[2:].strip(), *(rest.strip() for rest in lines[index + 1 :])]).strip()
            break
        _read_line(line, found)
    if "flight" not in found and found["action"] not in _WITHOUT_FLIGHT:
        raise UnreadableMessage(f"{kind} {found['action']} names no flight", line=lines[0])
    return found


def _read_line(line: str, found: dict[str, Any]) -> None:
    """Put one line where its form says it belongs; lines of no known form are kept under ``other``."""
    if match := _LEG.match(line):
        found.setdefault("legs", []).append(_leg(match))
    elif match := _PERIOD.match(line):
        days = sorted({int(d) for d in match[3] if d != " "})
        found["period"] = {"start": _day(match[1]), "end": _day(match[2]), "days": days}
        if match[4]:
            found["period"]["frequency"] = match[4]
    elif "legs" not in found and "service_type" not in found and (match := _flight_line(line, found)):
        _flight(match, found)
    elif "legs" not in found and "aircraft_type" not in found and (match := _equipment_line(line)):
        found |= {
            k: v
            for k, v in zip(
                ("service_type", "aircraft_type", "configuration", "acv"), match.groups(), strict=False
            )
            if v
        }
    elif match := _SEGMENT.match(line):
        found.setdefault("segments", []).append(f"{match[1]}/{match[2]}" if not match[3] else line)
    else:
        found.setdefault("other", []).append(line)


def _flight_line(line: str, found: dict[str, Any]) -> re.Match[str] | None:
    if "aircraft_type" in found or _SEGMENT.match(line):
        return None
    return _FLIGHT.match(line)


def _equipment_line(line: str) -> re.Match[str] | None:
    match = _EQUIPMENT.match(line)
    return match if match and (match[1] or match[3] or match[4]) else None


def _flight(match: re.Match[str], found: dict[str, Any]) -> None:
    flight = {"carrier": match[1], "number": match[2]}
    if match[3]:
        flight["date"] = _day(match[3])
    if "flight" not in found:
        found["flight"] = flight
    else:
        found.setdefault("further_flights", []).append(flight)


def _leg(match: re.Match[str]) -> dict[str, Any]:
    leg: dict[str, Any] = {"board": match[1], "std": match[2], "off": match[5], "sta": match[6]}
    if match[3]:
        leg["std_day"] = _offset(match[3])
    if match[7]:
        leg["sta_day"] = _offset(match[7])
    return leg


def _offset(text: str) -> int:
    return -int(text[1:]) if text.startswith("M") else int(text)


def _day(text: str) -> str:
    """Return ISO for ``10OCT23``; ``10OCT`` and ``10`` have no year and stay as they are; 00XXX00 = open end."""
    if len(text) < 7 or text == "00XXX00":
        return text
    try:
        return read_date(text).isoformat()
    except ValueError as error:
        raise UnreadableMessage(f"{text} is no date", line=text) from error
