"""Reads SSIM chapter 7 schedule files: 200-byte records 1 header, 2 carrier, 3 leg, 4 segment data, 5 trailer."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.feeds.dates import read_date
from hongyan.flights.feeds.envelope import at_time
from hongyan.flights.messages import Fact, FlightMessage, Known, OriginDay, iso

_LONGEST_PERIOD = 400  # days; an open end (00XXX00) is cut here


def parse_ssim7(text: str) -> list[dict[str, Any]]:
    """Return one dict per record; type 3 in the column map of SSIM ch. 7. Raises UnreadableMessage with the line."""
    records = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or not line.strip("0"):
            continue
        if line[0] == "3":
            records.append(_leg(line, number))
        elif line[0] in "1245":
            records.append(_other(line))
        else:
            raise UnreadableMessage(f"record type {line[0]!r} is unknown", line=number)
    if not records:
        raise UnreadableMessage("the file has no records", line=1)
    return records


def _leg(line: str, number: int) -> dict[str, Any]:
    if len(line.rstrip()) < 75:
        raise UnreadableMessage("a leg record is shorter than its times", line=number)
    try:
        found: dict[str, Any] = {
            "record": 3, "carrier": line[2:5].strip(), "number": line[5:9].strip(),
            "variation": int(line[9:11]), "leg": int(line[11:13]), "service_type": line[13:14],
            "start": _day(line[14:21]), "end": _day(line[21:28]), "days": line[28:35].replace(" ", ""),
            "board": line[36:39], "pax_std": line[39:43], "ac_std": line[43:47], "dep_utc_var": line[47:52],
            "off": line[54:57], "ac_sta": line[57:61], "pax_sta": line[61:65], "arr_utc_var": line[65:70],
            "aircraft_type": line[72:75].strip(),
        }  # fmt: skip
    except ValueError as error:
        raise UnreadableMessage(f"a leg record is broken: {error}", line=number) from error
    optional = {
        "suffix": line[1:2], "freq_rate": line[35:36], "dep_terminal": line[52:54], "arr_terminal": line[70:72],
        "rbds": line[75:95], "onward_carrier": line[137:140], "onward_number": line[140:144],
        "configuration": line[172:192], "date_variation": line[192:194], "serial": line[194:200],
    }  # fmt: skip
    return found | {key: value.strip() for key, value in optional.items() if value.strip()}


def _other(line: str) -> dict[str, Any]:
    kind = int(line[0])
    if kind == 2:
        return {
            "record": 2,
            "time_mode": line[1:2],
            "carrier": line[2:5].strip(),
            "season": line[10:13].strip(),
        }
    if kind == 5:
        return {"record": 5, "carrier": line[2:5].strip()}
    return {"record": kind, "text": line[1:].strip()}


def _day(text: str) -> str:
    if text == "00XXX00":
        return text
    return read_date(text).isoformat()


def ssim7_messages(records: list[dict[str, Any]], known: Known) -> list[FlightMessage]:
    """Return one FlightMessage per flight and date of operation; the record's own UTC variations give the instants."""
    utc = any(r["record"] == 2 and r["time_mode"] == "U" for r in records)
    found = []
    for n, record in enumerate(r for r in records if r["record"] == 3):
        for day in _dates(record):
            found.append(_message(record, day, known, f"{known.digest}.{n}", utc))
    return found


def _dates(record: dict[str, Any]) -> Iterator[date]:
    start = date.fromisoformat(record["start"])
    last = start + timedelta(days=_LONGEST_PERIOD)
    end = last if record["end"] == "00XXX00" else min(last, date.fromisoformat(record["end"]))
    fortnightly = record.get("freq_rate") == "2"
    for n in range((end - start).days + 1):
        day = start + timedelta(days=n)
        if str(day.isoweekday()) in record["days"] and not (fortnightly and (n // 7) % 2):
            yield day


def _message(record: dict[str, Any], day: date, known: Known, digest: str, utc: bool) -> FlightMessage:
    at = known.at(None)
    variation = record.get("date_variation", "").rjust(2)
    std = _instant(day, record["pax_std"], "+0000" if utc else record["dep_utc_var"], variation[0])
    sta = _instant(day, record["pax_sta"], "+0000" if utc else record["arr_utc_var"], variation[1])
    if sta < std:
        sta += timedelta(days=1)
    # The flight's day is its first leg's; later legs of the itinerary carry the same period, shifted by variation.
    facts = [
        Fact(field, value, iso(at), "ssim", digest, record["board"], record["off"], rank=0)
        for field, value in (
            ("exists", iso(std)), ("std", iso(std)), ("sta", iso(sta)),
            ("aircraft_type", record["aircraft_type"]), ("configuration", record.get("configuration")),
        )
        if value
    ]  # fmt: skip
    number = (record["number"].lstrip("0") or "0") + record.get("suffix", "")
    return FlightMessage("ssim", record["carrier"], number, OriginDay(day), tuple(facts), "SSIM", at, digest)


def _instant(day: date, hhmm: str, variation: str, shift: str) -> datetime:
    sign = -1 if variation[0] == "-" else 1
    offset = timezone(sign * timedelta(hours=int(variation[1:3]), minutes=int(variation[3:5])))
    days = -1 if shift in "AJ" else int(shift) if shift.isdigit() else 0
    return at_time(day + timedelta(days=days), hhmm).replace(tzinfo=offset)
