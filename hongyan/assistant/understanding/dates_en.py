"""Days said in English: "the day after tomorrow", "a week from Monday", "the 4th of December", "12/4".

"next Friday" is the Friday of the next calendar week (Monday to Sunday), as 下周五 is; "this Friday" the one of this week, or
the coming one when that is past; "Friday" the coming one, never today.
"""

import re
from collections.abc import Callable
from datetime import date

from hongyan.assistant.understanding.calendar_days import LUNAR, MONTHS, SOLAR, Calendar
from hongyan.assistant.understanding.numbers import CARDINAL, ORDINAL, en_int
from hongyan.assistant.understanding.utterance import Mention, Utterance

_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_NTH = rf"(?:{ORDINAL}|[0-9]{{1,2}}(?:st|nd|rd|th))"
_D = rf"(?:{ORDINAL}|{CARDINAL}|[0-9]{{1,2}}(?:st|nd|rd|th)?)"
_N = rf"(?:{CARDINAL}|[0-9]{{1,3}}|an?)"
_WEEKDAY_OF = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_WD = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|tues?|weds?|thurs?|thur|mon|fri|sat|sun"
_WDF = r"(?:mon|tues|wednes|thurs|fri|satur|sun|wensd|wedns|tus|thus|saterd|satud)d?ays?|tues|weds?|thurs?|mon|tue|fri|sat"
_FEASTS = "|".join(
    re.escape(n)
    for n in sorted([n for n in (*SOLAR, *LUNAR, "thanksgiving") if n.isascii()], key=len, reverse=True)
)
_TYPOS = {"wen": 2, "tus": 1, "thu": 3, "sat": 5}

Read = Callable[[re.Match[str], Calendar, Calendar], date | None]


def _weekday_of(said: str) -> int:
    return _WEEKDAY_OF.get(said[:3], _TYPOS.get(said[:3], 0))


def _number(said: str) -> int:
    return en_int(said) or 0


