"""The population is a function of its seed, and its shares are those of the file."""

from collections import Counter

from hongyan.telephony.adapters.simulated_population import Population

PEOPLE = Population.from_file(seed=7)


def test_the_same_person_behaves_the_same_way_again() -> None:
    again = Population.from_file(seed=7)
    for n in range(50):
        number = f"+86138{n:08d}"
        assert PEOPLE.call(number, 0, 25) == again.call(number, 0, 25)
        assert PEOPLE.receipt("sms", number, 0) == again.receipt("sms", number, 0)


def test_another_call_or_another_seed_is_another_throw() -> None:
    numbers = [f"+86138{n:08d}" for n in range(50)]
    first = [PEOPLE.call(n, 0, 25) for n in numbers]
    assert first != [PEOPLE.call(n, 1, 25) for n in numbers]
    assert first != [Population.from_file(seed=8).call(n, 0, 25) for n in numbers]


def test_shares_are_those_of_the_file() -> None:
    results = Counter(PEOPLE.call(f"+86139{n:08d}", 0, 25).result for n in range(4000))
    right = sum(results.values()) - results["wrong_number"]
    assert 0.03 < results["wrong_number"] / 4000 < 0.07
    assert 0.60 < (results["answered"] + results["hung_up"]) / right < 0.72
    assert results["no_answer"] and results["busy"] and results["voicemail"]


def test_only_somebody_who_heard_the_notice_presses_keys() -> None:
    for n in range(2000):
        call = PEOPLE.call(f"+86137{n:08d}", 0, 25)
        assert call.heard == (call.result == "answered")
        assert call.heard or not call.keys
        assert call.answer_seconds is None or call.answer_seconds <= call.end_seconds


def test_a_wrong_number_stays_wrong_on_every_channel() -> None:
    wrong = next(n for n in (f"+86138{i:08d}" for i in range(500)) if PEOPLE.is_wrong_number(n))
    assert PEOPLE.call(wrong, 3, 25).result == "wrong_number"
    assert PEOPLE.receipt("sms", wrong, 1).result == "undelivered"
