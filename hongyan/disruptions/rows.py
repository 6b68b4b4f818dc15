"""Between rows and the model, both ways."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from hongyan.core.money import Money
from hongyan.disruptions.model import AffectedPassenger, Disruption, DisruptionKind, DisruptionState, Onward
from hongyan.flights import LegKey


def disruption_of(row: Mapping[str, Any]) -> Disruption:
    names = (
        "disruption_id", "leg_id", "std", "sta", "departs", "arrives", "departure_delay_minutes",
        "arrival_delay_minutes", "cause_code", "cause_class", "carrier_cause", "known_at", "opened_at", "affected",
        "parties", "misconnects", "version", "leg_version", "has_left", "inherited_cause", "registration",
    )  # fmt: skip
    return Disruption(
        leg=LegKey.parse(row["leg_key"]),
        kind=DisruptionKind(row["kind"]),
        state=DisruptionState(row["state"]),
        **{name: row[name] for name in names},
    )


def disruption_record(disruption: Disruption) -> dict[str, Any]:
    leg = disruption.leg
    return {
        "disruption_id": disruption.disruption_id,
        "leg_id": disruption.leg_id,
        "leg_key": str(leg),
        "leg_version": disruption.leg_version,
        "carrier": leg.carrier,
        "flight": leg.flight,
        "board": leg.board,
        "off": leg.off,
        "origin_date": leg.origin_date,
        "std": disruption.std,
        "sta": disruption.sta,
        "departs": disruption.departs,
        "arrives": disruption.arrives,
        "has_left": disruption.has_left,
        "registration": disruption.registration,
        "kind": str(disruption.kind),
        "departure_delay_minutes": disruption.departure_delay_minutes,
        "arrival_delay_minutes": disruption.arrival_delay_minutes,
        "cause_code": disruption.cause_code,
        "inherited_cause": disruption.inherited_cause,
        "cause_class": disruption.cause_class,
        "carrier_cause": disruption.carrier_cause,
        "known_at": disruption.known_at,
        "opened_at": disruption.opened_at,
        "state": str(disruption.state),
    }


def affected_record(passenger: AffectedPassenger) -> dict[str, Any]:
    plain = (
        "disruption_id", "passenger_id", "order_id", "locator", "name_masked", "party_id", "segment_id",
        "old_segment_ids", "person_key", "cabin", "rbd", "kind", "ssrs", "tier", "language", "zone", "seats",
        "departs_at", "journey_board", "final_off", "original_arrival", "group_name", "channel", "payment_method",
        "sold_at", "contacts", "checked_in", "linked_products",
    )  # fmt: skip
    fare, taxes = passenger.fare, passenger.taxes
    return {
        **{name: getattr(passenger, name) for name in plain},
        "onward": [onward_record(o) for o in passenger.onward],
        "misconnects": any(o.broken for o in passenger.onward),
        "fare": fare.amount if fare else None,
        "taxes": taxes.amount if taxes else None,
        "currency": fare.currency if fare else None,
    }


def onward_record(onward: Onward) -> dict[str, Any]:
    return {
        "segment_id": onward.segment_id,
        "leg": str(onward.leg),
        "cabin": onward.cabin,
        "departs": onward.departs,
        "arrives": onward.arrives,
        "broken": onward.broken,
    }


def onward_of_record(record: Mapping[str, Any]) -> Onward:
    return Onward(
        segment_id=record["segment_id"],
        leg=LegKey.parse(record["leg"]),
        cabin=record["cabin"],
        departs=datetime.fromisoformat(record["departs"]),
        arrives=datetime.fromisoformat(record["arrives"]),
        broken=bool(record["broken"]),
    )


def affected_of(row: Mapping[str, Any]) -> AffectedPassenger:
    plain = (
        "disruption_id", "passenger_id", "order_id", "locator", "name_masked", "party_id", "segment_id", "person_key",
        "cabin", "rbd", "kind", "tier", "language", "zone", "seats", "departs_at", "journey_board", "final_off",
        "original_arrival", "group_name", "channel", "payment_method", "sold_at", "checked_in",
    )  # fmt: skip
    currency = row["currency"]
    return AffectedPassenger(
        old_segment_ids=tuple(row["old_segment_ids"]),
        ssrs=tuple(row["ssrs"]),
        linked_products=tuple(row["linked_products"]),
        onward=tuple(onward_of_record(o) for o in row["onward"]),
        contacts=tuple(row["contacts"]),
        fare=_money(row["fare"], currency),
        taxes=_money(row["taxes"], currency),
        **{name: row[name] for name in plain},
    )


def _money(amount: Decimal | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money(amount, currency)