def _iso(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.month_day(int(m[2]), int(m[3]), int(m[1]))


def _run_together(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.month_day(int(m["mm"]), int(m["dd"]), int(m["yy"]))


def _month_first(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.month_day(MONTHS[m[1]], _number(m[2]), int(m[3]) if m[3] else None)


def _day_first(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.month_day(MONTHS[m[2]], _number(m[1]), int(m[3]) if m[3] else None)


def _slashed(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    first, second = int(m[1]), int(m[2])
    month, day = (second, first) if first > 12 >= second else (first, second)
    year = int(m[3]) if m[3] else None
    return cal.month_day(month, day, year + 2000 if year is not None and year < 100 else year)


def _in_some_days(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    said, unit = (m[1], m[2]) if m[1] else (m[3], m[4])
    count = {"a couple of": 2, "couple of": 2}.get(said) or _number(said)
    if unit.startswith("month"):
        return cal.plus_months(min(count, 24))
    return cal.plus(count * (14 if unit.startswith("fort") else 7 if unit.startswith("week") else 1))


def _anchor(said: str, cal: Calendar) -> Calendar:
    """Return the calendar standing on the day named."""
    named = {"today": 0, "now": 0, "tomorrow": 1}
    if said in named:
        day = cal.plus(named[said])
    elif said.startswith("day after"):
        day = cal.plus(2)
    elif said.startswith(("next", "this", "coming")):
        word = said.split()[-1]
        day = cal.weekday(_weekday_of(word), 1) if said.startswith("next") else cal.weekday(_weekday_of(word))
    else:
        day = cal.weekday(_weekday_of(said))
    return Calendar(day or cal.today)


def _weeks_from(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    count = 2 if m[1] == "fortnight" else _number(m[1].split()[0])
    return _anchor(m[2], cal).plus(7 * count)


def _weekday_week(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return _anchor(m[1], cal).plus(7)


def _weekday_next_week(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    weeks = 2 if m[2] == "week after next" else 1 if m[2].startswith("next") else 0
    return cal.weekday(_weekday_of(m[1]), weeks)


def _next_week_weekday(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    weeks = 2 if m[1] == "week after next" else 1
    return cal.weekday(_weekday_of(m[2]), weeks)


def _after_next(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.weekday(_weekday_of(m[1]), 2)


def _weekday(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    prefix, weekday = (m[1] or "").strip(), _weekday_of(m[2])
    if prefix in ("last", "this past", "past"):
        return cal.last_weekday(weekday)
    if prefix == "next":
        return cal.weekday(weekday, 1)
    if prefix == "this":
        return cal.weekday(weekday, 0)
    return cal.weekday(weekday)


def _weekend(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    prefix = (m[1] or "").strip()
    if prefix == "last":
        return cal.last_weekday(5)
    return cal.weekday(5, 1) if prefix == "next" else cal.weekday(5)


def _relative(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    said = m.group()
    days = {"tod": 0, "ton": 0, "tmr": 1, "tom": 1, "yes": -1, "las": -1, "thi": 0}
    if said.startswith(("the day after", "day after")):
        return cal.plus(2)
    if "before" in said:
        return cal.plus(-2)
    return cal.plus(days[said[:3]])


def _month_edge(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    edge, which = m[1], m[2]
    months = 1 if "next" in which else 0
    named = next((MONTHS[w] for w in which.split() if w in MONTHS), None)
    if named:
        return (
            cal.end_of(named)
            if edge.startswith(("end", "last"))
            else cal.month_day(named, 15 if edge.startswith("mid") else 1)
        )
    if which == "year":
        return cal.month_day(12, 31)
    if edge.startswith(("end", "last")):
        return cal.month_end(months)
    return cal.day(15 if edge.startswith("mid") else 1, months or None)


def _feast(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    day = cal.holiday(m[2])
    if day and m[1]:
        return Calendar(day).plus(-1 if "before" in m[1] else 1)
    return day


def _nth_of_month(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.day(_number(m[1]), 1 if "next" in m[2] else -1 if "last" in m[2] else 0)


def _month_nth(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.day(_number(m[2]), 1 if m[1] == "next" else -1 if m[1] == "last" else 0)


def _nth(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.day(_number(m[1]))


def _shifted(m: re.Match[str], _: Calendar, known: Calendar) -> date | None:
    days = _number(m[1]) * (7 if m[2].startswith("week") else 1)
    return known.plus(-days if m[3] in ("earlier", "sooner", "forward", "before") else days)


def _day_beside(m: re.Match[str], _: Calendar, known: Calendar) -> date | None:
    return known.plus(-1 if "before" in m.group() or "previous" in m.group() else 1)


_NO_THING = (
    r"(?! (?:time|one|floor|class|row|seat|flight|leg|bag|person|passenger|option|half|quarter|day|street|avenue|name|digit|segment|party"
    r"|birthday|item|thing|letter|character|attempt|call|question|of)\b)"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str], Read], ...] = tuple(
    (kind, re.compile(pattern), read)
    for kind, pattern, read in (
        (
            "explicit",
            r"(?<![0-9])(20[0-9]{2})[-/.](0?[1-9]|1[0-2])[-/.](3[01]|[12][0-9]|0?[1-9])(?![0-9])",
            _iso,
        ),
        (
            "explicit",
            r"(?<![0-9])(?P<mm>0[1-9]|1[0-2])(?P<dd>0[1-9]|[12][0-9]|3[01])(?P<yy>20[0-9]{2})(?![0-9])",
            _run_together,
        ),
        ("feast", rf"(?:\b(the day (?:before|after)) )?\b({_FEASTS})\b", _feast),
        (
            "month part",
            rf"\b(end|last day|beginning|start|middle|mid) (?:of )?(?:the )?((?:this |next |the )?month|year|(?:{_M}))\b",
            _month_edge,
        ),
        (
            "explicit",
            rf"\b({_M})\.?,? ?(?:the )?({_D})(?![0-9:])(?:,? (20[0-9]{{2}}))?(?! ?(?:people|passengers|adults|pm|am)\b)\b",
            _month_first,
        ),
        ("explicit", rf"(?<![0-9:])\b({_D}) ?(?:day )?(?:of )?({_M})\b\.?(?:,? (20[0-9]{{2}}))?", _day_first),
        ("explicit", rf"\b({_NTH}) of (next month|this month|the month|last month)\b", _nth_of_month),
        ("explicit", rf"\b(next|this|last) month(?: on)?,? (?:the )?({_NTH})\b", _month_nth),
        (
            "relative",
            rf"\b(fortnight|(?:{_N}) weeks?) (?:from|after) (today|now|tomorrow|day after tomorrow|(?:(?:next|this|coming) )?(?:{_WD}))\b",
            _weeks_from,
        ),
        (
            "relative",
            rf"\bin (a couple of|couple of|{_N}) (days?|weeks?|months?|fortnights?)\b(?!')|\b(a couple of|{_N}) (days?|weeks?|months?) (?:from (?:now|today)|later from today)",
            _in_some_days,
        ),
        ("relative", rf"\b(today|tomorrow|{_WD}) week\b", _weekday_week),
        (
            "weekday",
            rf"\b({_WDF}),? (?:of |the )*(next week|week after next|this week)\b",
            _weekday_next_week,
        ),
        ("weekday", rf"\b(next week|week after next)(?: on)?,? ({_WDF})\b", _next_week_weekday),
        ("weekday", rf"\b({_WDF}) after next\b", _after_next),
        (
            "relative",
            r"\b(?:the )?day after (?:tomorrow|tmrw|tomorow|tommorow|tommorrow)\b|\b(?:the )?day before yesterday\b",
            _relative,
        ),
        (
            "shift",
            rf"\b({_N}) (days?|weeks?) (later|earlier|sooner|after(?= that|$|\.)|before(?= that|$|\.)|forward|back)\b(?! from)",
            _shifted,
        ),
        (
            "shift",
            r"\bthe (?:next day|following day|day after|previous day|day before)\b(?! (?:tomorrow|yesterday))",
            _day_beside,
        ),
        (
            "relative",
            r"\btoday(?:'s)?\b(?<!are you today)(?<!all today)(?<!that for today)(?<!all for today)(?<!it for today)(?<!help for today)(?<!help me today)|\bto ?night(?:'s)?\b|\btom+or+ow(?:'s)?\b|\btmrw?\b|\byesterday(?:'s)?\b|\blast night\b|\bthis (?:morning|afternoon|evening)\b",
            _relative,
        ),
        (
            "weekday",
            rf"\b(next |last |this past |past |this coming |this |coming |upcoming |on the |following )?({_WDF}|sun(?= (?:the|[0-9]|flight)))\b(?:'s)?",
            _weekday,
        ),
        ("weekday", r"\b(this |next |last |the |on the |this coming |coming )?weekend\b", _weekend),
        (
            "explicit",
            r"(?<![0-9/.A-Za-z\-])([0-9]{1,2})[/](3[01]|[12][0-9]|0?[1-9])(?:/((?:20)?[0-9]{2}))?(?![0-9/])",
            _slashed,
        ),
        (
            "explicit",
            r"(?<![0-9/.A-Za-z\-])(1[0-2])[-.](3[01]|[12][0-9])()(?![0-9/.\-])(?! ?(?:kg|kilo|lb|%|usd|yuan|dollar))",
            _slashed,
        ),
        (
            "explicit",
            rf"\b(?:the|on|to|till|until|for|by|no|yes|ok|okay|sorry|say|mean|not|from) (?:the )?({_NTH})\b{_NO_THING}",
            _nth,
        ),
        ("explicit", rf"\b([0-9]{{1,2}}(?:st|nd|rd|th))\b{_NO_THING}", _nth),
    )
)


def find_dates(u: Utterance, cal: Calendar, known: Calendar) -> list[Mention]:
    """Return the days said; ``known`` stands on the day already spoken of, for "a day later"."""
    found: list[Mention] = []
    held = bytearray(u.taken)
    for kind, pattern, read in _PATTERNS:
        for match in pattern.finditer(u.low):
            start, end = (match.start(1) if read is _nth else match.start()), match.end()
            if any(held[start:end]):
                continue
            day = read(match, cal, known)
            if day is None:
                continue
            held[start:end] = b"\x01" * (end - start)
            found.append(Mention("date", day.isoformat(), start, end, kind))
    return found
