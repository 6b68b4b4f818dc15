"""Bytes to text whatever the sender's character set, and the Type B envelope (addresses, origin, time) taken off."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

_ADDRESS = re.compile(r"^(?:Q[A-Z] )?[A-Z0-9]{7}(?: [A-Z0-9]{7})*$")
_ORIGIN = re.compile(r"^\.([A-Z0-9]{5,8})(?:[ ](\d{6}).*)?$")
_HIGH_PAIR = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]")
_CONTROL = str.maketrans("", "", "\x01\x02\x03\x00")


def decode(body: bytes) -> str:
    """Return the text of ``body``: UTF-8 if it is, else GB 18030 if it looks like it, else Latin-1, which never fails.

    Almost any Latin-1 text is valid GB 18030 too; Chinese text shows by its pairs of high bytes (GB 2312).
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = body.decode("gb18030")
    except UnicodeDecodeError:
        return body.decode("latin-1")
    foreign = sum(not character.isascii() for character in text)
    return text if 2 * len(_HIGH_PAIR.findall(body)) >= foreign else body.decode("latin-1")


def lines_of(text: str) -> list[str]:
    """Return the lines without line ends, trailing blanks, control characters and leading empty lines."""
    lines = [line.rstrip() for line in text.translate(_CONTROL).splitlines()]
    while lines and not lines[0].strip():
        lines.pop(0)
    return [line.strip() if line.startswith((" ", "\t")) else line for line in lines]


def open_envelope(lines: list[str]) -> tuple[dict[str, Any] | None, list[str]]:
    """Split Type B lines into the envelope ``{to, origin, time}`` (None without one) and the message itself."""
    to: list[str] = []
    for index, line in enumerate(lines):
        origin = _ORIGIN.match(line)
        if origin:
            envelope = {"to": to, "origin": origin[1], "time": origin[2]}
            return envelope, [rest for rest in lines[index + 1 :] if rest]
        if not _ADDRESS.match(line):
            break
        to += [word for word in line.split() if len(word) == 7]
    return None, [line for line in lines if line]


def envelope_time(envelope: dict[str, Any] | None, near: datetime) -> datetime | None:
    """Return the instant of the envelope's ``ddhhmm``, in the month that brings it nearest to ``near``."""
    text = (envelope or {}).get("time")
    if not text:
        return None
    return nearest_day_time(int(text[:2]), text[2:], near)


def nearest_day_time(day_of_month: int, hhmm: str, near: datetime) -> datetime | None:
    """Return the UTC instant with this day of the month and ``hhmm`` that is nearest to ``near``; None if none."""
    near = near.astimezone(UTC)
    best = None
    for months in (0, -1, 1):
        year, month = divmod(near.year * 12 + near.month - 1 + months, 12)
        try:
            instant = at_time(date(year, month + 1, day_of_month), hhmm)
        except ValueError:
            continue  # this month has no such day
        if best is None or abs(instant - near) < abs(best - near):
            best = instant
    return best


def at_time(day: date, hhmm: str) -> datetime:
    """Return the UTC instant of ``hhmm`` on ``day``; 2400 is the next midnight."""
    minutes = int(hhmm[:2]) * 60 + int(hhmm[2:4])
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
