"""Numbers as people say and write them: 二十六, 廿六, 两百五, "twenty-third", "forty five"."""

import re

_ZH_DIGIT = {
    "零": 0, "〇": 0, "洞": 0, "一": 1, "幺": 1, "壹": 1, "二": 2, "两": 2, "贰": 2, "俩": 2, "三": 3, "叁": 3,
    "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7, "拐": 7, "八": 8, "九": 9, "勾": 9,
}  # fmt: skip
_ZH_UNIT = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_ZH_TENS = {"廿": 20, "卅": 30}

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINAL_ONES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]


def _cardinals() -> dict[str, int]:
    said = {"zero": 0} | {w: i for i, w in enumerate(_ONES, 1)} | {w: i for i, w in enumerate(_TEENS, 10)}
    for ten, word in enumerate(_TENS, 2):
        said[word] = ten * 10
        for one, unit in enumerate(_ONES, 1):
            for joint in (" ", "-", ""):
                said[f"{word}{joint}{unit}"] = ten * 10 + one
    return said


def _ordinals() -> dict[str, int]:
    said = {w: i for i, w in enumerate(_ORDINAL_ONES, 1)}
    irregular = {"twelve": "twelfth"}
    said |= {irregular.get(w, w + "th"): i for i, w in enumerate(_TEENS, 10)}
    said |= {"twentieth": 20, "thirtieth": 30}
    for ten, word in ((20, "twenty"), (30, "thirty")):
        for one, unit in enumerate(_ORDINAL_ONES, 1):
            if ten + one <= 31:
                said |= {f"{word}{joint}{unit}": ten + one for joint in (" ", "-", "")}
    return said


CARDINALS = _cardinals()
ORDINALS = _ordinals()

# longest first, so that "twenty three" is not read as "twenty"
CARDINAL = "|".join(
    sorted((w for w in CARDINALS if " " in w or "-" in w or CARDINALS[w] <= 90), key=len, reverse=True)
)
SMALL_CARDINAL = "|".join(sorted((w for w, n in CARDINALS.items() if 1 <= n <= 12), key=len, reverse=True))
ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
ZH_NUMERAL = r"[0-9零〇一二两三四五六七八九十廿卅百千万]"

_DIGITS = re.compile(r"\d+")


def zh_int(said: str) -> int | None:
    """Read a Chinese or mixed numeral; None for anything else ("十二" 12, "2十"? 20, "两百五" 250, "二六" 26)."""
    if said.isascii():
        return int(said) if _DIGITS.fullmatch(said) and len(said) < 12 else None
    if all(c in _ZH_DIGIT or c.isdecimal() for c in said):
        return int("".join(str(_ZH_DIGIT.get(c, c)) for c in said)) if len(said) < 12 else None
    total, section, number = 0, 0, 0
    last_unit = 1
    for char in said:
        if char in _ZH_DIGIT:
            number = _ZH_DIGIT[char]
            if number == 0:
                last_unit = 1
        elif char.isdecimal() and char.isascii():
            number = number * 10 + int(char)
        elif char in _ZH_TENS:
            section += _ZH_TENS[char]
            last_unit = 10
        elif char in _ZH_UNIT:
            last_unit = _ZH_UNIT[char]
            section += (number or 1) * last_unit
            number = 0
        elif char == "万":
            total += (section + number or 1) * 10000
            section = number = 0
            last_unit = 10000
        else:
            return None
    if number and last_unit >= 100:  # 两百五 = 250, 一万二 = 12000
        number *= last_unit // 10
    return total + section + number


def en_int(said: str) -> int | None:
    """Read an English cardinal or ordinal in words or figures ("23rd", "twenty third", "a" = 1)."""
    said = said.strip()
    if found := re.fullmatch(r"(\d{1,9})(?:st|nd|rd|th)?", said):
        return int(found.group(1))
    if said in ("a", "an"):
        return 1
    return CARDINALS.get(said, ORDINALS.get(said))
