"""Words by key and typed values: what is meant, before any language is chosen."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """A template's key and its values. Values keep their types (Money, datetime, Place, FlightOption, tuples of names), so that
    amounts and times are formatted in one place, and what is said can be traced to a fact. ``cite`` names rule and clause."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    cite: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An airport or city by IATA code; spoken by its name in the customer's language."""

    code: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text that stands as it is: a name, an article's passage, a title."""

    text: str


@dataclass(frozen=True, slots=True)
class Both:
    """A text that facts already carry in both languages (a rule's clause, a right)."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Several words, one a line or joined by commas, each rendered by itself."""

    items: tuple[Words, ...]
    inline: bool = False


def words(key: str, /, cite: tuple[str, str] | None = None, **values: Any) -> Words:
    """Return ``Words`` with keyword values."""
    return Words(key, values, cite)
