"""The row of the tariff that decided, in words of both languages. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from hongyan.disruptions import RuleSet

_KINDS = {
    "cancelled": ("航班取消", "flight cancelled"),
    "delayed": ("航班延误", "flight delayed"),
    "advanced": ("航班提前", "flight brought forward"),
    "retimed": ("航班时刻变更", "flight retimed"),
    "diverted": ("航班备降", "flight diverted"),
    "returned": ("航班返航", "flight returned"),
    "misconnect": ("联程衔接不上", "connection missed"),
}


def ladder_clause(
    rules: RuleSet, rbd: str, minutes_before: Decimal, percent: Decimal | None, what: str
) -> tuple[str, str]:
    """Return the clause of a voluntary change or refund (``what``): class, time band and percentage."""
    zh_band, en_band = _band(rules.tables("bracket"), minutes_before)
    if percent is None:
        return f"{rbd} 舱：不得变更", f"{rbd} class: changes not allowed"
    zh_what, en_what = ("变更费", "change fee") if what == "change" else ("退票费", "refund fee")
    return (
        f"{rbd} 舱，{zh_band}：{zh_what} {_plain(percent)} %",
        f"{rbd} class, {en_band}: {en_what} {_plain(percent)} %",
    )


def involuntary_clause(disruption: Mapping[str, Any], what: str) -> tuple[str, str]:
    """Return why nothing is charged."""
    zh_why, en_why = _KINDS.get(str(disruption.get("kind")), ("航班变动", "flight changed"))
    if what == "refund":
        return f"非自愿退票（{zh_why}）：不收退票费", f"Involuntary refund ({en_why}): no fee"
    if disruption.get("carrier_cause") is False:
        return (
            f"非自愿变更（{zh_why}，非承运人原因）：按承运人规定，本公司航班有座即免费变更",
            f"Involuntary change ({en_why}, not the carrier's cause): free on own flights with seats, by the carrier's conditions",
        )
    return (
        f"非自愿变更（{zh_why}）：免费，不收差价",
        f"Involuntary change ({en_why}): free, no fare difference",
    )


def _band(brackets: Sequence[Mapping[str, Any]], minutes: Decimal) -> tuple[str, str]:
    upper: int | None = None
    for row in brackets:
        lower = row.get("from_minutes")
        if lower is None or minutes >= lower:
            return _band_words(lower, upper)
        upper = int(lower)
    return _band_words(None, upper)


def _band_words(lower: int | None, upper: int | None) -> tuple[str, str]:
    if lower is None:
        return (
            f"起飞前 {_hours(upper)} 小时内及起飞后",
            f"less than {_hours(upper)} h before departure or after it",
        )
    if upper is None:
        return f"起飞前 {_hours(lower)} 小时（含）以上", f"{_hours(lower)} h or more before departure"
    return (
        f"起飞前 {_hours(lower)}–{_hours(upper)} 小时",
        f"{_hours(lower)}–{_hours(upper)} h before departure",
    )


def _hours(minutes: int | None) -> str:
    return _plain(Decimal(minutes or 0) / 60)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
