"""The rule book: versioned rule sets read from the packaged TOML files, picked by flight date and sale date."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

FILES = ("cn.toml", "eu261.toml", "uk261.toml", "us_dot.toml", "montreal.toml")
_HEAD = {
    "id",
    "regime",
    "title",
    "flight_from",
    "flight_to",
    "sale_from",
    "sale_to",
    "certainty",
    "basis",
    "base",
}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One text (law, judgment line or tariff) in one period. Dates are inclusive, None = open.

    ``basis`` names the legal basis of each kind of answer; ``data`` holds amounts and thresholds.
    """

    id: str
    regime: str
    title: str
    flight_from: date
    flight_to: date | None
    sale_from: date | None
    sale_to: date | None
    certainty: str
    basis: Mapping[str, str]
    data: Mapping[str, Any]

    def in_force(self, flight_date: date, sale_date: date | None) -> bool:
        """Say whether the set governs a flight of ``flight_date`` sold on ``sale_date`` (None = not known)."""
        if flight_date < self.flight_from or (self.flight_to and flight_date > self.flight_to):
            return False
        if sale_date is None:
            return True
        return (self.sale_from or date.min) <= sale_date <= (self.sale_to or date.max)

    def integer(self, key: str) -> int:
        return int(self.data[key])

    def decimal(self, key: str) -> Decimal:
        return Decimal(str(self.data[key]))

    def text(self, key: str) -> str:
        return str(self.data[key])

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(str(w) for w in self.data.get(key, ()))

    def table(self, key: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.data.get(key, {})
        return found

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        return list(self.data.get(key, ()))


class RuleBook:
    """All rule sets, newest first within a regime."""

    def __init__(self, sets: Iterable[RuleSet]) -> None:
        self._sets = sorted(sets, key=lambda s: (s.regime, s.flight_from), reverse=True)

    @property
    def sets(self) -> list[RuleSet]:
        return sorted(self._sets, key=lambda s: (s.regime, s.flight_from))

    def pick(self, regime: str, flight_date: date | None, sale_date: date | None = None) -> RuleSet | None:
        """Return the set of ``regime`` in force, the newest when no flight date is given, None when there is none."""
        for candidate in self._sets:
            if candidate.regime != regime:
                continue
            if flight_date is None or candidate.in_force(flight_date, sale_date):
                return candidate
        return None


def read_rule_sets(documents: Iterable[Mapping[str, Any]]) -> list[RuleSet]:
    """Build rule sets from parsed files; ``base`` takes what is not said from another set. KeyError on a bad base."""
    raw = {str(entry["id"]): entry for document in documents for entry in document["ruleset"]}
    return [_rule_set(_with_base(entry, raw)) for entry in raw.values()]


def _with_base(entry: Mapping[str, Any], raw: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    if "base" not in entry:
        return entry
    base = {k: v for k, v in raw[entry["base"]].items() if k not in {"flight_to", "sale_from", "sale_to"}}
    basis = {**base.get("basis", {}), **entry.get("basis", {})}
    return {**base, **entry, "basis": basis}


def _rule_set(entry: Mapping[str, Any]) -> RuleSet:
    return RuleSet(
        id=str(entry["id"]),
        regime=str(entry["regime"]),
        title=str(entry["title"]),
        flight_from=entry["flight_from"],
        flight_to=entry.get("flight_to"),
        sale_from=entry.get("sale_from"),
        sale_to=entry.get("sale_to"),
        certainty=str(entry["certainty"]),
        basis=entry.get("basis", {}),
        data={k: v for k, v in entry.items() if k not in _HEAD},
    )


def load_toml(name: str) -> dict[str, Any]:
    """Read one packaged data file."""
    return tomllib.loads(files(__package__).joinpath("data", name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def packaged_book() -> RuleBook:
    """Return the rule book shipped with the package (read once)."""
    return RuleBook(read_rule_sets(load_toml(name) for name in FILES))


def describe_rules(book: RuleBook | None = None) -> list[dict[str, Any]]:
    """List every rule set with its period, certainty, legal bases and figures, for a generated reference page."""
    return [
        {
            "id": s.id,
            "regime": s.regime,
            "title": s.title,
            "flight_from": s.flight_from.isoformat(),
            "flight_to": s.flight_to.isoformat() if s.flight_to else None,
            "sale_from": s.sale_from.isoformat() if s.sale_from else None,
            "sale_to": s.sale_to.isoformat() if s.sale_to else None,
            "certainty": s.certainty,
            "basis": dict(s.basis),
            "figures": dict(s.data),
        }
        for s in (book or packaged_book()).sets
    ]
