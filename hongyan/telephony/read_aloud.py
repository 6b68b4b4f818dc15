"""How written texts are read out: flight numbers digit by digit, times and amounts as people say them. Pure."""

import re

_DIGITS = "零一二三四五六七八九"
_SINGLE = _DIGITS.replace("一", "幺")  # 1 is said yāo where digits are told one by one
_UNITS = ("", "十", "百", "千")
_LONGEST_AMOUNT = 8  # digits; longer ones are numbers of something, and told one by one
# Letters as they are said in China, in pinyin with tones.
_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            "ei1",
            "bi4",
            "xi1",
            "di4",
            "yi4",
            "ai2·fu5",
            "ji4",
            "ei1·qu5",
            "ai4",
            "zhei4",
            "kei4",
            "ai2·lou5",
            "ai2·mu5",
            "en1",
            "ou1",
            "pi4",
            "kiu1",
            "a1·er5",
            "ai2·si5",
            "ti4",
            "you1",
            "wei1",
            "da2·bu5·liu5",
            "ai4·ke5·si5",
            "wai4",
            "zei4",
        ],
        strict=True,
    )
)
_FLIGHT = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Z0-9]|[0-9][A-Z])\s?(\d{3,4})(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH_WORD = re.compile(r"[a-z]{3,}")
_PAUSES = str.maketrans({"，": ", ", "、": ", ", "；": ", ", "：": ", ", "。": ". ", "！": "! ", "？": "? "})


def language_of(line: str, language: str) -> str:
    """Return the language a line is to be spoken in: ``language``, unless all of it is plainly written in the other one."""
    if _CHINESE.search(line):
        return language if _ENGLISH_WORD.search(line) else "zh-CN"
    return "en" if _ENGLISH_WORD.search(line) else language


def english(text: str) -> str:
    """Return an English text with flight numbers told one by one."""
    return _FLIGHT.sub(lambda m: " ".join(m[1] + m[2]), text)


def chinese(text: str) -> str:
    """Return a Chinese text with digits written as they are said; letters stay for ``pinyin``."""
    text = _FLIGHT.sub(lambda m: _one_by_one(m[1]) + _one_by_one(m[2]), text)
    text = _TIME.sub(lambda m: _clock(int(m[1]), int(m[2])), text)
    text = re.sub(r"(\d+)\.(\d+)", lambda m: f"{_amount(m[1])}点{_one_by_one(m[2], _DIGITS)}", text)
    return re.sub(r"\d+", lambda m: _amount(m[0]), text)


def pinyin(text: str) -> str:
    """Return a Chinese text as syllables with tone numbers, for voices that read pinyin."""
    from pypinyin import Style, lazy_pinyin  # loads its dictionaries: only when something is spoken

    syllables: list[str] = []
    for part in re.split(r"([A-Za-z])", chinese(text).translate(_PAUSES)):
        if part.upper() in _LETTERS:
            syllables += _LETTERS[part.upper()].split("·")
        elif part:
            syllables += lazy_pinyin(part, style=Style.TONE3, neutral_tone_with_five=True)
    return re.sub(r"\s+([,.!?])", r"\1", " ".join(" ".join(syllables).split()))


def _one_by_one(digits: str, names: str = _SINGLE) -> str:
    return "".join(names[int(d)] if d.isdigit() else d for d in digits)


def _clock(hour: int, minute: int) -> str:
    if minute == 0:
        return f"{_amount(str(hour))}点整"
    return f"{_amount(str(hour))}点{'零' if minute < 10 else ''}{_amount(str(minute))}分"


def _amount(digits: str) -> str:
    """Return a whole number as it is said: 10 十, 105 一百零五, 12000 一万二千."""
    if len(digits) > _LONGEST_AMOUNT or (len(digits) > 1 and digits[0] == "0"):
        return _one_by_one(digits)
    number = int(digits)
    if number < 10000:
        return _below_ten_thousand(number)
    high, low = divmod(number, 10000)
    gap = "零" if 0 < low < 1000 else ""
    return f"{_below_ten_thousand(high)}万{gap}{_below_ten_thousand(low) if low else ''}"


def _below_ten_thousand(number: int) -> str:
    if number == 0:
        return "零"
    said, zero = "", False
    digits = [int(d) for d in str(number)]
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit == 0:
            zero = True
            continue
        said += ("零" if zero else "") + _DIGITS[digit] + _UNITS[place]
        zero = False
    return said.removeprefix("一") if said.startswith("一十") else said
