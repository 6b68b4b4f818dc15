"""Telephone numbers and addresses that read as valid and belong to nobody.

- US: ``+1 <area> 555 xxxx``, the exchange kept for fiction and directory use (1212 is left out).
- China: ``+86 1349 xxx xxxx``, the block of a satellite telephone service that has been closed.
- E-mail: the domains ``example.com``, ``.net`` and ``.org`` (RFC 2606).

Wrong numbers (they belong to somebody else than the traveller) lie in blocks of their own, so that a simulated line can
play them: US lines ``555-9xxx``, China ``1349 9xx xxxx``. Nothing in an order says so: an airline does not know either.
"""

import random
from collections.abc import Iterator

_AREA_CODES = (
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 "
    "252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 "
    "319 320 321 323 325 330"
)
_AREAS = _AREA_CODES.split()
_STEP = 7919  # walks through a block without repeating: prime to every block size
_US_LINES, _CN_LINES = 9000, 9_000_000
AGENCIES = 40
OTAS = 6


class PhoneBook:
    """Hands out numbers of one region, each once."""

    def __init__(self, region: str, seed: int) -> None:
        if region not in ("US", "CN"):
            raise ValueError(f"no fictional numbers known for {region}")
        self._us = region == "US"
        self._right = self._walk(_US_LINES * len(_AREAS) if self._us else _CN_LINES, seed)
        self._wrong = self._walk(1000 * len(_AREAS) if self._us else 1_000_000, seed)
        self.agencies = tuple((agency_code(n), self.number()) for n in range(AGENCIES))
        self.otas = tuple(agency_code(900 + n) for n in range(OTAS))

    def number(self) -> str:
        """Return a fresh E.164 number."""
        return self._format(next(self._right), 0, _US_LINES)

    def wrong_number(self) -> str:
        """Return a fresh E.164 number out of the block of wrong numbers."""
        return self._format(next(self._wrong), 9000 if self._us else 9_000_000, 1000)

    def _format(self, index: int, first: int, lines: int) -> str:
        if self._us:
            area, line = divmod(index, lines)
            return f"+1{_AREAS[area]}555{first + line:04d}"
        return f"+861349{first + index:07d}"

    def _walk(self, size: int, seed: int) -> Iterator[int]:
        for n in range(size):
            index = (seed + n * _STEP) % size
            if not (self._us and index % _US_LINES == 1212):
                yield index


def is_wrong_number(e164: str) -> bool:
    """Say whether a number lies in the blocks of wrong numbers."""
    return e164.startswith("+8613499") or (e164.startswith("+1") and e164[5:9] == "5559")


def masked_by_agency(e164: str) -> str:
    """Return what an online agency passes on: enough to look like a number, too little to call."""
    return f"{e164[:-8]}******{e164[-2:]}"


def agency_code(index: int) -> str:
    """Return an IATA-like agency code of a block that is not given out (99-9 …)."""
    return f"999{index:05d}"


def email(rng: random.Random, given: str, surname: str, serial: int) -> str:
    domain = rng.choice(("example.com", "example.net", "example.org"))
    return f"{given}.{surname}{serial}@{domain}".lower()
