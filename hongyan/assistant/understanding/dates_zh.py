"""Days said in Chinese: 后天, 下周三, 月底, 大年初二, 二十六号, 11.26."""

import re
from collections.abc import Callable
from datetime import date

from hongyan.assistant.understanding.calendar_days import LUNAR, SOLAR, Calendar
from hongyan.assistant.understanding.numbers import zh_int
from hongyan.assistant.understanding.utterance import Mention, Utterance

_N = r"[0-9〇零一二两三四五六七八九十廿卅]"
_MONTH = r"(?<![0-9一二三四五六七八九十])(0?[1-9]|1[0-2]|十[一二]?|[一二三四五六七八九]|正|冬|腊)"
_DAY = r"(3[01]|[12][0-9]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_NO_UNIT = r"(?![0-9一二三四五六七八九十百千]|[个点分人张位件元块公斤千克楼层号]|kg|KG|度|折|小时|天|年|米|%)"
_WEEK = r"(?:周|星期|礼拜|週)"
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5,
             "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}  # fmt: skip
_RELATIVE = {
    "大大后天": 4, "大后天": 3, "后天": 2, "后日": 2, "后儿": 2, "明天": 1, "明日": 1, "明儿个": 1, "明儿": 1, "明": 1,
    "今天": 0, "今日": 0, "今儿个": 0, "今儿": 0, "今": 0, "当天": 0, "昨天": -1, "昨日": -1, "昨儿": -1, "昨": -1,
    "前天": -2, "前日": -2, "大前天": -3, "后": 2,
}  # fmt: skip
_FEASTS = "|".join(
    sorted([n for n in (*SOLAR, *LUNAR, "清明节", "清明") if not n.isascii()], key=len, reverse=True)
)
_PLACE_AFTER = r"(?![0-9]|线|航站|楼|登机|门|口|柜|座|院|馆|厅|店|厂|仓|桌|车|公路|地铁|位|机场)"

Read = Callable[[re.Match[str], Calendar, Calendar], date | None]


def _number(said: str) -> int:
    return zh_int(said) or 0


def _year(said: str) -> int:
    year = _number(said)
    return year + 2000 if year < 100 else year


def _shift_of(prefix: str) -> int:
    """下 1, 下下 2, 上 -1, 上上 -2, 这/本 0."""
    return prefix.count("下") - prefix.count("上")


