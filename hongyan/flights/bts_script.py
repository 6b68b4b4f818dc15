"""The feed messages an airline would have sent on a BTS day, at the times they would have been known.

The file says what happened, not when it was known nor why, so these rules fill in, the same for the same seed:

- The schedule of the day and of the next two is known at 18:00 the evening before (JSON).
- A cancellation is known 30 to 300 minutes before departure, brought together into waves: each carrier decides at its
  own minute after each half hour. It comes as ASM CNL, AIDX DX or JSON.
- A departure delay of 15 minutes or more is estimated too low at first, an hour before departure, and raised each time
  the estimate comes near (MVT ED, AIDX EST or JSON).
- Off blocks, a late change of the arrival, and on blocks are MVT AD, EA and AA, some minutes after they happened.
- A flight that left and has no arrival is told as diverted (JSON), with no airport, because the file has none.
- Causes: on a day with a tenth of the departures cancelled, weather; otherwise by lot among technical, crew and flow
  control. An aircraft whose earlier departure was late gets the reactionary code 93.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hongyan.flights.airports import Airports
from hongyan.flights.bts_rows import BtsDay, Outcome
from hongyan.flights.feeds.dates import telegram_date
from hongyan.flights.model import Leg

Message = tuple[datetime, str, str]  # known at, kind, body

_SCHEDULE_ITEMS = 200  # legs in one JSON message
_DELAY_WORTH_A_MESSAGE = timedelta(minutes=15)
_STORM_SHARE = 0.1
_CAUSES = {"71": "WEATHER AT DEPARTURE STATION", "41": "AIRCRAFT DEFECTS", "64": "FLIGHT DECK CREW SHORTAGE",
           "81": "ATFM EN ROUTE CAPACITY", "93": "AIRCRAFT ROTATION"}  # fmt: skip
_MINUTE = timedelta(minutes=1)


def messages(day: BtsDay, seed: int = 7, airports: Airports | None = None) -> list[Message]:
    """Return the day's messages in the order they become known."""
    script = _Script(day, seed)
    found = list(_schedule(day, airports or Airports()))
    for leg in day.legs:
        outcome = day.outcomes.get(leg.key)
        if outcome is None:
            continue
        found += script.cancelled(leg) if outcome.cancelled else script.operated(leg, outcome)
    return sorted(found, key=lambda message: message[0])


def _schedule(day: BtsDay, airports: Airports) -> Iterator[Message]:
    if not day.legs:
        return
    midnight = airports.instant(day.day, time(0), day.home)
    known = midnight - timedelta(hours=6)
    items = [_planned(leg, known, with_aircraft=leg.key in day.outcomes) for leg in day.legs]
    for start in range(0, len(items), _SCHEDULE_ITEMS):
        yield known, "json", json.dumps(items[start : start + _SCHEDULE_ITEMS])


def _planned(leg: Leg, known: datetime, with_aircraft: bool) -> dict[str, Any]:
    item = _named(leg, known) | {"std": _z(leg.std), "sta": _z(leg.sta), "status": "scheduled"}
    return item | ({"registration": leg.registration} if with_aircraft and leg.registration else {})


def _named(leg: Leg, known: datetime) -> dict[str, Any]:
    key = leg.key
    return {
        "flight": key.flight,
        "origin_date": key.origin_date.isoformat(),
        "board": key.board,
        "off": key.off,
        "sent_at": _z(known),
    }


