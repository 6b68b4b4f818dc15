"""Templates to text. Every value is formatted by its type, for the customer's language; a missing template is an error at import."""

import string
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from hongyan.assistant.words.places import place_name
from hongyan.assistant.words.wording import Both, Listed, Place, Quoted, Words
from hongyan.core.money import Money

LANGUAGES = ("zh", "en")


def _load(language: str) -> dict[str, str]:
    raw = tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))
    return {f"{group}.{name}": text for group, entries in raw.items() for name, text in entries.items()}


TEMPLATES: Mapping[str, Mapping[str, str]] = {language: _load(language) for language in LANGUAGES}


def render(said: Sequence[Words], language: str) -> str:
    """Return the words as one text in ``language`` (zh or en); after a template that ends its line comes a new one."""
    parts = [render_one(one, language) for one in said]
    text = ("" if language == "zh" else " ").join(part for part in parts if part)
    return text.replace("\n ", "\n").strip()


def render_one(one: Words, language: str) -> str:
    """Return one template filled in. Raises KeyError for a template or value that does not exist."""
    template = TEMPLATES[language][one.key]
    return template.format(**{name: _Spoken(value, language) for name, value in one.values.items()}).strip(
        " "
    )


def amounts_in(said: Sequence[Words]) -> set[Decimal]:
    """Return every amount the words carry as a value, for the rule gate."""
    found: set[Decimal] = set()
    for one in said:
        for value in one.values.values():
            if isinstance(value, Money):
                found.add(value.amount)
            elif isinstance(value, Listed):
                found |= amounts_in(value.items)
    return found


@lru_cache(maxsize=1024)
def placeholders(template: str) -> frozenset[str]:
    """Return the names a template needs."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


class _Spoken:
    """A value that formats itself for a language; ``{when:time}`` and ``{when:day}`` take a part of an instant."""

    def __init__(self, value: Any, language: str) -> None:
        self._value = value
        self._language = language

    def __format__(self, spec: str) -> str:
        return spoken(self._value, self._language, spec)


def spoken(value: Any, language: str, spec: str = "") -> str:
    """Format one value. ``spec``: time | day for instants."""
    zh = language == "zh"
    match value:
        case None:
            return ""
        case Words():
            return render_one(value, language).strip()
        case Listed():
            parts = [render_one(item, language).strip() for item in value.items]
            return ("、" if zh else ", ").join(parts) if value.inline else "\n".join(parts)
        case Both():
            return value.zh if zh else value.en
        case Quoted():
            return value.text
        case Place():
            return place_name(value.code, language)
        case Money():
            return money(value, zh)
        case datetime():
            return instant(value, zh, spec)
        case date():
            return day(value, zh)
        case tuple() | list():
            return ("、" if zh else ", ").join(spoken(v, language) for v in value)
        case bool():
            return ("是" if zh else "yes") if value else ("否" if zh else "no")
        case _:
            return str(value)


def money(value: Money, zh: bool) -> str:
    """``180 元``, ``CNY 180``; cents only where there are some."""
    amount = value.rounded().amount
    number = f"{amount:,.0f}" if amount == amount.to_integral() else f"{amount:,.2f}"
    number = number.replace(",", "") if amount < 10_000 else number
    if zh:
        return f"{number} 元" if value.currency == "CNY" else f"{number} {value.currency}"
    return f"{value.currency} {number}"


def day(value: date, zh: bool) -> str:
    """``11月27日（周五）``, ``27 November (Friday)``."""
    if zh:
        return f"{value.month}月{value.day}日（周{'一二三四五六日'[value.weekday()]}）"
    return f"{value.day} {value:%B} ({value:%A})"


def instant(value: datetime, zh: bool, spec: str) -> str:
    clock = f"{value:%H:%M}"
    if spec == "time":
        return clock
    if spec == "day":
        return day(value.date(), zh)
    return f"{day(value.date(), zh)} {clock}" if zh else f"{clock} on {day(value.date(), zh)}"
