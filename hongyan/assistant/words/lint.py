"""Lints the templates: both languages, the same values, no amount and no promise written into words."""

import re
from collections.abc import Iterator

from hongyan.assistant.words.gate import Gate
from hongyan.assistant.words.render import LANGUAGES, TEMPLATES, placeholders

_MONEY = re.compile(r"[¥￥$€£]|\d\s?(?:元|块)|\b(?:CNY|USD|EUR)\s?\d")


def lint(gate: Gate) -> list[str]:
    """Return what is wrong, one sentence each; empty = all well."""
    return list(_problems(gate))


def _problems(gate: Gate) -> Iterator[str]:
    first, second = LANGUAGES
    for key in sorted(TEMPLATES[first].keys() ^ TEMPLATES[second].keys()):
        there = first if key in TEMPLATES[first] else second
        yield f"{key}: only in {there}"
    for key in sorted(TEMPLATES[first].keys() & TEMPLATES[second].keys()):
        one, other = TEMPLATES[first][key], TEMPLATES[second][key]
        if placeholders(one) != placeholders(other):
            yield f"{key}: other values in {first} than in {second}: {sorted(placeholders(one) ^ placeholders(other))}"
    for language in LANGUAGES:
        for key, text in TEMPLATES[language].items():
            if _MONEY.search(text):
                yield f"{key} ({language}): an amount is written into the template"
            for breach in gate.forbidden(text):
                yield f"{key} ({language}): forbidden phrase {breach.found!r}"
