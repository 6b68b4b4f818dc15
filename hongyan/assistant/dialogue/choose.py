"""Which of the offered options an answer means: by key, position, number, time, price or words. Pure."""

import re
from collections.abc import Mapping, Sequence

from hongyan.assistant.dialogue.state import Option

_ORDINALS = {
    0: r"第[一1]个?|头一个|前面那个|最上面|\bfirst\b|\b1st\b",
    1: r"第[二2两]个?|\bsecond\b|\b2nd\b",
    2: r"第[三3]个?|\bthird\b|\b3rd\b",
    3: r"第[四4]个?|\bfourth\b|\b4th\b",
    4: r"第[五5]个?|\bfifth\b|\b5th\b",
}
_LAST = re.compile(r"最后(?:一|那)?个?|末(?:一)?班|最晚|\b(?:last|latest)\b", re.I)
_EARLIEST = re.compile(
    r"最早|头班|早(?:一点|点(?!钟)|的|班)|\b(?:earliest|earlier|first (?:flight|one))\b", re.I
)
_LATER = re.compile(r"晚(?:一点|点|的)|\blater\b", re.I)
_LATE = re.compile(r"晚(?:一)?些|靠后|\blate\b", re.I)
_EARLY = re.compile(r"早(?:一)?些|靠前|\bearly\b", re.I)
_CHEAPEST = re.compile(r"最?便宜|\bcheap(?:est|er)?\b", re.I)
# Said in a wish, not of an offer: 早一点的航班, the latest flight; "early December" is a time of year.
_WISH = re.compile(
    r"最(?:早|晚|便宜)|头班|末班|最后一班|(?<![今明后当])[早晚](?:一点|点(?!钟)|些)|"
    r"\b(?:earliest|latest|cheapest|(?:first|last|earlier|later|cheaper) (?:flight|one))\b",
    re.I,
)
_POINTS = re.compile(
    r"第[一二两三四五1-5][个班趟]?|[那这][个班趟一]|\b(?:first|second|third|1st|2nd|3rd|that|this) (?:one|flight)\b|\bthe \w+ one\b",
    re.I,
)
_PARTS = {
    "morning": ("00:00", "12:00"),
    "noon": ("11:00", "14:00"),
    "afternoon": ("12:00", "18:00"),
    "evening": ("18:00", "24:00"),
    "night": ("18:00", "24:00"),
}


def pick(options: Sequence[Option], text: str, slots: Mapping[str, str]) -> Option | None:
    """Return the one option that ``text`` and ``slots`` single out, or None when none or several remain."""
    if not options:
        return None
    bare = text.strip().strip("。.!！").lower()
    for option in options:
        if bare in (option.key.lower(), *(label.lower() for label in option.labels.values())):
            return option
    if bare.isdigit() and 1 <= int(bare) <= len(options):
        return options[int(bare) - 1]
    narrowed = narrow(options, slots)
    if len(narrowed) == 1 and len(narrowed) < max(2, len(options)):
        return narrowed[0]
    by_words = _by_words(narrowed or options, text)
    if by_words is not None:
        return by_words
    mentioned = [o for o in options if _mentions(o, bare)]
    return mentioned[0] if len(mentioned) == 1 else None


def points_at(text: str) -> bool:
    """Say whether ``text`` means one of the things just listed: the earlier one, the second, that flight."""
    return _WISH.search(text) is not None or _POINTS.search(text) is not None


def narrow(options: Sequence[Option], slots: Mapping[str, str]) -> list[Option]:
    """Return the options that agree with every slot they have a trait for."""
    left = list(options)
    for name, value in slots.items():
        if not any(name in o.traits for o in left):
            continue
        fitting = [o for o in left if fits(name, o.traits.get(name, ""), value)]
        if fitting:
            left = fitting
    return left


def fits(name: str, trait: str, wanted: str) -> bool:
    """Say whether an option's trait satisfies what was asked; a part of day takes all its hours."""
    if name == "time" and wanted in _PARTS:
        earliest, latest = _PARTS[wanted]
        return earliest <= trait < latest
    if name == "time" and re.fullmatch(r"\d\d:\d\d", wanted) and re.fullmatch(r"\d\d:\d\d", trait):
        return abs(_minutes(trait) - _minutes(wanted)) <= 15
    return trait == wanted


def in_part_of_day(clock: str, part: str) -> bool:
    """Say whether ``HH:MM`` lies in a named part of day."""
    return fits("time", clock, part)


def twelve_hours_on(clock: str) -> str | None:
    """Return the afternoon hour of a clock that may have been meant so ("seven o'clock" of an evening flight)."""
    if not re.fullmatch(r"\d\d:\d\d", clock) or clock >= "12:00":
        return None
    return f"{int(clock[:2]) + 12:02}{clock[2:]}"


def by_wish(options: Sequence[Option], text: str) -> Option | None:
    """Return the earliest, latest or cheapest when the wish itself asked for it ("the first flight on the 27th")."""
    timed = [o for o in options if "time" in o.traits]
    return _superlative(timed, text) if len(timed) > 1 and _WISH.search(text) else None


def _by_words(options: Sequence[Option], text: str) -> Option | None:
    if len(options) == 1:
        return None
    for position, pattern in _ORDINALS.items():
        if position < len(options) and re.search(pattern, text, re.I):
            return options[position]
    timed = [o for o in options if "time" in o.traits]
    found = _superlative(timed, text)
    if found is not None:
        return found
    return options[-1] if _LAST.search(text) else None


def _superlative(timed: Sequence[Option], text: str) -> Option | None:
    if _CHEAPEST.search(text):
        priced = [o for o in timed if "fare" in o.traits]
        if priced:
            return min(priced, key=lambda o: float(o.traits["fare"]))
    if timed and _EARLIEST.search(text):
        return min(timed, key=lambda o: (o.traits.get("date", ""), o.traits["time"]))
    if len(timed) < 4 and timed and _EARLY.search(text):  # "the early morning one" of two
        return min(timed, key=lambda o: (o.traits.get("date", ""), o.traits["time"]))
    if len(timed) < 4 and timed and _LATE.search(text):
        return max(timed, key=lambda o: (o.traits.get("date", ""), o.traits["time"]))
    if timed and (_LAST.search(text) or (_LATER.search(text) and len(timed) == 2)):
        return max(timed, key=lambda o: (o.traits.get("date", ""), o.traits["time"]))
    return None


def _mentions(option: Option, text: str) -> bool:
    return any(len(value) >= 2 and value.lower() in text for value in option.traits.values())


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
