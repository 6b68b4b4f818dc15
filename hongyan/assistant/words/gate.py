"""The last gate: no forbidden phrase and no amount without a fact leaves it, whoever worded the sentence."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

_AMOUNT = re.compile(
    r"(?:[¥￥$€£]|\b(?:CNY|RMB|USD|EUR|GBP|HKD|JPY)\s?)\s?(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s?(?:元|块钱?|人民币|CNY|RMB|yuan|dollars?|euros?)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Breach:
    """Why a text may not leave. ``kind``: forbidden_phrase | unfounded_amount; ``found`` the words themselves."""

    kind: str
    found: str


class Gate:
    """Checks what is about to be said. ``forbidden`` is the airline's own file, else the one of the package."""

    def __init__(self, forbidden: Path | None = None) -> None:
        text = (
            forbidden.read_text("utf-8")
            if forbidden
            else files(__package__).joinpath("forbidden.toml").read_text("utf-8")
        )
        rules = tomllib.loads(text)
        self._denials = re.compile("|".join(rules["denials"]), re.I)
        self._phrases = re.compile("|".join(rules["phrases"]), re.I)

    def forbidden(self, text: str) -> list[Breach]:
        """Return forbidden phrases in ``text``."""
        return [
            Breach("forbidden_phrase", m.group())
            for m in self._phrases.finditer(self._denials.sub(" ", text))
        ]

    def check(self, text: str, amounts: Iterable[Decimal] | None = None) -> list[Breach]:
        """Return every breach. With ``amounts``, any other amount of money in ``text`` is one (the speaker never invents)."""
        breaches = self.forbidden(text)
        if amounts is not None:
            known = {a.normalize() for a in amounts}
            breaches += [
                Breach("unfounded_amount", m.group())
                for m in _AMOUNT.finditer(text)
                if Decimal((m.group(1) or m.group(2)).replace(",", "")).normalize() not in known
            ]
        return breaches
