"""The places Hongyan knows by name: cities and airports in Chinese, English and pinyin, and by telephone area code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names to codes. ``codes`` maps every code to its city's; ``longest`` bounds the search for a Chinese name."""

    zh: dict[str, str]
    en: dict[str, str]
    codes: dict[str, str]
    longest: int
    by_initial: dict[str, tuple[str, ...]]


def _rows(name: str) -> Iterator[list[str]]:
    text = (files("hongyan.assistant.understanding") / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        if line:
            yield line.split("\t")


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Load the names once."""
    zh: dict[str, str] = {}
    en: dict[str, str] = {}
    codes: dict[str, str] = {}
    for code, city, _, chinese, english in _rows("places.tsv"):
        codes.setdefault(code, city)
        for name in chinese.split("|"):
            zh.setdefault(name, code)
        for name in english.split("|"):
            en.setdefault(fold(name), code)
    for name, code in list(en.items()):
        en.setdefault(f"{name} airport", code)
        if "'" in name:
            en.setdefault(name.replace("'", " "), code)
            en.setdefault(name.replace("'", ""), code)
    by_initial: dict[str, list[str]] = {}
    for name in en:
        if len(name) >= 5 and not name.endswith(" airport"):
            by_initial.setdefault(name[0], []).append(name)
    return Gazetteer(zh, en, codes, max(map(len, zh)), {k: tuple(v) for k, v in by_initial.items()})


@lru_cache(maxsize=1)
def _area_codes() -> dict[str, str]:
    return dict(_rows("area_codes.tsv"))


def fold(name: str) -> str:
    return name.lower().replace("-", " ").replace(".", "").strip()


def place_of_area_code(code: str) -> str | None:
    """Return the place of a Chinese telephone area code: ``010``, ``10`` and ``+8610`` give BJS; None when no airport is near."""
    digits = re.sub(r"[^0-9]", "", code)
    if digits.startswith("0086"):
        digits = digits[4:]
    elif digits.startswith("86") and len(digits) > 3:
        digits = digits[2:]
    return _area_codes().get("0" + digits.lstrip("0")) if digits else None


def city_of(code: str) -> str:
    """Return the city code of an airport; a code that is not known stands for itself."""
    return gazetteer().codes.get(code, code)


def nearest_name(word: str) -> str | None:
    """Return the code of the place whose English or pinyin name this is with a slip of one letter (two in long names)."""
    names = gazetteer()
    if len(word) < 5:
        return None
    best, best_distance = None, 3 if len(word) >= 9 else 2
    for name in names.by_initial.get(word[0], ()):
        if abs(len(name) - len(word)) < best_distance:
            distance = OSA.distance(word, name, score_cutoff=best_distance - 1)
            if distance < best_distance:
                best, best_distance = names.en[name], distance
    return best
