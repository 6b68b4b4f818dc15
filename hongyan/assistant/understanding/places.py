"""Origins and destinations: which places are named and which way the journey goes."""

import re
from collections.abc import Callable

from hongyan.assistant.understanding.gazetteer import gazetteer, nearest_name
from hongyan.assistant.understanding.utterance import Mention, Utterance
from hongyan.assistant.understanding.word_lists import words_of

_WORD = re.compile(r"[a-z][a-z.']*")
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{3}(?![A-Za-z0-9])")
_LOW_PAIR = re.compile(r"(?<![a-z0-9])([a-z]{3}) ?(?:to|-|/|>|→|到|飞|至) ?([a-z]{3})(?![a-z0-9])")
_LED_CODE = re.compile(r"\b(?:to|from|into) ([a-z]{3})(?![a-z0-9'])(?! ?(?:my|me|the|a|it|on my|you)\b)")
_NOT_CODES = frozenset(
    [
        "THE",
        "AND",
        "FOR",
        "YOU",
        "ARE",
        "NOT",
        "CAN",
        "MAN",
        "GET",
        "HOW",
        "ANY",
        "WAS",
        "HAS",
        "HAD",
        "DAY",
        "BUT",
        "ALL",
        "OUT",
        "NEW",
        "NOW",
        "TWO",
        "ONE",
        "TEN",
        "SIX",
        "YES",
        "HER",
        "HIS",
        "OUR",
        "OFF",
        "MAY",
        "WAY",
        "SEE",
        "VIP",
        "SIR",
        "MRS",
        "APR",
        "DEC",
        "JAN",
        "FEB",
        "MAR",
        "JUN",
        "JUL",
        "AUG",
        "SEP",
        "OCT",
        "NOV",
        "MON",
        "TUE",
        "WED",
        "THU",
        "FRI",
        "SAT",
        "SUN",
        "PNR",
        "AWB",
        "SMS",
        "APP",
        "SSR",
        "ETA",
        "ETD",
        "PEN",
        "BAR",
        "RED",
        "HOT",
        "SAN",
        "LAS",
        "PER",
        "MEL",
    ]
)
_SHOUTED = re.compile(r"[a-z]")
_ZH_NO_PLACE_AFTER = re.compile(
    r"^(?:时间|路|银行|大学|烤鸭|航空|分公司|商务|菜|火锅|证券|队|电视台|街|石|茶|话|户口|身份|户籍|晚报|日报|会议|药|理工|交大|籍|牌|腔|炒饭|粽子|烤翅|频道|新闻|卫视|那边的客服|客服|站|的号|[一-龥]航班?司)"
)
_EN_NO_PLACE_AFTER = re.compile(
    r"^ (?:airlines?|airways|time|university|bank|street|road|style|express|card|office|dollars?)\b"
)
_EN_NO_PLACE_BEFORE = re.compile(r"\b(?:air|bank of|mr\.?|mrs\.?|ms\.?|name is|i'm|i am|dr\.?)\s*$")

