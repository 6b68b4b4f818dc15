"""Turns a read movement message into facts: days of the month and bare times become instants in UTC."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.feeds.designator import split_flight
from hongyan.flights.feeds.envelope import at_time, envelope_time, nearest_day_time
from hongyan.flights.messages import Fact, FlightMessage, Known, Movement, iso

_REPORT_DELAY = timedelta(minutes=15)  # a clock ahead of ours may report an event "before" it happened
_PLAUSIBLE = timedelta(hours=36)


def mvt_messages(found: dict[str, Any], known: Known) -> list[FlightMessage]:
    """Return the one FlightMessage of a movement message."""
    at = known.at(envelope_time(found.get("envelope"), known.given))
    carrier, number = split_flight(found["flight"])
    day = _scheduled_day(found, at)
    reader = _Reader(found, at, day, known.digest)
    facts = tuple(reader.facts())
    arriving = _arriving(found)
    moment = reader.arrival() if arriving else None
    movement = Movement(day, found["station"], arriving, _registration(found), moment)
    return [FlightMessage("mvt", carrier, number, movement, facts, reader.action, at, known.digest)]


def _scheduled_day(found: dict[str, Any], at: datetime) -> date:
    number = found.get("leg_departure_day", found["day"])
    day = nearest_day_time(number, "1200", at)
    if day is None:
        raise UnreadableMessage(f"no month near {at.date()} has a day {number}", line=2)
    return day.date()


def _arriving(found: dict[str, Any]) -> bool:
    """Tell whether the station is the leg's arrival: AA, or EA/EB without the airport that departures name."""
    if found["type"] == "DIV" or "touchdown" in found:
        return True
    departing = ("off_block", "estimated_departure", "next_information", "return_to_ramp", "return_airborne")
    return not any(key in found for key in departing) and not (found.get("eta") or {}).get("airport")


def _registration(found: dict[str, Any]) -> str | None:
    text = found["registration"].replace("-", "")
    return None if text in ("", "NIL", "ZZZ") else text


class _Reader:
    """Reads the facts of one message; ``action`` is the two-letter element that gives the message its meaning."""

    def __init__(self, found: dict[str, Any], at: datetime, day: date, digest: str) -> None:
        self.found, self.at, self.day, self.digest = found, at, day, digest
        self.station = found["station"]
        self.action = self._action()
        self.corrected = f"mvt:{self.station}:{self.action}"
        self.slot = f"{self.corrected}:COR" if found.get("correction") else self.corrected

    def _action(self) -> str:
        names = {
            "return_airborne": "FR", "return_to_ramp": "RR", "off_block": "AD", "touchdown": "AA",
            "estimated_departure": "ED", "next_information": "NI", "eta": "EA", "estimated_on_block": "EB",
        }  # fmt: skip
        if self.found["type"] == "DIV":
            return "DIV"
        return next((short for key, short in names.items() if key in self.found), "OT")

    def facts(self) -> Iterator[Fact]:
        found = self.found
        if found.get("correction"):
            yield self._fact("correction", self.corrected)
        if registration := _registration(found):
            yield self._fact("registration", registration)
        yield from self._departure()
        yield from self._arrival()
        yield from self._returns()
        if cause := self._cause():
            yield self._fact("cause", cause)

    def _departure(self) -> Iterator[Fact]:
        found = self.found
        if found.get("off_block") and self.action != "RR":
            yield self._fact("atd", iso(self.happened(found["off_block"])))
            yield self._fact("departure_time_known", True)
        if found.get("estimated_departure"):
            yield self._fact("etd", iso(self.expected(found["estimated_departure"], self._start())))
            yield self._fact("departure_time_known", True)
        if "next_information" in found:
            yield self._fact("departure_time_known", False)

    def _arrival(self) -> Iterator[Fact]:
        found = self.found
        arrival = found.get("on_block") or found.get("touchdown")
        if arrival:
            yield self._fact("ata", iso(self.happened(arrival)))
        expected = found.get("estimated_on_block") or (found.get("eta") or {}).get("time")
        to = (found.get("eta") or {}).get("airport")
        if found["type"] == "DIV":
            yield self._fact("diverted_to", found["diverted_to"])
        if expected and not arrival:
            moment = self.expected(expected, self._start())
            yield self._fact("eta", iso(moment), off=None if found["type"] == "DIV" else to)

    def _returns(self) -> Iterator[Fact]:
        if self.action == "RR":
            yield self._fact(
                "returned", {"to": "ramp", "at": iso(self.happened(self.found["return_to_ramp"]))}
            )
        if self.action == "FR":
            landed = self.found["return_airborne"]["on_block"] or self.found["return_airborne"]["touchdown"]
            yield self._fact("returned", {"to": "airport", "at": iso(self.happened(landed))})

    def _cause(self) -> dict[str, Any] | None:
        """Return the delay code with the most minutes; a diversion's reason when there is no delay code."""
        delays = self.found.get("delays") or []
        if delays:
            main = max(delays, key=lambda delay: delay["minutes"] or 0)
            return {"code": main["code"], "system": "iata", "text": self.found.get("si")}
        if self.found.get("diversion_reason"):
            return {
                "code": self.found["diversion_reason"][:2],
                "system": "iata",
                "text": self.found.get("si"),
            }
        return None

    def _fact(self, field: str, value: Any, off: str | None = None) -> Fact:
        at_arrival = _arriving(self.found)
        board = None if at_arrival else self.station
        return Fact(
            field, value, iso(self.at), self.slot, self.digest, board, self.station if at_arrival else off
        )

    def arrival(self) -> datetime | None:
        moment = self.found.get("on_block") or self.found.get("touchdown")
        return self.happened(moment) if moment else None

    def _start(self) -> datetime:
        """Return the instant before which nothing of this flight can be expected."""
        if self.found.get("off_block"):
            return self.happened(self.found["off_block"])
        return (
            max(at_time(self.day, "0000"), self.at - timedelta(hours=1))
            if self._near()
            else at_time(self.day, "0000")
        )

    def happened(self, moment: Any) -> datetime:
        """Return the latest instant of ``moment`` that the sender can have known."""
        if isinstance(moment, dict):
            return nearest_day_time(moment["day"], moment["time"], at_time(self.day, "1200")) or self.at
        instant = at_time(self.day, moment)
        while self._near() and instant + timedelta(days=1) <= self.at + _REPORT_DELAY:
            instant += timedelta(days=1)
        return instant

    def expected(self, moment: Any, start: datetime) -> datetime:
        """Return the first instant of ``moment`` at or after ``start``."""
        if isinstance(moment, dict):
            return nearest_day_time(moment["day"], moment["time"], at_time(self.day, "1200")) or self.at
        instant = at_time(start.date(), moment)
        return instant if instant >= start else instant + timedelta(days=1)

    def _near(self) -> bool:
        """Tell whether the message's time is the day of the flight: bulk loads of old files have a later one."""
        return abs(self.at - at_time(self.day, "1200")) < _PLAUSIBLE
