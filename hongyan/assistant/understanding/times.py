"""Clock times and parts of the day: 两点一刻, 差五分八点, "half past seven", "late morning"."""

import re

from hongyan.assistant.understanding.numbers import CARDINAL, SMALL_CARDINAL, en_int, zh_int
from hongyan.assistant.understanding.utterance import Mention, Utterance

PARTS = ("morning", "noon", "afternoon", "evening", "night")

_ZH_PARTS = {
    "大清早": "morning", "一大早": "morning", "一清早": "morning", "清早": "morning", "一早": "morning", "清晨": "morning", "早晨": "morning",
    "早上": "morning", "早间": "morning", "上午": "morning", "早班": "morning", "早机": "morning", "早航班": "morning", "午前": "morning",
    "凌晨": "night", "中午": "noon", "正午": "noon", "午间": "noon", "晌午": "noon", "下午": "afternoon", "午后": "afternoon",
    "傍晚": "evening", "黄昏": "evening", "晚上": "night", "夜里": "night", "夜间": "night", "晚间": "night", "半夜": "night", "深夜": "night",
    "大半夜": "night", "夜航": "night", "晚班": "night", "红眼": "night", "晚航班": "night", "夜班": "night",
}  # fmt: skip
_ZH_PART = "|".join(sorted(_ZH_PARTS, key=len, reverse=True))
_SHORT = r"(?<=[日号天一二三四五六末今明后昨])[早晚](?![饭餐点些一了])"
_H = r"(2[0-4]|1[0-9]|0?[0-9]|二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
_MM = r"([0-5]?[0-9]|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ZH_CLOCK = re.compile(
    rf"(?:(?P<part>{_ZH_PART}|{_SHORT})的?[，, ]?)?(?<![0-9.:一二三四五六七八九十])"
    rf"(?:差(?P<to>{_MM[1:-1]}|一刻)(?:分钟?)?(?:钟)?到?(?P<th>{_H[1:-1]})点"
    rf"|(?P<h>{_H[1:-1]})(?:点钟?|时|點)(?P<rest>半|[一三]刻钟?|差(?P<before>{_MM[1:-1]})分|过?(?P<m>{_MM[1:-1]})分?|整)?(?![0-9])"
    rf"|(?P<dh>[01]?[0-9]|2[0-4])[:：](?P<dm>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:]))"
)
_ZH_PART_ALONE = re.compile(rf"(?:{_ZH_PART}|{_SHORT})(?!好)")
_ADJECTIVE_BEFORE = re.compile(
    r"[快慢早晚宜贵好多少差有前后近大小高低靠这那远轻短长松紧薄稍宽安一没清楚细严]$"
)
_ONE_OCLOCK = re.compile(
    r"^(?:钟|半|整|左右|前|后|以前|以后|之前|之后|起飞|到|多|那[班个趟]|的(?:航班|飞机|那|票)|出发|$)"
)

