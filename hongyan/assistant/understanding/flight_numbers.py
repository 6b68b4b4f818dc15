"""Flight numbers written and spoken: 国航幺三三四, "MU 5101", "see zee thirteen oh five"."""

import re
from functools import lru_cache
from importlib.resources import files

from hongyan.assistant.understanding.numbers import CARDINALS
from hongyan.assistant.understanding.utterance import Mention, Utterance

# carriers whose code has a figure are written out; two letters are checked against the list, so that "at 7" is no flight
_TEENS_AND_TENS = "|".join(sorted((w for w, n in CARDINALS.items() if 10 <= n <= 99), key=len, reverse=True))
_DIGIT_WORDS = "zero|oh|o|one|two|three|four|five|six|seven|eight|nine|niner"
_SPOKEN_NUMBER = (
    rf"(?:(?:{_TEENS_AND_TENS}|{_DIGIT_WORDS}|double|hundred|\d{{1,4}})(?:[ -](?:and )?(?=[a-z0-9]))?){{1,6}}"
)
_LETTERS = {
    "ay": "A", "bee": "B", "see": "C", "sea": "C", "cee": "C", "dee": "D", "gee": "G", "aitch": "H", "jay": "J", "kay": "K",
    "ell": "L", "em": "M", "en": "N", "pee": "P", "cue": "Q", "queue": "Q", "are": "R", "ar": "R", "ess": "S", "tee": "T",
    "you": "U", "yu": "U", "vee": "V", "double u": "W", "double you": "W", "ex": "X", "why": "Y", "zee": "Z", "zed": "Z",
    "alpha": "A", "alfa": "A", "bravo": "B", "charlie": "C", "delta": "D", "echo": "E", "foxtrot": "F", "golf": "G", "hotel": "H", "india": "I",
    "juliet": "J", "juliett": "J", "kilo": "K", "lima": "L", "mike": "M", "november": "N", "oscar": "O", "papa": "P", "quebec": "Q", "romeo": "R",
    "sierra": "S", "tango": "T", "uniform": "U", "victor": "V", "whiskey": "W", "whisky": "W", "xray": "X", "x-ray": "X", "yankee": "Y", "zulu": "Z",
}  # fmt: skip
LETTER_WORDS = _LETTERS
_LETTER = "|".join(sorted((re.escape(w) for w in _LETTERS), key=len, reverse=True)) + "|[a-z]"


