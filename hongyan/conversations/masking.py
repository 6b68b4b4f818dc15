"""Card numbers, identity numbers, passports and security codes are hidden in a text before anything is written. Pure.

What the work needs survives: phones, ticket numbers (13 digits that begin with an airline's code), waybills, locators.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hongyan.conversations.digits import Run, runs

HIDDEN = "*"

# Numeric codes of airlines on tickets; a 13-digit number that begins with one is a ticket unless a card is spoken of.
_CODES = """
001 005 006 014 016 020 027 045 047 050 053 055 057 061 064 065 071 072 074 075 077 080 081 083 086 098
099 105 117 125 126 131 134 139 147 157 160 169 172 176 180 182 186 205 217 220 229 230 232 235 239 247
257 258 279 297 324 329 369 378 403 406 421 423 462 479 487 501 512 514 526 533 544 549 550 554 555 566
574 589 596 603 607 618 623 624 632 643 656 672 675 676 689 695 706 724 725 728 729 731 738 760 763 771
774 781 784 798 803 804 807 811 826 829 831 836 837 839 841 843 844 847 851 857 858 859 862 865 866 869
870 871 872 876 878 880 883 885 886 889 890 891 893 895 898 899 901 906 910 918 921 940 957 960 971 975
977 978 986 987 988 989 991 993 994 999
"""
AIRLINE_CODES = frozenset(_CODES.split())
_PROVINCES = frozenset(
    (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    )
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

# The nearest word before a number says what it is.
_CUES = (
    ("security", r"cv[vcn]2?|csc|安全码|验证码三位|背面(?:的)?(?:后)?(?:三|3)位(?:数)?|卡后(?:三|3)位|security\s+code|"
                 r"card\s+verification(?:\s+\w+)?"),
    ("passport", r"护照(?:号码?)?|通行证(?:号码?)?|passport(?:\s+(?:number|no\.?|num))?|travel\s+permit"),
    ("identity", r"身份证(?:号码?)?|证件号码?|居民证|id\s+card(?:\s+number)?|identity\s+(?:card|number)|"
                 r"national\s+id(?:entity)?|citizen\s+id|\bid\s+(?:number|no\b)"),
    ("card", r"信用卡(?:号码?)?|银行卡(?:号码?)?|储蓄卡(?:号码?)?|借记卡(?:号码?)?|卡号|卡(?=[是为:：\s]{0,3}\d)|"
             r"(?:credit|debit|bank|visa|master)\s*card(?:\s+(?:number|no\.?))?|card\s+(?:number|no\.?)|\bpan\b"),
    ("needed", r"票号|机票|客票|电子票|行程单|运单|单号|订单|电话|手机|号码是|tickets?(?:\s+(?:number|no\.?))?|"
               r"e-?ticket|waybill|\bawb\b|phone|mobile|\btel\b|call\s+me|order|booking|reference|locator"),
)  # fmt: skip
_CUE = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _CUES), re.IGNORECASE)
_REACH = 24  # a cue counts this many characters before its number
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]{6,12}(?![A-Za-z0-9]))[A-Za-z]{0,3}\d[A-Za-z0-9]{4,11}"
)
_CARD_GROUPS = ((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 4, 4, 4, 2), (4, 4, 4, 4, 1), (4, 6, 5), (4, 6, 4),
                (6, 13), (6, 10), (4, 4, 4, 1), (8, 8), (4, 4, 4, 4, 4))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A place in the text that must be hidden. ``kind``: card, identity, passport, security."""

    kind: str
    start: int
    end: int
    shown: str


def mask(text: str) -> str:
    """Return ``text`` with payment and identity numbers hidden. Doing it twice changes nothing more."""
    parts, place = [], 0
    for found in find(text):
        parts += [text[place : found.start], found.shown]
        place = found.end
    return "".join([*parts, text[place:]])


def find(text: str) -> list[Found]:
    """Return what must be hidden, in order, without overlaps."""
    if not text:
        return []
    cues = [(m.start(), m.end(), str(m.lastgroup)) for m in _CUE.finditer(text)]
    found = list(_passports(text, cues))
    for run in runs(text):
        found += _in_run(text, run, cues)
    chosen: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not chosen or one.start >= chosen[-1].end:
            chosen.append(one)
    return chosen


