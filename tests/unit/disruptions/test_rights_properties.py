"""What must hold for every passenger, whatever the facts: hypothesis looks for a counter-example."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hongyan.bookings import add_working_days
from hongyan.core.money import Money
from hongyan.disruptions import RightsFacts, entitlements, word
from hongyan.disruptions.rules import china, voluntary
from hongyan.disruptions.rules.book import packaged_book
from tests.builders.disruptions import facts

TARIFF = packaged_book().pick("CN-VOL", None)
assert TARIFF is not None

rbds = st.sampled_from(sorted(TARIFF.table("rbd_group")))
yuan = st.decimals(min_value=0, max_value=100_000, places=2)
minutes = st.integers(min_value=-50_000, max_value=50_000)
countries = st.sampled_from(["CN", "HK", "US", "DE", "FR", "GB", "RE", "CH", "TR"])
causes = st.sampled_from(["41", "71", "81", "93", "15", "65", "99", "WX", "maintenance", "zzz", "", "00"])
maybe_minutes = st.none() | st.integers(min_value=-200, max_value=2_000)


@st.composite
def any_facts(draw: st.DrawFn) -> RightsFacts:
    board, off = draw(countries), draw(countries)
    amount = st.builds(lambda a: Money(a, "CNY"), yuan)
    return facts(
        event=draw(st.sampled_from(["cancelled", "delayed", "advanced", "diverted", "returned", "misconnect", "denied"])),
        flight_date=draw(st.dates(date(2012, 1, 1), date(2030, 12, 31))),
        board_country=draw(st.none() | st.just(board)),
        off_country=draw(st.none() | st.just(off)),
        leg_countries=(board, off),
        carrier=draw(st.none() | st.sampled_from(["CA", "LH", "BA", "B6", "QQ"])),
        distance_km=draw(st.none() | st.floats(min_value=1, max_value=18_000)),
        cause_code=draw(st.none() | causes),
        inherited_cause=draw(st.none() | causes),
        departure_delay_minutes=draw(maybe_minutes),
        arrival_delay_minutes=draw(maybe_minutes),
        advanced_minutes=draw(st.none() | st.integers(min_value=0, max_value=600)),
        notice_days=draw(st.none() | st.integers(min_value=0, max_value=30)),
        rerouted=draw(st.sampled_from([None, False, True])),
        reroute_departs_earlier=draw(st.integers(min_value=0, max_value=300)),
        reroute_arrives_later=draw(st.none() | st.integers(min_value=0, max_value=2_000)),
        overnight=draw(st.sampled_from([None, False, True])),
        fare=draw(st.none() | amount),
        taxes=draw(st.none() | amount),
        refund_requested_on=draw(st.none() | st.dates(date(2015, 1, 1), date(2029, 1, 1))),
        ssrs=draw(st.sampled_from([(), ("WCHC",), ("UMNR",)])),
        single_contract=draw(st.sampled_from([None, False, True])),
    )  # fmt: skip


@given(any_facts())
def test_an_involuntary_refund_is_free_and_is_exactly_what_was_paid(case: RightsFacts) -> None:
    paid = None if case.fare is None else case.fare + (case.taxes or Money.zero("CNY"))
    for answer in entitlements(case, add_working_days=lambda s, n, c: add_working_days(s, n, "CN")):
        if answer.kind == "refund":
            assert answer.params.get("fee") == "0"
            assert answer.amount in (None, paid)


@given(any_facts())
def test_every_answer_has_words_in_both_languages_a_basis_and_a_certainty(case: RightsFacts) -> None:
    for answer in entitlements(case):
        assert word(answer, "en") and word(answer, "zh-CN")
        assert answer.legal_basis and answer.certainty in {"high", "medium", "low"}
        assert (answer.granted is None) == bool(answer.needs)


@given(any_facts())
def test_a_missing_fact_never_turns_a_right_into_a_no(case: RightsFacts) -> None:
    """Where the case without the fact is a no, every value of the fact must give a no as well."""
    told = {(a.regime, a.kind): a.granted for a in entitlements(case)}
    optional = {
        "cause_code",
        "arrival_delay_minutes",
        "departure_delay_minutes",
        "distance_km",
        "notice_days",
        "rerouted",
    }
    for field in fields(RightsFacts):
        if field.name not in optional:
            continue
        blank: dict[str, object] = {field.name: None}
        if field.name == "rerouted":
            blank |= {"reroute_arrives_later": None}
        for answer in entitlements(replace(case, **blank)):
            if answer.granted is False:
                assert told.get((answer.regime, answer.kind)) in {False, None}, (field.name, answer)


@given(any_facts())
def test_without_a_cause_no_cash_and_no_care_is_refused_for_the_cause(case: RightsFacts) -> None:
    for answer in entitlements(replace(case, cause_code=None, inherited_cause=None)):
        reasons = {"extraordinary_circumstances", "not_carrier_cause", "carrier_helps_passenger_pays"}
        assert answer.params.get("reason") not in reasons


@given(rbds, minutes, yuan, yuan)
def test_a_voluntary_fee_is_never_above_the_fare_nor_a_refund_above_what_was_paid(
    rbd: str, before: int, fare: Decimal, taxes: Decimal
) -> None:
    priced = voluntary.voluntary_refund(TARIFF, rbd, Decimal(before), fare, taxes)
    assert 0 <= priced.fee <= fare
    assert 0 <= priced.refund <= fare + taxes
    assert priced.fee + priced.fare_refund == fare
    assert priced.tax_refund == taxes


@given(rbds, minutes, minutes, yuan, yuan)
def test_the_earlier_one_asks_the_cheaper_it_is(
    rbd: str, one: int, other: int, fare: Decimal, new: Decimal
) -> None:
    early, late = Decimal(max(one, other)), Decimal(min(one, other))
    zero = Decimal(0)
    assert (
        voluntary.voluntary_refund(TARIFF, rbd, early, fare, zero).fee
        <= voluntary.voluntary_refund(TARIFF, rbd, late, fare, zero).fee
    )
    sooner, later = (voluntary.voluntary_change(TARIFF, rbd, m, fare, new) for m in (early, late))
    assert sooner.allowed == later.allowed
    assert sooner.collect <= later.collect
    assert sooner.fee <= fare


@given(st.integers(min_value=0, max_value=2_000), st.integers(min_value=0, max_value=2_000))
def test_a_longer_delay_never_gives_less_cash(one: int, other: int) -> None:
    def cash(delay: int, regime: str) -> Decimal:
        case = facts(
            event="delayed", board_country="DE", off_country="CN", leg_countries=("DE", "CN"), distance_km=7787.0,
            cause_code="41", departure_delay_minutes=delay, arrival_delay_minutes=delay,
        )  # fmt: skip
        answer = next(a for a in entitlements(case) if a.kind == "cash" and a.regime == regime)
        return answer.amount.amount if answer.granted and answer.amount else Decimal(0)

    for regime in ("EU261", "CN"):
        assert cash(min(one, other), regime) <= cash(max(one, other), regime)


@given(st.text(max_size=6))
def test_any_cause_code_is_kept_and_never_decides_by_guess(code: str) -> None:
    from hongyan.disruptions.rules.causes import cause_of

    cause = cause_of(code)
    if cause is None:
        assert not code.strip()
    elif cause.cause_class is None:
        assert cause.carrier_cause is None
        assert china.involuntary_change(cause).needs == ("cause",)
