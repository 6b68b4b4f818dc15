"""Password policy and hashing."""

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from hongyan.access import WeakPassword, generate_password
from hongyan.access.passwords import Passwords, check_policy

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short", "too-short"),
        ("x" * 129, "too-long"),
        ("aaaaaaaaaaaaaaa", "too-common"),
        ("password123456", "too-common"),
        ("li.mei.li.mei.1", "too-common"),
        ("storks over\x00 the gate", "unreadable"),
    ],
)
def test_weak_passwords_are_refused_with_the_rule(password: str, rule: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_policy(password, "li.mei")
    assert refused.value.details["rule"] == rule


@pytest.mark.parametrize(
    "password", ["storks fly over the gate", "鸿雁传书到登机口等着我们来", "x7#kQ92mvL0p!"]
)
def test_long_passwords_need_no_character_classes(password: str) -> None:
    check_policy(password, "li.mei")


def test_generated_passwords_pass_and_differ() -> None:
    made = {generate_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_policy(password, "li.mei")


async def test_a_password_matches_its_own_hash_only() -> None:
    passwords = Passwords(QUICK)
    stored = await passwords.hash("storks fly over the gate")
    assert stored.startswith("$argon2id$")
    assert await passwords.matches(stored, "storks fly over the gate")
    assert not await passwords.matches(stored, "Storks fly over the gate")


async def test_unknown_names_cost_a_hash_too_and_never_match() -> None:
    """Without a stored hash the same verification runs, so an answer's time does not tell who exists."""
    calls: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            calls.append(str(hash))
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=64, parallelism=1))
    assert not await passwords.matches(None, "storks fly over the gate")
    assert len(calls) == 1


async def test_a_broken_hash_is_a_refusal() -> None:
    assert not await Passwords(QUICK).matches("not a hash", "storks fly over the gate")


@given(st.text(min_size=1, max_size=40))
def test_policy_answers_for_any_text(password: str) -> None:
    try:
        check_policy(password, "li.mei")
    except WeakPassword as refused:
        assert refused.details["rule"]