def _full(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.month_day(_number(m[2]), _number(m[3]), _year(m[1]))


def _month_day(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    years = {"明年": 1, "今年": 0, "去年": -1, "后年": 2}
    year = cal.today.year + years[m[1]] if m[1] else None
    return cal.month_day(_number(m[2]), _number(m[3]), year)


def _shifted_month_day(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.day(_number(m[2]), _shift_of(m[1]))


def _month_part(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    months = _shift_of(m[1] or "")
    if m[2] in "底末尾":
        return cal.month_end(months)
    day = 15 if m[2] == "中" else 1
    return cal.day(day, months if m[1] else None)


def _named_month_part(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    month = _number(m[1])
    if m[2] in "底末":
        return cal.end_of(month)
    return cal.month_day(month, 15 if m[2] == "中" else 1)


def _year_end(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.month_day(12, 31)


def _lunar(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    month = {"正": 1, "冬": 11, "腊": 12}.get(m[1]) or _number(m[1])
    day = _number(m[2].removeprefix("初"))
    return cal.lunar(month, day)


def _new_year_day(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.lunar(1, _number(m[1]))


def _feast(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    day = cal.holiday(m[2], {"明年": 1, "后年": 2, "去年": -1}.get(m[1] or "", 0))
    if day and m[3]:
        count = _number(m[4]) if m[4] else 1
        return Calendar(day).plus(-count if m[3] == "前" else count)
    return day


def _relative(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.plus(_RELATIVE[m[1]])


def _in_days(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    said = m[1] or m[3]
    count = 15 if said == "半" else _number(said)
    unit = m[2] or m[4]
    if "月" in unit:
        return cal.plus(15) if said == "半" else cal.plus_months(min(count, 24))
    return cal.plus(min(count, 1000) * (7 if unit[-1] in "周期拜" else 1))


def _weekday(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    prefix = m[1] or ""
    weekday = _WEEKDAYS[m[2]]
    if not prefix:
        return cal.weekday(weekday)
    return cal.weekday(weekday, _shift_of(prefix))


def _weekend_bare(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    prefix = m[1] or ""
    return cal.weekday(5, _shift_of(prefix)) if prefix else cal.weekday(5)


def _shifted_day(m: re.Match[str], _: Calendar, known: Calendar) -> date | None:
    """推迟一天, 提前两天: from the day already spoken of."""
    count = _number(m[2]) if m[2] else 1
    days = count * (7 if m[3] in ("周", "星期", "礼拜", "个星期", "个礼拜") else 1)
    return known.plus(-days if m[1].startswith(("提前", "往前", "早")) else days)


def _next_day(m: re.Match[str], _: Calendar, known: Calendar) -> date | None:
    return known.plus(-1 if m.group().startswith("前") else 1)


def _day(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.day(_number(m[1]))


def _compact(m: re.Match[str], cal: Calendar, _: Calendar) -> date | None:
    return cal.month_day(int(m[2]), int(m[3]), int(m[1]))


# kind, pattern, reader; the first to claim a stretch of text keeps it
_PATTERNS: tuple[tuple[str, re.Pattern[str], Read], ...] = (
    (
        "explicit",
        re.compile(
            rf"(?<![0-9])((?:20|19)[0-9]{{2}}|二[〇零]{_N}{{2}}|[23][0-9](?=年))[年./\- ]{{1,2}}{_MONTH}[月./\- ]{{1,2}}{_DAY}[日号]?(?![0-9])"
        ),
        _full,
    ),
    (
        "explicit",
        re.compile(r"(?<![0-9\-])(20[2-4][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9])"),
        _compact,
    ),
    (
        "explicit",
        re.compile(rf"(?:农历|阴历|旧历)的?{_MONTH}月(初[一二三四五六七八九十]|{_N}{{1,3}})[日号]?"),
        _lunar,
    ),
    ("explicit", re.compile(rf"(正|冬|腊)月(初[一二三四五六七八九十]|{_N}{{1,3}})[日号]?"), _lunar),
    (
        "explicit",
        re.compile(
            rf"(?:(明年|今年|去年|后年)的?)?{_MONTH}月份?的?{_DAY}(?:[日号]|(?![个点天分月年0-9一二三四五六七八九十]))"
        ),
        _month_day,
    ),
    ("explicit", re.compile(rf"([下上]{{1,2}}|这|本)个?月的?初?{_DAY}[日号]"), _shifted_month_day),
    ("month part", re.compile(rf"{_MONTH}月份?(底|末|初|中)(?![一二三四五六七八九旬])"), _named_month_part),
    (
        "month part",
        re.compile(r"([下上]{1,2}|这|本)?个?月(底|末|尾|初|中)(?![一二三四五六七八九])"),
        _month_part,
    ),
    ("month part", re.compile(r"(?<![去前明])年[底末](?!促)"), _year_end),
    ("explicit", re.compile(r"(?:大年|春节|正月)初([一二三四五六七八九十])"), _new_year_day),
    (
        "feast",
        re.compile(
            rf"(?:(明年|今年|去年|后年)的?)?({_FEASTS})(?:当天|那天|的?(前|后)(?:({_N})天|一天|夕)?(?=[的去飞走回出到，。,]|$|那天))?"
        ),
        _feast,
    ),
    (
        "feast",
        re.compile(
            r"(明年|今年)?(?<![0-9一二三四五六七八九十第百零])(十一)(?=期间|假期|放假|黄金周|长假|那天|当天)()()"
        ),
        lambda m, c, k: c.month_day(10, 1),
    ),
    (
        "shift",
        re.compile(
            rf"(推[迟后]|延[后迟]|顺延|往后[挪推改延移]?|晚|提前|往前[挪推改提移]?|早)(?:到|了)?({_N}{{1,2}})?(天|周|星期|礼拜|个星期|个礼拜)"
        ),
        _shifted_day,
    ),
    ("shift", re.compile(r"(?<!在)第二天|次日|隔天|后一天|前一天"), _next_day),
    (
        "relative",
        re.compile(
            rf"(?:再过|过)?(半|{_N}{{1,3}})个?(天|日|周|星期|礼拜|月)(?:以后|之后|过后|后)(?!的后)|(?:再过|过)(半|{_N}{{1,3}})个?(天|周|星期|礼拜|月)(?!前|内|才|了)"
        ),
        _in_days,
    ),
    (
        "relative",
        re.compile(
            r"(大大后天|大后天|大前天|后天|后日|后儿|明天|明日|明儿个|明儿|今天|今日|今儿个|今儿|昨天|昨日|昨儿|前天|前日|(?:今|明|后|昨)(?=[早晚]|上午|下午|中午|夜|晨)(?!晚上?好|上好))"
        ),
        _relative,
    ),
    (
        "weekday",
        re.compile(rf"([下上]{{1,2}}|这|本)个?{_WEEK}([一二三四五六日天末1-7])(?!期|个|天)"),
        _weekday,
    ),
    ("weekday", re.compile(r"([下上]{1,2}|这|本)个?()(?:双休日?|周末)"), _weekend_bare),
    (
        "weekday",
        re.compile(
            rf"(?<![一二两三四五六七八九十0-9个每])()(?:{_WEEK})([一二三四五六日天末1-6])(?!期|个|[0-9])"
        ),
        _weekday,
    ),
    (
        "explicit",
        re.compile(rf"(?<![0-9.A-Za-z第零〇一二三四五六七八九十百])(?:这个?|本)?{_DAY}[号日]{_PLACE_AFTER}"),
        _day,
    ),
    (
        "explicit",
        re.compile(
            r"(?<![0-9.A-Za-z/\-])(?:(明年|今年))?(1[0-2]|0?[1-9])(?:[./]|\-(?=[0-9]{2}))(3[01]|[12][0-9]|0?[1-9])[日号]?(?![0-9./\-:])(?! ?(?:公斤|kg|KG|折|元|块|万|千|度|小时|%|米|寸|个|天|点))"
        ),
        _month_day,
    ),
)


def find_dates(u: Utterance, cal: Calendar, known: Calendar) -> list[Mention]:
    """Return the days said; ``known`` stands on the day already spoken of, for "a day later"."""
    found: list[Mention] = []
    held = bytearray(u.taken)
    for kind, pattern, read in _PATTERNS:
        for match in pattern.finditer(u.low):
            start, end = match.span()
            if any(held[start:end]):
                continue
            day = read(match, cal, known)
            if day is None:
                continue
            held[start:end] = b"\x01" * (end - start)
            found.append(Mention("date", day.isoformat(), start, end, kind))
    return found
