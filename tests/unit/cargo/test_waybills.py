"""The check digit of a waybill is the serial number modulo seven, and unknown codes are said as they came."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.cargo import CODES, ShipmentEvent, is_valid_awb, shown_awb


@given(st.integers(0, 9_999_999), st.integers(0, 9))
def test_the_check_digit(serial: int, digit: int) -> None:
    assert is_valid_awb(f"099-{serial:07d}{digit}") == (serial % 7 == digit)


@pytest.mark.parametrize("number", ["", "099", "0992345678", "099234567861", "abc"])
def test_what_is_no_waybill(number: str) -> None:
    assert not is_valid_awb(number)


def test_a_known_waybill_and_its_neighbour() -> None:
    assert is_valid_awb("099-23456786")
    assert not is_valid_awb("099 2345 6781")
    assert shown_awb("09923456786") == "099-23456786"


def test_every_code_has_a_name_and_an_unknown_one_stays_itself() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    for code in CODES:
        event = ShipmentEvent(code, "SHA", now)
        assert event.known and event.name("zh-CN") and event.name("en")
    odd = ShipmentEvent("QQQ", "SHA", now)
    assert (odd.known, odd.name("zh-CN"), odd.name("en")) == (False, "QQQ", "QQQ")