def _z(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Script:
    """Writes the messages of single legs; what is left to chance hangs on the seed and the leg's key only."""

    def __init__(self, day: BtsDay, seed: int) -> None:
        self._seed = seed
        cancelled = sum(outcome.cancelled for outcome in day.outcomes.values())
        self._storm = cancelled >= _STORM_SHARE * max(1, len(day.outcomes))
        self._late_before: dict[str, list[datetime]] = defaultdict(list)
        for leg in day.legs:
            outcome = day.outcomes.get(leg.key)
            if (
                leg.registration
                and outcome
                and outcome.atd
                and outcome.atd - leg.std >= _DELAY_WORTH_A_MESSAGE
            ):
                self._late_before[leg.registration].append(leg.std)

    def _chance(self, leg: Leg, what: str) -> float:
        """Return a number in [0, 1) that is the same for the same seed, leg and question."""
        text = f"{self._seed}|{leg.key}|{what}".encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big") / 2**48

    def _cause(self, leg: Leg, reactionary: bool) -> str:
        if reactionary and any(std < leg.std for std in self._late_before.get(leg.registration or "", ())):
            return "93"
        if self._storm:
            return "71"
        return ("41", "64", "81")[int(self._chance(leg, "cause") * 3)]

    def cancelled(self, leg: Leg) -> Iterator[Message]:
        ahead = timedelta(minutes=30 + int(self._chance(leg, "ahead") * 270))
        wave = leg.std - ahead
        offset = sum(leg.key.carrier.encode()) % 10
        known = wave.replace(minute=wave.minute // 30 * 30 % 60, second=0) + timedelta(minutes=offset)
        known = min(known, leg.std - timedelta(minutes=30))
        cause = self._cause(leg, reactionary=False)
        lot = self._chance(leg, "cancel kind")
        if lot < 0.5:
            text = f"ASM\nUTC\nCNL\n{leg.key.flight}/{telegram_date(leg.std)}\nSI DL{cause} {_CAUSES[cause]}"
            yield known, "asm", _envelope(leg, known) + text
        elif lot < 0.8:
            yield known, "aidx", _aidx(leg, known, "DX", {}, cause)
        else:
            item = _named(leg, known) | {"status": "cancelled", "cause": {"code": cause, "system": "iata"}}
            yield known, "json", json.dumps(item)

    def operated(self, leg: Leg, outcome: Outcome) -> Iterator[Message]:
        assert outcome.atd is not None
        yield from self._estimates(leg, outcome.atd)
        planned = outcome.atd + (leg.sta - leg.std)
        off = f"AD{outcome.atd:%d%H%M}/{outcome.atd + 14 * _MINUTE:%d%H%M} EA{planned:%H%M} {leg.key.off}"
        delay = outcome.atd - leg.std
        known = outcome.atd + 3 * _MINUTE
        yield known, "mvt", _mvt(leg, known, leg.key.board, [off, *self._delay_line(leg, delay)])
        if outcome.ata is None:
            known = planned - 20 * _MINUTE
            yield known, "json", json.dumps(_named(leg, known) | {"status": "diverted"})
            return
        shift = outcome.ata - planned
        if abs(shift) >= _DELAY_WORTH_A_MESSAGE:
            known = max(outcome.atd + 20 * _MINUTE, min(planned, outcome.ata) - 45 * _MINUTE)
            if known < outcome.ata:
                yield known, "mvt", _mvt(leg, known, leg.key.off, [f"EA{outcome.ata:%H%M}"])
        known = outcome.ata + 2 * _MINUTE
        on = f"AA{outcome.ata - 5 * _MINUTE:%d%H%M}/{outcome.ata:%d%H%M}"
        yield known, "mvt", _mvt(leg, known, leg.key.off, [on, f"FLD{leg.std:%d}"])

    def _delay_line(self, leg: Leg, delay: timedelta) -> list[str]:
        minutes = int(delay.total_seconds() // 60)
        if minutes < 15:
            return []
        hours, rest = divmod(min(minutes, 99 * 60 + 59), 60)
        return [f"DL{self._cause(leg, reactionary=True)}/{hours:02}{rest:02}"]

    def _estimates(self, leg: Leg, atd: datetime) -> Iterator[Message]:
        """Yield the estimates of a late departure: too low at first, raised as each one comes near."""
        delay = int((atd - leg.std).total_seconds() // 60)
        if delay < 15:
            return
        estimate = min(delay, max(15, int(delay * (0.25 + 0.25 * self._chance(leg, "first"))) // 5 * 5))
        known = leg.std - 60 * _MINUTE
        while True:
            yield self._estimate(leg, known, leg.std + estimate * _MINUTE)
            if estimate >= delay:
                return
            known = max(known + 15 * _MINUTE, leg.std + (estimate - 20) * _MINUTE)
            if known >= atd - 5 * _MINUTE:
                return
            estimate = min(delay, estimate + max(20, (delay - estimate) // 10 * 5))

    def _estimate(self, leg: Leg, known: datetime, etd: datetime) -> Message:
        cause = self._cause(leg, reactionary=True)
        lot = self._chance(leg, "delay kind")
        if lot < 0.6:
            lines = [f"ED{etd:%d%H%M}", *self._delay_line(leg, etd - leg.std)]
            return known, "mvt", _mvt(leg, known, leg.key.board, lines)
        eta = etd + (leg.sta - leg.std)
        if lot < 0.8:
            times = {("OFB", "SCT"): leg.std, ("OFB", "EST"): etd, ("ONB", "EST"): eta}
            return known, "aidx", _aidx(leg, known, "OP", times, cause)
        item = _named(leg, known) | {"status": "delayed", "etd": _z(etd), "eta": _z(eta)}
        return known, "json", json.dumps(item | {"cause": {"code": cause, "system": "iata"}})


def _envelope(leg: Leg, known: datetime) -> str:
    return f"QU {leg.key.board}KK{leg.key.carrier}\n.HDQOP{leg.key.carrier} {known:%d%H%M}\n"


def _mvt(leg: Leg, known: datetime, station: str, lines: list[str]) -> str:
    identity = f"{leg.key.flight}/{leg.std:%d}.{leg.registration or 'NIL'}.{station}"
    return _envelope(leg, known) + "\n".join(["MVT", identity, *lines])


def _aidx(leg: Leg, known: datetime, status: str, times: dict[tuple[str, str], datetime], cause: str) -> str:
    key = leg.key
    moments = "".join(
        f'<OperationTime OperationQualifier="{name}" CodeContext="9750" TimeType="{kind}">{_z(at)}</OperationTime>'
        for (name, kind), at in times.items()
    )
    return (
        f'<IATA_AIDX_FlightLegNotifRQ xmlns="http://www.iata.org/IATA/2007/00" Version="22.1" TimeStamp="{_z(known)}">'
        f'<Originator CompanyShortName="AODB"/><FlightLeg><LegIdentifier><Airline CodeContext="3">{key.carrier}</Airline>'
        f"<FlightNumber>{key.number}</FlightNumber>"
        f'<DepartureAirport CodeContext="3">{key.board}</DepartureAirport>'
        f'<ArrivalAirport CodeContext="3">{key.off}</ArrivalAirport>'
        f"<OriginDate>{key.origin_date.isoformat()}</OriginDate></LegIdentifier>"
        f'<LegData><OperationalStatus CodeContext="2005">{status}</OperationalStatus>{moments}'
        f"<IrregularityDelay><DelayCode>{cause}</DelayCode></IrregularityDelay></LegData>"
        "</FlightLeg></IATA_AIDX_FlightLegNotifRQ>"
    )