_EN_HOUR = rf"(?P<h>{SMALL_CARDINAL}|1[0-2]|0?[1-9])"
_EN_AMPM = r"(?P<ampm>a\.?m\b\.?|p\.?m\b\.?|o'? ?clock(?: in the (?:morning|afternoon|evening)| at night)?|in the (?:morning|afternoon|evening)|at night)"
_EN_MINUTE = rf"(?:{CARDINAL}|[0-9]{{1,2}}|a quarter|quarter)"
_EN_CLOCKS = tuple(
    re.compile(p)
    for p in (
        rf"\bhalf(?: past)? {_EN_HOUR}(?![0-9:])\b(?: ?{_EN_AMPM})?(?! (?:people|hour|day))",
        rf"\b(?P<m>{_EN_MINUTE})(?: minutes?)? (?P<side>past|to|till|before|after|of) {_EN_HOUR}(?![0-9:/])\b(?: ?{_EN_AMPM})?(?! (?:people|days|months|weeks|hours|adults|passengers|december|november))",
        rf"(?<![0-9:./-])(?P<dh>[01]?[0-9]|2[0-3])[:.h](?P<dm>[0-5][0-9])(?![0-9:/.])(?! ?(?:kg|kilo|usd|dollars|yuan|%))(?: ?hrs| hours)?(?: ?{_EN_AMPM})?",
        rf"(?<![0-9:.$¥€£])\b(?:{_EN_HOUR})(?: (?P<w>fifteen|thirty|forty[ -]five|oh five|ten|twenty|twenty[ -]five|forty|fifty|fifty[ -]five|thirty[ -]five))? ?{_EN_AMPM}",
        r"(?<![0-9:./A-Za-z-])(?P<mil>[01][0-9][0-5][05]|2[0-3][0-5][05])(?= ?(?:hrs|hours|departure|flight|one\b|service))",
        r"(?:\b(?:at|the|around|about|by|after|before) )(?P<mil>[01][0-9][0-5][05]|2[0-3][0-5][05])(?![0-9:/])\b(?! ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|yuan|dollars?|rmb|points|miles|people))",
        r"\b(?P<h>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?P<w>fifteen|thirty[ -]five|thirty|forty[ -]five|oh five|twenty[ -]five|fifty[ -]five|twenty|forty|fifty)(?! (?:people|kilos|kg|dollars|yuan|pounds|bags|percent|five|six|one))\b",
        rf"\b(?:at|around|about|by|before|after|until|till|make it|say) {_EN_HOUR}\b(?![:./0-9-])(?! (?:people|passengers|adults|seats|tickets|days?|weeks?|months?|hours?|minutes?|percent|kilos|of us|in the|december|november|thousand|hundred|bags|times|rows|more|other|point))",
        rf"\bthe {_EN_HOUR}(?=(?: (?:flight|departure|one|plane)\b(?! of)))(?! one of)",
    )
)
_EN_NAMED = re.compile(r"\b(?P<midnight>midnight)\b")
_EN_PARTS = re.compile(
    r"(?<!good )(?<!good)(?<!goo )(?<!god )(?<!nice )(?<!happy )(?<!lovely )(?<!great )(?<!wonderful )(?<!beautiful )\b(?:(?P<morning>(?:early |late |mid[ -]?)?mornings?(?: one)?|first thing|crack of dawn)"
    r"|(?P<noon>noon|midday|mid-day|lunch ?time|noontime)"
    r"|(?P<afternoon>(?:early |late |mid[ -]?)?afternoons?|this arvo)"
    r"|(?P<evening>(?:early |late )?evenings?)"
    r"|(?P<night>to ?night|late at night|overnight|nights?|red[ -]?eye))\b(?!'s sleep| stop| halt)"
)


def find_times(u: Utterance, prior: str | None = None) -> list[Mention]:
    """Return clock times (kind ``clock``) and parts of day (``part``). A part said apart ("下午，三点的") or known settles am or pm."""
    found: list[Mention] = []
    held = bytearray(u.taken)
    if u.has_han:
        _zh_clocks(u, held, found)
    if u.has_latin or not u.has_han:
        _en_clocks(u, held, found)
    if u.has_han:
        for match in _ZH_PART_ALONE.finditer(u.low):
            if not any(held[match.start() : match.end()]):
                part = _ZH_PARTS.get(match.group()) or ("morning" if match.group() == "早" else "night")
                found.append(Mention("time", part, match.start(), match.end(), "part"))
    if u.has_latin:
        for match in _EN_PARTS.finditer(u.low):
            if not any(held[match.start() : match.end()]) and not u.before(match.start(), 6).endswith(
                ("good ", "per ", "two ", "each ")
            ):
                found.append(Mention("time", str(match.lastgroup), match.start(), match.end(), "part"))
    found.sort(key=lambda m: m.start)
    return _settle(found, prior)


def _zh_clocks(u: Utterance, held: bytearray, found: list[Mention]) -> None:
    for match in _ZH_CLOCK.finditer(u.low):
        start, end = match.span()
        if any(held[start:end]):
            continue
        said = match["h"] or match["th"] or match["dh"]
        hour, minute = zh_int(said), 0
        if hour is None or hour > 24:
            continue
        if match["th"]:
            hour, minute = hour - 1, 60 - (15 if match["to"] == "一刻" else zh_int(match["to"]) or 0)
        elif match["dh"]:
            minute = int(match["dm"])
        elif rest := match["rest"]:
            if rest == "半":
                minute = 30
            elif "刻" in rest:
                minute = 15 if rest[0] == "一" else 45
            elif match["before"]:
                hour, minute = hour - 1, 60 - (zh_int(match["before"]) or 0)
            elif match["m"]:
                minute = zh_int(match["m"]) or 0
        elif not match["part"] and said in ("一", "两", "1"):
            # 早一点, 便宜一点 and 我说两点 are no times
            before = u.before(start, 2)
            told = u.low[end - 1] == "时" or _ONE_OCLOCK.match(u.after(end, 6))
            if (before and (_ADJECTIVE_BEFORE.search(before) or before[-1] in "说讲")) or (
                not told and not before.endswith(("日", "号", "天"))
            ):
                continue
        if match["h"] and u.low[start - 1 : start] == "小":
            continue
        if minute > 59 or hour < 0:
            continue
        part = match["part"]
        named = (_ZH_PARTS.get(part) or ("morning" if part == "早" else "night")) if part else ""
        written = bool(match["dh"]) and len(match["dh"]) == 2
        if named == "night" and part == "凌晨":
            named = "small hours"
        value, kind = _clock(hour, minute, named, written)
        held[start:end] = b"\x01" * (end - start)
        found.append(Mention("time", value, start, end, kind))