@lru_cache(maxsize=1)
def carriers() -> tuple[frozenset[str], dict[str, str], dict[str, str]]:
    """Return the codes, and the Chinese and English names with the code each stands for."""
    codes: set[str] = set()
    zh: dict[str, str] = {}
    en: dict[str, str] = {}
    text = (files("hongyan.assistant.understanding") / "data" / "airlines.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        code, chinese, english = ([*line.split("\t"), "", ""])[:3]
        codes.add(code)
        zh |= {name: code for name in chinese.split("|") if name}
        en |= {name.lower(): code for name in english.split("|") if name}
    return frozenset(codes), zh, en


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    codes, zh, en = carriers()
    zh_names = "|".join(sorted(zh, key=len, reverse=True))
    en_names = "|".join(re.escape(n) for n in sorted(en, key=len, reverse=True))
    figure_codes = "|".join(sorted(re.escape(c.lower()) for c in codes if not c.isalpha()))
    return (
        (
            "name",
            re.compile(
                rf"(?P<zh>{zh_names})(?:公司)?的?(?:那[个趟班])?(?:航班)?(?:号)?[是:： ]?(?P<code>[A-Za-z][A-Za-z0-9])?[ -]?(?P<n>[0-9](?: ?[0-9]){{1,3}})(?![0-9点号月:.万元块年])"
            ),
        ),
        (
            "name",
            re.compile(
                rf"\b(?P<en>{en_names})(?: flight)?(?: number)?,? ?(?P<code>[a-z][a-z0-9](?=[ -]?\d))?[ -]?(?P<n>\d{{2,4}})(?![0-9:]|[ -]?(?:am|pm|kg|yuan|dollars|miles))"
            ),
        ),
        (
            "code",
            re.compile(
                rf"(?<![A-Za-z0-9])(?P<code>[a-z]{{2}}|{figure_codes})[ .\-]?(?P<n>[0-9]{{2,4}})(?P<suffix>[a-z])?(?![A-Za-z0-9]|[:.][0-9])"
            ),
        ),
        (
            "code",
            re.compile(
                r"(?<![A-Za-z0-9])(?P<code>[a-z][a-z]|[a-z] [a-z])[ \-]?(?P<n>[0-9](?: [0-9]){1,3})(?P<suffix>[a-z])?(?![A-Za-z0-9]| [0-9])"
            ),
        ),
        (
            "code",
            re.compile(
                r"(?<![A-Za-z0-9])(?P<code>[a-z] [a-z])[ \-]?(?P<n>[0-9]{3,4})(?P<suffix>[a-z])?(?![A-Za-z0-9])"
            ),
        ),
        (
            "spoken",
            re.compile(
                rf"\b(?P<l1>{_LETTER})[ -]?(?P<l2>{_LETTER})[ ,-]{{1,2}}(?P<words>{_SPOKEN_NUMBER})(?![a-z0-9])"
            ),
        ),
        (
            "spoken name",
            re.compile(
                rf"\b(?P<en>{en_names})(?: flight)?(?: number)?,? (?P<words>{_SPOKEN_NUMBER})(?![a-z0-9])"
            ),
        ),
    )


_TOKEN = re.compile(rf"\b(?:({_TEENS_AND_TENS})|({_DIGIT_WORDS})|(double)|(hundred)|(\d+))\b")
_DIGIT = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
_FLIGHT_WORD = re.compile(r"(?:flight|航班号?|班机|flt)[ 是:：]*(?:number |no\.? |is )?$")
_WORDS_NOT_CODES = frozenset(
    [
        "at",
        "in",
        "on",
        "to",
        "by",
        "of",
        "is",
        "it",
        "am",
        "pm",
        "so",
        "no",
        "or",
        "an",
        "as",
        "if",
        "we",
        "us",
        "me",
        "my",
        "he",
        "be",
        "do",
        "go",
        "up",
        "ok",
        "hi",
        "oh",
        "id",
        "eu",
        "row",
        "seat",
        "gate",
        "about",
        "from",
        "step",
        "the",
        "and",
        "for",
    ]
)


def _number_of(words: str) -> str:
    digits, twice = "", False
    for tens, word, double, hundred, figures in _TOKEN.findall(words):
        if double:
            twice = True
            continue
        if hundred:
            digits += "00" if len(digits) < 3 else ""
            continue
        value = str(CARDINALS[tens]) if tens else figures or _DIGIT[word]
        digits += value * (2 if twice else 1)
        twice = False
    return digits


def find_flight_numbers(u: Utterance, carrier: str | None = None, bare: bool = False) -> list[Mention]:
    """Return flight numbers. With ``bare`` (a flight was asked for) figures alone count, of the carrier known."""
    codes, zh, en = carriers()
    low = u.digits.lower() if u.has_han else u.low
    if len(low) != len(u.low):
        low = u.low
    found: list[Mention] = []
    for kind, pattern in _patterns():
        if kind in ("spoken", "spoken name") and not u.has_latin:
            continue
        for match in pattern.finditer(low):
            start, end = match.span()
            if not u.free(start, end):
                continue
            groups = match.groupdict()
            number = _number_of(groups["words"]) if groups.get("words") else groups["n"].replace(" ", "")
            if not 2 <= len(number) <= 4 or not number.strip("0"):
                continue
            if groups.get("zh"):
                code = (groups.get("code") or zh[groups["zh"]]).upper()
            elif groups.get("en"):
                if number.startswith("20") and len(number) == 4:
                    continue
                code = (groups.get("code") or en[groups["en"]]).upper()
            elif kind == "spoken":
                code = _letter(groups["l1"]) + _letter(groups["l2"])
                said = match.group()
                if code not in codes or (groups["l1"] + groups["l2"]) in _WORDS_NOT_CODES:
                    continue
                if len(number) < 3 and not _FLIGHT_WORD.search(u.before(start, 16)) and said[0] not in "z":
                    continue
            else:
                code = groups["code"].replace(" ", "").upper()
                written = u.text[start : start + 2]
                if code.lower() in _WORDS_NOT_CODES and (code not in codes or not written.isupper()):
                    continue
                if (
                    code not in codes
                    and (not written.isupper() or " " in match.group())
                    and not _FLIGHT_WORD.search(u.before(start, 16))
                ):
                    continue
                if (
                    len(number) == 2
                    and not (code in codes and written.isupper())
                    and not _FLIGHT_WORD.search(u.before(start, 16))
                ):
                    continue
            u.claim(start, end)
            found.append(Mention("flight_no", code + number.lstrip("0"), start, end, kind))
    if not found and bare and carrier:
        figures = re.search(r"(?<![0-9A-Za-z])([0-9]{3,4})(?![0-9:点号月元块]|[ -]?[0-9])", low)
        if figures and u.free(*figures.span()):
            u.claim(*figures.span())
            found.append(
                Mention("flight_no", carrier + figures[1].lstrip("0"), figures.start(), figures.end(), "bare")
            )
    found.sort(key=lambda m: m.start)
    return found


def _letter(said: str) -> str:
    return _LETTERS.get(said, said[:1].upper())
