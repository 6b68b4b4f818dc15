"""Rule sets are picked by date, a new version is only data, and delay codes become causes."""

from datetime import date

import pytest

from hongyan.disruptions import Stations, describe_rules, entitlements
from hongyan.disruptions.rules import air_passenger_rights as apr
from hongyan.disruptions.rules.book import RuleBook, load_toml, packaged_book, read_rule_sets
from hongyan.disruptions.rules.causes import cause_of
from tests.builders.disruptions import facts


@pytest.mark.parametrize(
    ("regime", "flight", "ruleset"),
    [
        ("CN-INV", date(2021, 8, 31), "ccar-271"),
        ("CN-INV", date(2021, 9, 1), "ccar-273-2021"),
        ("CN-OPS", date(2016, 12, 31), None),
        ("EU261", date(2020, 12, 31), "eu261-2005"),
        ("EU261", date(2021, 1, 1), "eu261-2021"),
        ("UK261", date(2020, 12, 31), None),
        ("US", date(2024, 10, 27), "us-dot-2011"),
        ("US", date(2024, 10, 28), "us-dot-260"),
        ("MC99", date(2024, 12, 27), "mc99-2019"),
        ("MC99", date(2024, 12, 28), "mc99-2024"),
    ],
)
def test_the_rule_set_in_force_on_the_day_of_the_flight(
    regime: str, flight: date, ruleset: str | None
) -> None:
    found = packaged_book().pick(regime, flight)
    assert (found.id if found else None) == ruleset


def test_a_reform_is_one_more_rule_set_with_its_own_dates() -> None:
    reform = {
        "id": "eu261-reform",
        "regime": "EU261",
        "title": "a reform",
        "base": "eu261-2021",
        "flight_from": date(2027, 1, 1),
        "sale_from": date(2026, 12, 1),
        "delay_from_minutes": 240,
    }
    documents = [load_toml("eu261.toml"), {"ruleset": [reform]}]
    book = RuleBook(read_rule_sets(documents))

    def cash(flight: date, sale: date) -> bool | None:
        case = facts(
            event="delayed", flight_date=flight, sale_date=sale, board_country="DE", off_country="FR",
            leg_countries=("DE", "FR"), distance_km=500.0, cause_code="41", arrival_delay_minutes=200,
        )  # fmt: skip
        return next(a.granted for a in entitlements(case, book) if a.kind == "cash")

    assert cash(date(2026, 12, 31), date(2026, 12, 5)) is True
    assert cash(date(2027, 1, 1), date(2026, 12, 5)) is False
    assert cash(date(2027, 1, 1), date(2026, 11, 30)) is True  # sold before: the former rule goes on


@pytest.mark.parametrize(
    ("code", "inherited", "cause_class", "carrier_cause"),
    [
        ("41", None, "MX", True),
        ("71", None, "WX", False),
        ("72A", None, "WX", False),
        ("81", None, "ATC", False),
        ("63", None, "CREW", True),
        ("15", None, "PAX", None),
        ("93", "71", "WX", False),
        ("93", "41", "MX", True),
        ("93", None, None, None),
        ("93", "91", None, None),
        ("99", None, None, None),
        ("weather", None, "WX", False),
        ("机务维护", None, "MX", True),
        ("CREW", None, "CREW", True),
        ("ZZ-nobody-knows", None, None, None),
    ],
)
def test_delay_codes(
    code: str, inherited: str | None, cause_class: str | None, carrier_cause: bool | None
) -> None:
    cause = cause_of(code, inherited)
    assert cause is not None
    assert (cause.cause_class, cause.carrier_cause) == (cause_class, carrier_cause)


def test_no_code_is_no_cause() -> None:
    assert cause_of(None) is None
    assert cause_of(" ") is None


def test_an_unknown_operating_carrier_leaves_an_inbound_claim_open() -> None:
    rules = packaged_book().pick("EU261", date(2026, 1, 1))
    assert rules is not None
    assert apr.applies(rules, "CN", "DE", "LH") is True
    assert apr.applies(rules, "CN", "DE", "CA") is False
    assert apr.applies(rules, "CN", "DE", "QQ") is None
    assert apr.applies(rules, "CN", None, "LH") is None
    assert apr.applies(rules, "DE", None, None) is True


def test_every_rule_set_can_be_described_with_basis_and_certainty() -> None:
    described = describe_rules()
    assert {d["regime"] for d in described} == {
        "CN-INV",
        "CN-OPS",
        "CN-VOL",
        "CN-LIAB",
        "EU261",
        "UK261",
        "US",
        "MC99",
    }
    assert all(d["basis"] and d["certainty"] in {"high", "medium", "low"} for d in described)


def test_stations_answer_for_unknown_codes_without_an_error() -> None:
    stations = Stations()
    assert (stations.country("PEK"), stations.country("QQQ")) == ("CN", None)
    assert (stations.zone("QQQ"), stations.distance_km("PEK", "QQQ")) == ("UTC", None)


def test_fixed_sums_of_two_regimes_overlap_and_say_so() -> None:
    case = facts(
        event="delayed", board_country="DE", off_country="GB", leg_countries=("DE", "GB"), carrier="LH",
        distance_km=650.0, cause_code="41", arrival_delay_minutes=200, departure_delay_minutes=200,
    )  # fmt: skip
    cash = {a.regime: a for a in entitlements(case) if a.kind == "cash"}
    assert cash["EU261"].granted and cash["UK261"].granted
    assert "UK261" in cash["EU261"].overlaps and "MC99" in cash["EU261"].overlaps