def _en_clocks(u: Utterance, held: bytearray, found: list[Mention]) -> None:
    for number, pattern in enumerate(_EN_CLOCKS):
        for match in pattern.finditer(u.low):
            start, end = match.span()
            if any(held[start:end]):
                continue
            groups = match.groupdict()
            part = _en_part(groups.get("ampm"))
            written = False
            if military := groups.get("mil"):
                hour, minute, written = int(military[:2]), int(military[2:]), True
            elif groups.get("dh"):
                hour, minute = int(groups["dh"]), int(groups["dm"])
                written = len(groups["dh"]) == 2 and groups["dh"] != "12"
            else:
                hour = en_int(groups["h"]) or 0
                minute = 0
                if number == 0:
                    minute = 30
                elif groups.get("side"):
                    said = groups["m"]
                    minute = 15 if "quarter" in said else en_int(said) or 0
                    if groups["side"] in ("of",) and "quarter" not in said:
                        continue
                    if groups["side"] in ("to", "till", "before", "of"):
                        hour, minute = hour - 1, 60 - minute
                elif groups.get("w"):
                    minute = 5 if groups["w"] == "oh five" else en_int(groups["w"].replace("-", " ")) or 0
            if not 0 <= minute <= 59 or hour < 0:
                continue
            value, kind = _clock(hour, minute, part, written)
            held[start:end] = b"\x01" * (end - start)
            found.append(Mention("time", value, start, end, kind))
    for match in _EN_NAMED.finditer(u.low):
        if not any(held[match.start() : match.end()]):
            held[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
            found.append(Mention("time", "00:00", match.start(), match.end(), "clock"))


def _en_part(said: str | None) -> str:
    if not said:
        return ""
    if said.startswith("a") and "m" in said[:4] and "at" not in said:
        return "am"
    if said.startswith("p"):
        return "pm"
    for part in ("morning", "afternoon", "evening", "night"):
        if part in said:
            return part
    return ""


def _clock(hour: int, minute: int, part: str, written: bool) -> tuple[str, str]:
    """Return HH:MM. Without a part, 1 to 5 o'clock is in the afternoon: hardly a flight leaves at three at night."""
    kind = "clock"
    if (
        (part in ("afternoon", "evening", "pm") and hour < 12)
        or (part == "night" and 5 <= hour < 12)
        or (part == "noon" and hour < 4)
    ):
        hour += 12
    elif (part in ("am", "small hours") or part == "night") and hour == 12:
        hour = 0
    elif not part and not written and 0 < hour < 12:
        kind = "open clock"
        if hour <= 5:
            hour += 12
    return f"{hour % 24:02d}:{minute:02d}", kind


def _settle(found: list[Mention], prior: str | None) -> list[Mention]:
    """Let a part of day said elsewhere settle a clock time without one."""
    parts = [m.value for m in found if m.kind == "part"] or ([prior] if prior in PARTS else [])
    if not parts and prior and prior[:2].isdigit() and prior >= "12:00":
        parts = []
    late = next((p for p in parts if p in ("afternoon", "evening", "night")), None)
    early = next((p for p in parts if p == "morning"), None)
    settled = []
    for index, mention in enumerate(found):
        if mention.kind == "open clock":
            hour = int(mention.value[:2])
            known_late = late or next(
                (True for m in found[:index] if m.kind == "clock" and m.value >= "12:00"), None
            )
            if known_late and 6 <= hour < 12 and late:
                hour += 12
            elif early and 13 <= hour <= 17 and not late:
                hour -= 12
            mention = Mention("time", f"{hour:02d}{mention.value[2:]}", mention.start, mention.end, "clock")
        settled.append(mention)
    return settled
