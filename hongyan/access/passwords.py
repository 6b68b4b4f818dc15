"""Passwords: argon2id hashes, a policy without folklore, and a check that takes the same time for unknown names."""

import asyncio
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hongyan.access.errors import WeakPassword

SHORTEST, LONGEST = 12, 128  # NIST SP 800-63B: length matters, character classes do not
_FEWEST_DIFFERENT = 6
_COMMON = ("password", "qwerty", "123456", "hongyan", "letmein", "welcome", "iloveyou", "admin", "111111")
_WORDS = "23456789abcdefghjkmnpqrstuvwxyz"


def check_policy(password: str, username: str) -> None:
    """Raise WeakPassword with the broken rule in ``details["rule"]``."""
    folded = password.casefold()
    rest = folded
    for known in (username.casefold(), *_COMMON):
        rest = rest.replace(known, "") if known else rest
    if len(password) < SHORTEST:
        raise WeakPassword(
            f"a password has at least {SHORTEST} characters", rule="too-short", shortest=SHORTEST
        )
    if len(password) > LONGEST:
        raise WeakPassword(f"a password has at most {LONGEST} characters", rule="too-long", longest=LONGEST)
    if "\x00" in password:
        raise WeakPassword("a password cannot hold NUL", rule="unreadable")
    if len(rest) < SHORTEST // 2 or len(set(folded)) < _FEWEST_DIFFERENT:
        raise WeakPassword("the password is too close to the name or to a common password", rule="too-common")


def generate() -> str:
    """Return a random password one can read out: four groups of five, about 99 bits."""
    return "-".join("".join(secrets.choice(_WORDS) for _ in range(5)) for _ in range(4))


class Passwords:
    """Hashes and checks in threads, a few at once: each costs tens of megabytes and milliseconds."""

    def __init__(self, hasher: PasswordHasher | None = None, at_once: int = 2) -> None:
        self._hasher = hasher or PasswordHasher()
        self._slots = asyncio.Semaphore(at_once)
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, _canonical(password))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Check ``password``; with no ``stored`` hash the same work is done in vain, so that time tells nothing."""
        async with self._slots:
            return await asyncio.to_thread(self._verify, stored, password)

    def _verify(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored or self._nobody, _canonical(password)[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None


def _canonical(password: str) -> str:
    """One spelling for what keyboards of different systems send (NFKC); unpaired surrogates become ``?``."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()
