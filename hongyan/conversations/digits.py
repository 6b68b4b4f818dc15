"""Digits of a text however they are given: written, full-width, spoken in Chinese or in English words. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_CHINESE = {
    "零": "0", "〇": "0", "洞": "0", "一": "1", "幺": "1", "壹": "1", "二": "2", "两": "2", "贰": "2", "三": "3",
    "叁": "3", "四": "4", "肆": "4", "五": "5", "伍": "5", "六": "6", "陆": "6", "七": "7", "柒": "7", "拐": "7",
    "八": "8", "捌": "8", "九": "9", "玖": "9", "勾": "9",
}  # fmt: skip
_ENGLISH = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
_REPEATS = {"double": 2, "triple": 3}
_TOKEN = re.compile(
    r"(?P<written>[0-9０-９])|(?P<chinese>[" + "".join(_CHINESE) + r"])"
    r"|(?P<repeat>double|triple)(?=[\s,\-]+(?:" + "|".join(_ENGLISH) + r")(?![A-Za-z]))"
    r"|(?P<english>" + "|".join(sorted(_ENGLISH, key=len, reverse=True)) + r")(?![A-Za-z])"
    r"|(?P<cross>[XxＸ叉])(?![A-Za-z])",
    re.IGNORECASE,
)
# What may stand between two digits of one number; a longer pause begins another.
_PAUSE = re.compile(
    r"(?:[\s\-‐‑–—.·_/,，、]{0,3}(?:呃|嗯|额|啊|uh|um|er)?[\s\-‐‑–—.·_,，、]{0,3})", re.IGNORECASE
)


@dataclass(slots=True)
class Run:
    """Digits that belong together. ``places[i]`` is where digit ``i`` stands; a group is what no pause divides."""

    digits: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)
    group_sizes: list[int] = field(default_factory=list)
    spoken: bool = False

    @property
    def start(self) -> int:
        return self.places[0][0]

    @property
    def end(self) -> int:
        return self.places[-1][1]

    def begins_group(self, index: int) -> bool:
        """Whether a group starts at digit ``index`` (spoken digits are groups of their own)."""
        place = 0
        for size in self.group_sizes:
            if place == index:
                return True
            place += size
        return False


def runs(text: str) -> list[Run]:
    """Return the numbers of a text, in order; a final X counts as the check character of an identity number."""
    found: list[Run] = []
    run: Run | None = None
    for start, end, digits, spoken in _tokens(text):
        cross = digits == "X"
        if cross and (run is None or len(run.digits) != 17):
            if run is not None and text[run.end : start].strip(" -") == "":
                run = None  # "12X" is a seat or a placeholder, not a number that goes on
            continue
        between = text[run.end : start] if run is not None else ""
        if run is None or not _PAUSE.fullmatch(between):
            run = Run()
            found.append(run)
        elif between:
            run.group_sizes.append(0)
        if not run.group_sizes:
            run.group_sizes.append(0)
        run.digits += digits
        run.places += [(start, end)] * len(digits)
        run.group_sizes[-1] += len(digits)
        run.spoken = run.spoken or spoken
        if cross:
            run = None
    return found


def _tokens(text: str) -> Iterator[tuple[int, int, str, bool]]:
    repeat, repeat_start = 1, -1
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup, match.group()
        start = match.start()
        if kind == "repeat":
            repeat, repeat_start = _REPEATS[word.lower()], start
            continue
        if kind == "written":
            yield start, match.end(), str(int(word)), False
        elif kind == "chinese":
            yield start, match.end(), _CHINESE[word], True
        elif kind == "cross":
            yield start, match.end(), "X", False
        elif start == 0 or not text[start - 1].isascii() or not text[start - 1].isalpha():
            first = repeat_start if repeat > 1 else start
            yield first, match.end(), _ENGLISH[word.lower()] * repeat, True
        repeat, repeat_start = 1, -1
