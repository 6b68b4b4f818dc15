"""Names of people in a text on colleagues' screens: found however they are written, and hidden. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hongyan.core.chinese_surnames import DOUBLE_SURNAMES

HIDDEN = "•••"

_NAMED = frozenset({"name", "names", "surname", "given_name", "traveller", "travellers", "passenger_name"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_TITLES = r"(?:mr|mrs|ms|miss|mstr|dr|prof)"
_COURTESY = r"(?=\s?(?:先生|女士|小姐|太太|同学|师傅))"
_BETWEEN = r"[\s/,·.、\-]*"  # LIN/XIAOTONG, "Lin, Xiaotong", LinXiaotong
_LETTERS = r"[ '\-]?"  # "Xiao Tong", "Xiao-Tong"
_SHORTEST_ALONE = 3
# Names that are words of everyday talk too: hidden alone only in capitals, as tickets write them.
_EVERYDAY = frozenset(
    [
        "all",
        "amber",
        "april",
        "art",
        "august",
        "bill",
        "can",
        "chance",
        "dawn",
        "day",
        "drew",
        "even",
        "faith",
        "few",
        "frank",
        "gold",
        "good",
        "grace",
        "grant",
        "green",
        "hang",
        "hope",
        "hunter",
        "joy",
        "june",
        "king",
        "lane",
        "law",
        "long",
        "love",
        "man",
        "many",
        "mark",
        "may",
        "miles",
        "more",
        "new",
        "north",
        "page",
        "park",
        "pat",
        "penny",
        "ping",
        "price",
        "read",
        "red",
        "rich",
        "river",
        "rob",
        "rose",
        "ruby",
        "she",
        "sky",
        "son",
        "song",
        "star",
        "stone",
        "street",
        "summer",
        "sun",
        "tin",
        "van",
        "wan",
        "was",
        "west",
        "white",
        "will",
        "wing",
        "winter",
        "wood",
        "yes",
        "you",
        "young",
    ]
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """One person's name; ``also`` are (surname, given name) in other spellings, as a passport has them."""

    surname: str
    given: str
    also: tuple[tuple[str, str], ...] = field(default=())

    @property
    def written(self) -> tuple[tuple[str, str], ...]:
        return ((self.surname, self.given), *self.also)

    @staticmethod
    def said(text: str) -> "PersonName":
        """Read a name as somebody gave it: ``LIN/XIAOTONG``, ``Gregor Haldane``, ``林晓彤``."""
        plain = unicodedata.normalize("NFKC", text).strip()
        if "/" in plain:
            surname, _, given = plain.partition("/")
            return PersonName(surname.strip(), given.strip())
        if _HAN.search(plain):
            plain = plain.replace(" ", "")
            length = 2 if len(plain) > 2 and plain[:2] in DOUBLE_SURNAMES else 1
            return PersonName(plain[:length], plain[length:])
        given, _, surname = plain.rpartition(" ")
        return PersonName(surname, given)


class NameScreen:
    """Hides these people's names. Courtesy titles stay, so that one still reads who was meant: ``•••女士``."""

    def __init__(self, people: Iterable[PersonName]) -> None:
        pairs = dict.fromkeys(pair for person in people for pair in person.written)
        self._names = [_Name(_plain(surname.strip()), _plain(given.strip())) for surname, given in pairs]

    def hide(self, text: str) -> str:
        """Return ``text`` with every name hidden."""
        plain = _plain(text)
        bare = "".join(c for c in plain if c.isalnum()).lower()
        forms = [form for name in self._names if name.may_stand_in(bare) for form in name.forms]
        if not forms:
            return text
        pattern = re.compile("|".join(sorted(forms, key=len, reverse=True)), re.IGNORECASE)
        parts, place = [], 0
        for match in pattern.finditer(plain):
            parts += [text[place : match.start()], HIDDEN]
            place = match.end()
        return "".join([*parts, text[place:]])


class _Name:
    """One spelling. Its patterns are made when a text may hold it: a group has hundreds of passengers."""

    def __init__(self, surname: str, given: str) -> None:
        self._surname, self._given = surname, given
        parts = (surname, given, *given.split())
        self._keys = {"".join(c for c in part if c.isalnum()).lower() for part in parts} - {""}

    def may_stand_in(self, bare: str) -> bool:
        """Say whether a text of these letters and digits can hold any form of the name."""
        return any(key in bare for key in self._keys)

    @cached_property
    def forms(self) -> list[str]:
        return _forms(self._surname, self._given)


def names_in(*facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every name of a person that these facts hold."""
    found: dict[str, None] = {}

    def look(value: Any, named: bool) -> None:
        if isinstance(value, Mapping):
            for key, part in value.items():
                look(part, named or key in _NAMED)
        elif isinstance(value, list | tuple):
            for part in value:
                look(part, named)
        elif named and isinstance(value, str) and len(value) > 1:
            found[value] = None

    for fact in facts:
        look(fact, named=False)
    return tuple(found)


def _plain(text: str) -> str:
    """Return ``text`` without accents and in half width, each character in its place."""
    return "".join(c if c.isascii() else unicodedata.normalize("NFKD", c)[0] for c in text)


def _forms(surname: str, given: str) -> list[str]:
    """Return patterns for what this name looks like, whole and in parts."""
    if _HAN.search(surname + given):
        return _han_forms(surname, given)
    family, own = _letters(surname), _letters(given)
    forms = []
    if family and own:
        pair = f"(?:{family}{_BETWEEN}{own}|{own}{_BETWEEN}{family})(?:\\s*{_TITLES}(?![A-Za-z]))?"
        forms.append(_word(pair))
    for part in (surname, given, *given.split()):
        letters = _letters(part)
        if letters:
            forms.append(_word(rf"{_TITLES}\.?\s+{letters}"))
            forms += _alone(part, letters)
    return forms


def _alone(part: str, letters: str) -> list[str]:
    bare = "".join(c for c in part if c.isalpha())
    if len(bare) < _SHORTEST_ALONE:
        return []
    if bare.lower() in _EVERYDAY:
        return [rf"(?-i:{_word(_letters(part.upper()))})"]
    return [_word(letters)]


def _han_forms(surname: str, given: str) -> list[str]:
    family, own = _spaced(surname), _spaced(given)
    forms = [rf"{family}\s?{own}"] if family and own else []
    if family:
        forms.append(family + _COURTESY)
    if len(given) > 1 or not family:
        forms.append(own)
    return forms


def _letters(name: str) -> str:
    return _LETTERS.join(re.escape(c) for c in name if c.isalnum())


def _spaced(name: str) -> str:
    return r"\s?".join(re.escape(c) for c in name if not c.isspace())


def _word(pattern: str) -> str:
    return rf"(?<![A-Za-z])(?:{pattern})(?![A-Za-z])"
