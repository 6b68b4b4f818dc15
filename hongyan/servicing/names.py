"""Whether a spoken or written name is a traveller's: order of names, slashes, titles and case do not matter. Pure."""

import re
import unicodedata
from functools import lru_cache
from itertools import product

from hongyan.core.chinese_surnames import DOUBLE_SURNAMES

_TITLES = frozenset({"MR", "MRS", "MS", "MISS", "MSTR", "DR", "PROF", "CHD", "INF"})
_WORD = re.compile(r"[^\W\d_]+")
_COURTESY = re.compile(r"(先生|女士|小姐|太太|同学)$")
_LONGEST_NAME, _READINGS = 4, 3  # characters and readings of each that are looked at
_HAN = re.compile(r"[\u3400-\u9fff]")


def is_han(name: str) -> bool:
    """Say whether a name is written in Chinese characters."""
    return bool(_HAN.search(name))


def split_name(name: str) -> tuple[str, str]:
    """Return (surname, given name) of a full name: ``HALDANE/GREGOR``, ``Gregor Haldane`` or ``林晓彤``."""
    name = unicodedata.normalize("NFKC", name).strip()
    if "/" in name:
        surname, _, given = name.partition("/")
        return surname.strip(), given.strip()
    if is_han(name):
        name = name.replace(" ", "")
        length = 2 if len(name) > 2 and name[:2] in DOUBLE_SURNAMES else 1
        return name[:length], name[length:]
    given, _, surname = name.rpartition(" ")
    return surname, given


def shown(surname: str, given: str) -> str:
    """Return a traveller's name as the order has it: 林晓彤, HALDANE/GREGOR."""
    if is_han(surname + given):
        return f"{surname}{given}"
    return f"{surname}/{given}" if given else surname


@lru_cache(maxsize=512)
def _spellings(name: str) -> frozenset[str]:
    """Return how a Chinese name may stand in a passport: every reading of its characters, without tones."""
    from pypinyin import Style, pinyin  # loads its dictionaries: only when such a name is compared

    readings = pinyin(name, style=Style.NORMAL, heteronym=True)[:_LONGEST_NAME]
    spelt = ("".join(parts) for parts in product(*(r[:_READINGS] for r in readings)))
    return frozenset(
        name.replace("v", vowel) for name in spelt for vowel in ("v", "yu", "ü", "u")
    )  # 吕 is LYU, LV, LÜ or LU


def passport_spellings(surname: str, given: str) -> tuple[tuple[str, str], ...]:
    """Return (surname, given name) of a Chinese name in Latin letters, every usual reading; () for a Latin name."""
    if not is_han(surname + given):
        return ()
    return tuple(product(sorted(_spellings(surname)), sorted(_spellings(given))))


def same_name(said: str, surname: str, given: str) -> bool:
    """Say whether ``said`` is the name of this traveller, in either order and however the given name is spaced.

    Both names must be there: a surname alone proves nothing.
    """
    wanted = {_joined([surname, given]), _joined([given, surname])}
    if is_han(surname + given) and not is_han(said):  # as the passport has it: Lin Xiaotong is 林晓彤
        wanted = {
            _joined(pair)
            for family in _spellings(surname)
            for own in _spellings(given)
            for pair in ([family, own], [own, family])
        }
    for part in _variants(said):
        if part and part in wanted:
            return True
        words = [w for w in _words(part) if w not in _TITLES]
        if (
            words
            and {_joined(words), _joined([*words[1:], words[0]]), _joined([words[-1], *words[:-1]])} & wanted
        ):
            return True
    return False


def _variants(said: str) -> list[str]:
    """A name may be given in two scripts at once (``SHEN/JIALE 沈嘉乐``): each is a name of its own."""
    text = unicodedata.normalize("NFKC", said).upper().strip()
    latin = _HAN.sub(" ", text).strip(" ,()")
    han = _COURTESY.sub("", "".join(c for c in text if _HAN.match(c)))
    return [text, latin, han]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _joined(parts: list[str]) -> str:
    return "".join(_words(unicodedata.normalize("NFKC", " ".join(parts)).upper()))
