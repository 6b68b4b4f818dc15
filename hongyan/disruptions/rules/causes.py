"""From a delay code or a feed's word to the class of the cause, and to whether it is the carrier's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hongyan.disruptions.rules.book import load_toml


@dataclass(frozen=True, slots=True)
class Cause:
    """``cause_class`` is MX, CREW, ROT, OPS, COM, WX, ATC, APT, PAX or GOV; ``carrier_cause`` None = not decidable yet.

    ``reactionary``: the code says "because of an earlier leg" and that leg's cause is not known.
    """

    code: str
    cause_class: str | None
    carrier_cause: bool | None
    reactionary: bool = False


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, bool], dict[str, str], Sequence[Mapping[str, Any]]]:
    data = load_toml("causes.toml")
    carrier = {name: bool(row["carrier_cause"]) for name, row in data["class"].items()}
    words = {word: name for name, row in data["class"].items() for word in row["words"]}
    return carrier, words, data["code"]


def cause_of(code: str | None, inherited: str | None = None) -> Cause | None:
    """Classify ``code`` (AHM 730 digits, a class or a word); reactionary codes 91-96 take ``inherited``'s class.

    Returns None when there is no code at all; an unknown code is kept with class None (to be asked for).
    """
    if not code or not code.strip():
        return None
    carrier, words, _ = _tables()
    name = code.strip()
    if name.upper() in carrier:
        return Cause(name, name.upper(), carrier[name.upper()])
    word = name.lower().replace(" ", "_").replace("-", "_")
    if word in words:
        return Cause(name, words[word], carrier[words[word]])
    return _of_digits(name, inherited)


def _of_digits(code: str, inherited: str | None) -> Cause:
    carrier, _, codes = _tables()
    digits = code[:2]
    row = None
    if digits.isascii() and digits.isdigit():
        row = next((r for r in codes if r["from"] <= int(digits) <= r["to"]), None)
    if row is None:
        return Cause(code, None, None)
    if row.get("reactionary"):
        origin = cause_of(inherited)
        if origin is None or origin.reactionary:
            return Cause(code, None, None, reactionary=True)
        return Cause(code, origin.cause_class, origin.carrier_cause)
    cause_class = str(row["class"])
    return Cause(code, cause_class, None if row.get("look") else carrier[cause_class])