_ZH_ORIGIN = re.compile(
    r"(?:从|自|由|出发地[是为:：]?|始发地?[是为:：]?|起点[是为:：]?|离开|人在|我在|现在在|我们在|在)(?:我们|这边|咱们?|那个|国内|的)?$"
)
_ZH_ORIGIN_AFTER = re.compile(
    r"^(?:市|国际)?(?:机场|这边|那边)?(?:t[1-4])?(?:的|直接)?(?:出发|起飞|始发|离港|上飞机|登机|走)"
)
_ZH_DEST = re.compile(
    r"(?:飞往|飞到|飞去|飞抵|去往|去到|到达|抵达|前往|回到|回去|目的地[是为:：]?(?:改成|改为|换成)?|直飞|转飞|改飞|改去|换去|想去|要去|去|到|往|至|回|飞|达|来|赴)"
    r"(?:我们|那个|老家|了|一趟|趟|的|中国|日本|美国|韩国|泰国|英国|法国|德国)?$"
)
_ZH_DEST_AFTER = re.compile(r"^(?:市|国际)?(?:机场|那边)?(?:的)?(?:降落|落地|到达|到港|下飞机)")
_ZH_VIA = re.compile(r"(?:经停|经由|途经|途径|经过|中转|转机|路过|停|经|在|过境)$")
_ZH_VIA_AFTER = re.compile(
    r"^(?:市|国际|机场)*(?:转机|中转|经停|转乘|转一下|转$|转去|转飞|换机|过境|停留|联程)"
)
_ZH_JOINT = re.compile(
    r"^(?:市|机场|国际|t[1-4])?(?:直接|再|就|想|要|直|我想|打算)?(?:飞往?|飞到|到|去|至|回|往|-+>?|→|~|/|—+|飞去)(?:了|往|的)?[，, ]?$"
)
_ZH_TIGHT = re.compile(r"^(?:市| )?$")
_EN_ORIGIN = re.compile(
    r"(?:\bfrom|\bout of|\bleaving(?: from)?|\bdeparting(?: from)?|\bdeparture(?: city| location| airport| point)?(?: from| is| will be| would be)?|\bdepart(?:s)?(?: from)?|\borigin(?:ating)?(?: is| in)?|\bex|\bleaves|\bleave|\bstarting (?:in|from|at)|\bi'm in|\bcurrently in|\bbased in|\bboarding in|\bboard (?:in|at))"
    r"(?: (?:the|my|our|here in|here,?))*[ :]*$"
)
_EN_DEST = re.compile(
    r"(?:\bto|\binto|\bfor|\barriv\w*(?: city| location| airport)?(?: in| at| is| will be| would be)?|\blanding (?:in|at)|\bland(?:s)? (?:in|at)|\bbound for|\btowards?|\bdestination(?: is|:)?|\bgets? in(?:to| to)?|\bfly(?:ing)?(?: in)?|\bvisit(?:ing)?|\breach(?:ing)?|\breturn(?:ing)? to|\bback to|\bgoing|\bin|\bat)"
    r"(?: (?:the|my|be|downtown|go to|either|go|fly to|get to))*[ :]*$"
)
_EN_VIA = re.compile(
    r"(?:\bvia|\bthrough|\bstop(?:s|ping|over)?(?: over)? (?:in|at)|\bconnect(?:ing|ion|s)?(?: in| at| through| via)?|\blayover (?:in|at)|\btransit(?:ing)?(?: in| at| through)?|\bchang(?:e|ing) (?:planes )?(?:in|at)|\btransfer(?:ring)? (?:in|at))(?: the)? ?$"
)
_EN_VIA_AFTER = re.compile(r"^ (?:layover|stopover|connection|transit)\b")
_EN_JOINT = re.compile(r"^(?: airport)?,? ?(?:to|-+>?|→|/|>|and (?:fly|go) to|into)(?: the)? ?$")
_ZH_TO_UNKNOWN = re.compile(
    r"^市?(?:飞往|飞|到|去|至)(?![了达港哪底时账期几多那这没吗的呢、，。0-9一二三四五六七八九十])[\u4e00-\u9fff]{2}(?!吗|了)"
)
_EN_TO_UNKNOWN = re.compile(
    r"^ to (?!fly|go|get|see|the|my|be|on|at|in|a |an |next|this|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|the |visit|meet|catch|[0-9])[a-z]{4,}"
)
_EN_TIGHT = re.compile(r"^ ?$")
_FUZZY_LEAD = re.compile(
    r"(?:\bto|\bfrom|\binto|\bout of|\bin|\bvia|\bleaving|\bfly|\bfor|\bvisit|\breach|-)\s*$"
)
_COMMON_WORDS = words_of("common_words_en.txt")


def _find(u: Utterance) -> list[Mention]:
    names = gazetteer()
    found: list[Mention] = []
    held = bytearray(u.taken)

    def keep(start: int, end: int, code: str, kind: str) -> None:
        held[start:end] = b"\x01" * (end - start)
        found.append(Mention("place", code, start, end, kind))

    if u.has_han:
        at, size = 0, len(u.low)
        while at < size:
            if u.low[at] < "\u3400" or held[at]:
                at += 1
                continue
            for width in range(min(names.longest, size - at), 1, -1):
                code = names.zh.get(u.low[at : at + width])
                if (
                    code
                    and not any(held[at : at + width])
                    and not _ZH_NO_PLACE_AFTER.match(u.after(at + width, 6))
                ):
                    keep(at, at + width, code, "name")
                    at += width - 1
                    break
            at += 1
    if u.has_latin:
        _find_latin(u, held, keep)
    found.sort(key=lambda m: m.start)
    return found