def passes_luhn(digits: str) -> bool:
    """Check a card number's last digit (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_chinese_id(number: str) -> bool:
    """Check province, date of birth and check character of a resident identity number (GB 11643)."""
    if not re.fullmatch(r"\d{17}[\dXx]", number) or int(number[:2]) not in _PROVINCES:
        return False
    if not _is_birth(number[6:14]):
        return False
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17].upper()


def _is_birth(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100


def _in_run(text: str, run: Run, cues: list[tuple[int, int, str]]) -> Iterator[Found]:
    cue = _nearest(cues, run.start)
    digits = run.digits
    if cue == "security" and 3 <= len(digits) <= 4:
        yield Found("security", run.start, run.end, HIDDEN * 3)
        return
    identity = _identity(run, cue)
    if identity is not None:
        first, last = identity
        number = digits[first:last]
        shown = number[0] + HIDDEN * (len(number) - 2) + number[-1].upper()
        yield Found("identity", run.places[first][0], run.places[last - 1][1], shown)
        return
    card = _card(text, run, cue)
    if card is not None:
        first, last = card
        number = digits[first:last]
        shown = HIDDEN * (len(number) - 4) + number[-4:]
        yield Found("card", run.places[first][0], run.places[last - 1][1], shown)
        rest = digits[last:]
        if 3 <= len(rest) <= 4:  # the security code said in one breath with the card
            yield Found("security", run.places[last][0], run.end, HIDDEN * 3)


def _nearest(cues: list[tuple[int, int, str]], start: int) -> str | None:
    before = [(end, name) for _, end, name in cues if 0 <= start - end <= _REACH]
    return max(before)[1] if before else None


def _identity(run: Run, cue: str | None) -> tuple[int, int] | None:
    digits = run.digits
    for first in range(len(digits) - 17):
        if run.begins_group(first) and is_chinese_id(digits[first : first + 18]):
            return first, first + 18
    if cue == "identity" and (len(digits) in (15, 18) or digits[-1:] in "Xx"):
        return (0, len(digits)) if 15 <= len(digits) <= 18 else None
    return None


def _card(text: str, run: Run, cue: str | None) -> tuple[int, int] | None:
    """Return which digits of the run are a card number: by check digit, or by what the customer called it."""
    digits = run.digits
    if "X" in digits.upper():
        return None
    if cue == "card" and 13 <= len(digits) <= 19:
        return 0, len(digits)
    if _is_phone(text, run):
        return None
    for first, last in _windows(run):
        number = digits[first:last]
        if not (_is_issued(number) and passes_luhn(number)):
            continue
        if len(number) == 13 and cue != "card" and number[:3] in AIRLINE_CODES:
            continue
        return first, last
    return None


def _windows(run: Run) -> Iterator[tuple[int, int]]:
    """Stretches of a run that are written as cards are: alone, in the usual groups, or spoken digit by digit."""
    count = len(run.digits)
    sizes = run.group_sizes
    if 13 <= count <= 19 and (len(sizes) == 1 or run.spoken or max(sizes) <= 6):
        yield 0, count
    starts = [0]
    for size in sizes:
        starts.append(starts[-1] + size)
    for i in range(len(sizes)):
        for j in range(len(sizes), i, -1):
            if tuple(sizes[i:j]) in _CARD_GROUPS or (j == i + 1 and 13 <= sizes[i] <= 19):
                yield starts[i], starts[j]
    glued = count > 16 and (run.spoken or any(size > 16 for size in sizes))
    if glued:  # more digits follow without a pause: the number and its code, or its expiry
        for length in (19, 16, 15):
            if length < count <= length + 8:
                yield 0, length


def _is_issued(number: str) -> bool:
    """Whether cards that begin so exist: UATP 1, Mastercard 2 and 5, Amex, Diners and JCB 3, Visa 4, UnionPay 6, 8, 9."""
    first, length = number[0], len(number)
    if first == "1":
        return length == 15
    if first == "2":
        return (length == 16 and 2200 <= int(number[:4]) <= 2720) or (length == 15 and number[:4] == "2131")
    if first == "3":
        return 14 <= length <= 16
    if first in "45":
        return length in (13, 16, 18, 19)
    return first in "689" and 16 <= length <= 19


def _is_phone(text: str, run: Run) -> bool:
    if run.spoken:
        return False
    plus = text[max(0, run.start - 1) : run.start] in ("+", "＋")
    return (plus and len(run.digits) <= 15) or bool(re.fullmatch(r"(00)?861[3-9]\d{9}", run.digits))


def _passports(text: str, cues: list[tuple[int, int, str]]) -> Iterator[Found]:
    for match in _PASSPORT.finditer(text):
        number = match.group()
        if sum(c.isdigit() for c in number) < 5 or _nearest(cues, match.start()) != "passport":
            continue
        shown = number[0].upper() + HIDDEN * (len(number) - 2) + number[-1].upper()
        yield Found("passport", match.start(), match.end(), shown)
