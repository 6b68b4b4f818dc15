"""What a model may see: names, numbers and codes leave as placeholders and come back as themselves. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hongyan import conversations

_PATTERNS = (
    ("TICKET", re.compile(r"(?<!\d)\d{3}-?\d{10}(?!\d)")),
    ("AWB", re.compile(r"(?<!\d)\d{3}-\d{8}(?!\d)")),
    ("PHONE", re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|\+\d[\d -]{7,16}\d")),
    ("MAIL", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    ("FLIGHT", re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{2}|[A-Z]\d|\d[A-Z])\s?\d{1,4}(?!\d)")),
    (
        "LOCATOR",
        re.compile(
            r"(?<![A-Za-z0-9])(?=[A-Z0-9]{6}(?![A-Za-z0-9]))(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6}"
        ),
    ),
    (
        "AMOUNT",
        re.compile(
            r"(?:(?:[¥￥$€£]|\b(?:CNY|RMB|USD|EUR|GBP|HKD|JPY))\s?\d[\d,]*(?:\.\d+)?"
            r"|\d[\d,]*(?:\.\d+)?\s?(?:元|块|CNY|RMB|USD|EUR|GBP|HKD|JPY|yuan))",
            re.I,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Masked:
    """``text`` with placeholders such as ``[PHONE_1]``; ``values`` gives what each stands for."""

    text: str
    values: dict[str, str] = field(default_factory=dict)

    def restore(self, text: str) -> str:
        """Put the values back into what the model made of the text."""
        for placeholder, value in self.values.items():
            text = text.replace(placeholder, value)
        return text

    def kept_all(self, text: str) -> bool:
        """Say whether every placeholder stands in ``text`` as often as in the original, and no other does."""
        found = re.findall(r"\[[A-Z]+_\d+\]", text)
        return sorted(found) == sorted(re.findall(r"\[[A-Z]+_\d+\]", self.text))


def mask_for_model(text: str, names: Sequence[str] = (), *, only: Sequence[str] | None = None) -> Masked:
    """Hide what identifies people (and, for a translation, whatever must not change). ``only`` limits the kinds."""
    text = conversations.mask(text)
    values: dict[str, str] = {}
    for name in sorted((n for n in names if n.strip()), key=len, reverse=True):
        for spelling in {name, name.replace("/", " "), " ".join(reversed(name.split("/")))}:
            text = _replaced(text, re.compile(re.escape(spelling), re.I), "NAME", values)
    for kind, pattern in _PATTERNS:
        if only is None or kind in only:
            text = _replaced(text, pattern, kind, values)
    return Masked(text, values)


def _replaced(text: str, pattern: re.Pattern[str], kind: str, values: dict[str, str]) -> str:
    def placeholder(match: re.Match[str]) -> str:
        for known, value in values.items():
            if value == match.group() and known.startswith(f"[{kind}_"):
                return known
        made = f"[{kind}_{1 + sum(k.startswith(f'[{kind}_') for k in values)}]"
        values[made] = match.group()
        return made

    return pattern.sub(placeholder, text)
