"""Montreal Convention: limits in special drawing rights and the days for a written complaint."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hongyan.core.errors import InvalidInput
from hongyan.disruptions.rules.book import RuleSet


@dataclass(frozen=True, slots=True)
class Limit:
    """``limit`` None = the weight is needed; ``pay`` None = the loss is not proved yet. Both in SDR."""

    limit: Decimal | None
    pay: Decimal | None
    basis: str
    needs: tuple[str, ...] = ()


def limit(
    rules: RuleSet,
    kind: str,
    proved: Decimal | None,
    weight_kg: Decimal | None = None,
    all_measures: bool = False,
) -> Limit:
    """Cap a proved loss. ``kind``: passenger_delay | baggage* | cargo* | injury. All reasonable measures excuse delay."""
    name = _limit_name(kind)
    if name == "cargo":
        cap = None if weight_kg is None else rules.decimal("cargo_per_kg") * weight_kg
    else:
        cap = rules.decimal({"injury": "first_tier"}.get(name, name))
    if cap is None:
        return Limit(None, None, name, ("weight_kg",))
    if all_measures and kind.endswith("delay"):
        return Limit(cap, Decimal(0), name)
    return Limit(cap, None if proved is None else min(cap, proved), name)


def _limit_name(kind: str) -> str:
    if kind in {"passenger_delay", "delay"}:
        return "passenger_delay"
    if kind.startswith("baggage"):
        return "baggage"
    if kind.startswith("cargo"):
        return "cargo"
    if kind in {"injury", "death", "death_injury", "passenger_injury"}:
        return "injury"
    raise InvalidInput("the convention has no limit for this kind", kind=kind)


def complaint_deadline(rules: RuleSet, kind: str, received: date) -> date:
    """The last day to complain in writing, counted from receipt (damage) or from being put at disposal (delay)."""
    days = rules.table("complaint_days").get(kind)
    if days is None:
        raise InvalidInput("the convention has no complaint period for this kind", kind=kind)
    return received + timedelta(days=int(days))
