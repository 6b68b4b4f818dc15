"""What a task may ask of the world. Each query names the type of its answer; equal queries are asked once."""

import json
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from pydantic import TypeAdapter

from hongyan.assistant.facts import MemberFact, PartyOffers, RefundFact, RightFact, WaybillFact
from hongyan.assistant.ports import Answer
from hongyan.flights.model import FlightStatusView
from hongyan.servicing.model import FlightOption, Quote, Trip


@dataclass(frozen=True, slots=True)
class Query:
    """Base of all queries. ``returns`` is the type of the answer; ``personal`` answers need a proved identity."""

    returns: ClassVar[Any] = dict

    @property
    def key(self) -> str:
        """Name the query by kind and arguments, so that other arguments are another question."""
        arguments = {f.name: getattr(self, f.name) for f in fields(self)}
        return (
            f"{type(self).__name__}:{json.dumps(arguments, sort_keys=True, ensure_ascii=False, default=list)}"
        )

    @classmethod
    def parse(cls, value: Any) -> Any:
        """Turn a stored answer into its type."""
        return _adapter(cls).validate_python(value)

    @classmethod
    def dump(cls, value: Any) -> Any:
        """Turn an answer into JSON-friendly values."""
        return _adapter(cls).dump_python(value, mode="json")


_ADAPTERS: dict[str, TypeAdapter[Any]] = {}


def _adapter(query: type[Query]) -> TypeAdapter[Any]:
    name = query.__name__
    if name not in _ADAPTERS:
        _ADAPTERS[name] = TypeAdapter(query.returns)
    return _ADAPTERS[name]


@dataclass(frozen=True, slots=True)
class MyTrips(Query):
    """Live trips of the proved identity: by calling number, member or verified orders."""

    returns: ClassVar[Any] = list[Trip]


@dataclass(frozen=True, slots=True)
class Identify(Query):
    """Two proofs that agree, or None."""

    locator: str | None = None
    ticket_no: str | None = None
    name: str | None = None
    phone: str | None = None
    returns: ClassVar[Any] = Trip | None


@dataclass(frozen=True, slots=True)
class Options(Query):
    order_id: str
    segment_id: str
    passenger_ids: tuple[str, ...]
    date: str
    cabin: str | None = None
    returns: ClassVar[Any] = list[FlightOption]


@dataclass(frozen=True, slots=True)
class QuoteChange(Query):
    order_id: str
    segment_id: str
    passenger_ids: tuple[str, ...]
    option_id: str
    minutes_before: int | None = None  # as if asked for that long before departure; None = now
    returns: ClassVar[Any] = Quote


@dataclass(frozen=True, slots=True)
class QuoteRefund(Query):
    order_id: str
    segment_ids: tuple[str, ...]
    passenger_ids: tuple[str, ...]
    reason: str = "voluntary"
    minutes_before: int | None = None  # as if asked for that long before departure; None = now
    returns: ClassVar[Any] = Quote


@dataclass(frozen=True, slots=True)
class SearchFlights(Query):
    origin: str
    destination: str
    date: str
    cabin: str | None = None
    seats: int = 1
    returns: ClassVar[Any] = list[FlightOption]


@dataclass(frozen=True, slots=True)
class FlightStatus(Query):
    """By number and local date, or by city pair and date. Public facts."""

    date: str
    flight_no: str | None = None
    origin: str | None = None
    destination: str | None = None
    returns: ClassVar[Any] = list[FlightStatusView]


@dataclass(frozen=True, slots=True)
class MyRefunds(Query):
    returns: ClassVar[Any] = list[RefundFact]


@dataclass(frozen=True, slots=True)
class MyMembership(Query):
    returns: ClassVar[Any] = MemberFact | None


@dataclass(frozen=True, slots=True)
class TrackWaybill(Query):
    awb_no: str
    returns: ClassVar[Any] = WaybillFact | None


@dataclass(frozen=True, slots=True)
class Knowledge(Query):
    question: str
    language: str
    returns: ClassVar[Any] = list[Answer]


@dataclass(frozen=True, slots=True)
class Rights(Query):
    """What the law and the carrier give for a disrupted flight of a verified order, each with its clause."""

    order_id: str
    segment_id: str
    returns: ClassVar[Any] = list[RightFact]


@dataclass(frozen=True, slots=True)
class HeldOffers(Query):
    """What protection holds for a party; ``after`` names seats lost meanwhile, so that it is asked anew. None = no desk for it."""

    party_id: str
    after: str = ""
    returns: ClassVar[Any] = PartyOffers | None
