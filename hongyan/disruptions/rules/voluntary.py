"""The carrier's ladder: what a voluntary refund or change costs, by booking class and minutes to departure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from hongyan.core.errors import InvalidInput
from hongyan.disruptions.rules.book import RuleSet


@dataclass(frozen=True, slots=True)
class VoluntaryRefund:
    """Amounts in the tariff's currency; taxes and surcharges of an unused coupon always come back whole."""

    bracket: str
    percent: Decimal
    fee: Decimal
    fare_refund: Decimal
    tax_refund: Decimal

    @property
    def refund(self) -> Decimal:
        return self.fare_refund + self.tax_refund


@dataclass(frozen=True, slots=True)
class VoluntaryChange:
    """``allowed`` False = the fare may not be changed, and nothing else is said."""

    allowed: bool
    bracket: str = ""
    percent: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    fare_difference: Decimal = Decimal(0)

    @property
    def collect(self) -> Decimal:
        return self.fee + self.fare_difference


def voluntary_refund(
    rules: RuleSet, rbd: str, minutes_before: Decimal, fare: Decimal, taxes: Decimal
) -> VoluntaryRefund:
    """Price a refund asked for ``minutes_before`` the *ticketed* departure (negative = after it).

    ``fare`` is the face fare of that segment. Raises InvalidInput on an unknown class or a negative amount.
    """
    _positive(fare=fare, taxes=taxes)
    position, label = _bracket(rules, minutes_before)
    percent = _row(rules, "refund_percent", rbd, position)
    if percent is None:
        raise InvalidInput("the tariff has no refund row for this booking class", rbd=rbd)
    fee = _fee(rules, fare, percent)
    return VoluntaryRefund(label, percent, fee, fare - fee, taxes)


def voluntary_change(
    rules: RuleSet, rbd: str, minutes_before: Decimal, fare: Decimal, new_fare: Decimal
) -> VoluntaryChange:
    """Price a change: the fee plus the fare difference where the new fare is dearer (a cheaper one gives nothing back)."""
    _positive(fare=fare, new_fare=new_fare)
    position, label = _bracket(rules, minutes_before)
    percent = _row(rules, "change_percent", rbd, position)
    if percent is None:
        return VoluntaryChange(allowed=False)
    fee = _fee(rules, fare, percent)
    return VoluntaryChange(True, label, percent, fee, max(Decimal(0), new_fare - fare))


def _fee(rules: RuleSet, fare: Decimal, percent: Decimal) -> Decimal:
    step = rules.decimal("refund_currency_step")
    return min(fare, (fare * percent / 100).quantize(step, ROUND_HALF_UP))


def _bracket(rules: RuleSet, minutes: Decimal) -> tuple[int, str]:
    brackets = rules.tables("bracket")
    for position, row in enumerate(brackets):
        if "from_minutes" not in row or minutes >= row["from_minutes"]:
            return position, str(row["label"])
    raise InvalidInput("the tariff has no last bracket", ruleset=rules.id)


def _row(rules: RuleSet, table: str, rbd: str, position: int) -> Decimal | None:
    groups: Mapping[str, str] = rules.table("rbd_group")
    group = groups.get(rbd.upper())
    if group is None:
        raise InvalidInput("unknown booking class", rbd=rbd)
    row: Sequence[int] | None = rules.table(table).get(group)
    return None if row is None else Decimal(str(row[position]))


def _positive(**amounts: Decimal) -> None:
    for name, amount in amounts.items():
        if amount < 0:
            raise InvalidInput(f"{name} must not be negative")