def _find_latin(u: Utterance, held: bytearray, put: Callable[[int, int, str, str], None]) -> None:
    names = gazetteer()
    words = list(_WORD.finditer(u.low))
    index = 0
    while index < len(words):
        taken = 0
        for count in range(min(4, len(words) - index), 0, -1):
            start, end = words[index].start(), words[index + count - 1].end()
            said = u.low[start:end].replace("-", " ").replace(".", "").rstrip("'").removesuffix("'s")
            code = names.en.get(said)
            if code is None:
                continue
            end = start + len(u.low[start:end].rstrip(".'").removesuffix("'s"))
            if (
                any(held[start:end])
                or _EN_NO_PLACE_AFTER.match(u.after(end, 14))
                or _EN_NO_PLACE_BEFORE.search(u.before(start, 12))
            ):
                continue
            if said in (
                "nice",
                "male",
                "kl",
                "rio",
                "bali",
                "cork",
                "reading",
                "palma",
                "nancy",
                "lima",
                "charlotte",
                "florence",
                "wellington",
                "nan",
            ) and not (u.text[start].isupper() or _FUZZY_LEAD.search(u.before(start, 12))):
                continue
            if (
                said in ("nice", "male")
                and u.text[start].islower()
                and not re.search(r"(?:\bto|\bfrom) $", u.before(start, 8))
            ):
                continue
            put(start, end, code, "name")
            taken = count
            break
        index += taken or 1
    shouted = not _SHOUTED.search(u.text)
    for match in _CODE.finditer(u.text):
        said = match.group()
        if said in names.codes and not any(held[match.start() : match.end()]):
            led = _FUZZY_LEAD.search(u.before(match.start(), 10)) or _LOW_PAIR.search(u.low)
            if (said not in _NOT_CODES and not shouted) or led or u.has_han:
                put(match.start(), match.end(), said, "code")
    for match in _LED_CODE.finditer(u.low):
        said = match[1].upper()
        if said in names.codes and said not in _NOT_CODES and not any(held[match.start(1) : match.end(1)]):
            put(match.start(1), match.end(1), said, "code")
    for match in _LOW_PAIR.finditer(u.low):
        pair = [match[1].upper(), match[2].upper()]
        if all(c in names.codes for c in pair):
            for group in (1, 2):
                if not any(held[match.start(group) : match.end(group)]):
                    put(match.start(group), match.end(group), pair[group - 1], "code")
    for match in words:
        start, end = match.span()
        if (
            end - start < 5
            or any(held[start:end])
            or match.group() in _COMMON_WORDS
            or not _FUZZY_LEAD.search(u.before(start, 10))
        ):
            continue
        if code := nearest_name(match.group().rstrip(".'")):
            put(start, end, code, "slip")


def find_places(u: Utterance, bare: str | None = None) -> list[Mention]:
    """Return ``origin`` and ``destination``; a place with no role is the destination, or what was asked for (``bare``)."""
    found = _find(u)
    mentions = [
        m for i, m in enumerate(found) if not _via(u, m, found[i + 1] if i + 1 < len(found) else None)
    ]
    wanted = [m for m in mentions if not u.negated(m.start)]
    roles: list[Mention] = []
    lone: list[Mention] = []
    for index, mention in enumerate(wanted):
        slot = _role(u, wanted, index)
        if slot:
            roles.append(Mention(slot, mention.value, mention.start, mention.end, mention.kind))
        else:
            lone.append(mention)
    for index, mention in enumerate(lone):
        slots = {m.slot for m in roles}
        if bare and bare not in slots:
            slot = bare
        elif "destination" not in slots:
            slot = "destination"
        elif index == 0 and "origin" not in slots and not bare and mention.end <= min(m.start for m in roles):
            slot = "origin"
        else:
            continue
        roles.append(Mention(slot, mention.value, mention.start, mention.end, mention.kind))
    roles.sort(key=lambda m: m.start)
    return roles


def _via(u: Utterance, m: Mention, following: Mention | None) -> bool:
    before, after = u.before(m.start, 26), u.after(m.end, 12)
    stop = _ZH_VIA_AFTER.match(after)
    if stop and not (following and following.start - m.end <= len(stop.group())):
        return True
    if _EN_VIA.search(before) or _EN_VIA_AFTER.match(after):
        return True
    via = _ZH_VIA.search(before)
    return bool(via) and via is not None and via.group() not in ("在", "停")


def _role(u: Utterance, mentions: list[Mention], index: int) -> str:
    m = mentions[index]
    before, after = u.before(m.start, 30), u.after(m.end, 12)
    following = mentions[index + 1] if index + 1 < len(mentions) else None
    previous = mentions[index - 1] if index else None
    if _ZH_ORIGIN_AFTER.match(after) or _EN_ORIGIN.search(before):
        return "origin"
    zh_origin = _ZH_ORIGIN.search(before)
    if zh_origin and (
        not zh_origin.group().startswith(("在", "我在", "我们在", "现在在", "人在"))
        or (following and len(mentions) > 1)
    ):
        return "origin"
    if _ZH_DEST_AFTER.match(after):
        return "destination"
    joint = u.low[m.end : following.start] if following else None
    if joint is not None and (_ZH_JOINT.match(joint) or _EN_JOINT.match(joint)):
        return "origin"
    if (
        joint is not None
        and following is not None
        and _EN_TIGHT.match(joint)
        and m.kind in ("code", "name")
        and not _leads(before)
    ):
        return "origin"
    if _ZH_DEST.search(before) or _EN_DEST.search(before):
        return "destination"
    if _ZH_TO_UNKNOWN.match(after) or _EN_TO_UNKNOWN.match(u.after(m.end, 24)):
        return "origin"  # the journey goes on to a place we do not know
    if previous is not None:
        gap = u.low[previous.end : m.start]
        if _ZH_JOINT.match(gap) or _EN_JOINT.match(gap) or _EN_TIGHT.match(gap):
            return "destination"
    return ""


def _leads(before: str) -> bool:
    return bool(_ZH_DEST.search(before) or _EN_DEST.search(before))
