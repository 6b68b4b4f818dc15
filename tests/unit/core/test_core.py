"""Money, ids, clocks, phones and events keep their small promises."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.core.clock import ManualClock, ScaledClock
from hongyan.core.events import Event
from hongyan.core.ids import new_id
from hongyan.core.money import CurrencyMismatch, Money
from hongyan.core.phone import masked, to_e164


def test_unlike_currencies_do_not_add() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(Decimal(1), "CNY") + Money(Decimal(1), "EUR")


def test_money_rounds_half_up_to_the_minor_unit() -> None:
    assert Money(Decimal("0.125"), "CNY").rounded().amount == Decimal("0.13")
    assert Money(Decimal("163.5"), "JPY").rounded().amount == Decimal(164)


def test_ids_sort_by_time_and_carry_their_prefix() -> None:
    first, second = new_id("dis"), new_id("dis")
    assert first.startswith("dis_")
    assert len(first) == 30
    assert first[4:14] <= second[4:14]


def test_a_manual_clock_never_goes_back() -> None:
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    clock.advance(timedelta(hours=1))
    clock.set(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() == datetime(2026, 1, 1, 1, tzinfo=UTC)


def test_a_scaled_clock_says_how_long_a_span_really_takes() -> None:
    clock = ScaledClock(datetime(2017, 6, 19, tzinfo=UTC), 60)
    assert clock.real_seconds(timedelta(minutes=5)) == 5.0


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("138 0013 8000", "+8613800138000"),
        ("+1 212 555 0142", "+12125550142"),
        ("nobody", None),
        ("12", None),
    ],
)
def test_phone_numbers_become_e164_or_nothing(raw: str, expected: str | None) -> None:
    assert to_e164(raw) == expected


def test_a_masked_number_keeps_two_digits() -> None:
    assert masked("+8613800138000").endswith("00")
    assert "138" not in masked("+8613800138000")
    assert masked(None) == ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Event):
    name: ClassVar[str] = "test.told"
    who: str | None
    ids: tuple[str, ...]
    late: datetime | None


@given(st.text() | st.none(), st.lists(st.text()), st.datetimes(timezones=st.just(UTC)) | st.none())
def test_events_survive_storage(who: str | None, ids: list[str], late: datetime | None) -> None:
    told = Told(at=datetime(2026, 1, 1, tzinfo=UTC), who=who, ids=tuple(ids), late=late)
    assert Told.from_payload({**told.payload(), "of_a_newer_version": 1}) == told
