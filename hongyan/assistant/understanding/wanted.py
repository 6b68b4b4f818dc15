"""Of several values said, the wanted one: after 改到 or "to", after a correction, never the refused, the returning or the ordered."""

import re

from hongyan.assistant.understanding.utterance import Mention, Utterance

_ZH_TO = re.compile(
    r"(?:(?:改签?|换|挪|调|推迟?|延后?|延期|提前|变更?|顺延|移|升|往后推|换乘|更改|修改|提|转)(?:一下|下)?(?:到|成|为|至|去|签到|期到|在)了?|改坐|改飞|改订|换成|换乘|改走|换坐|改(?=明天|后天|下|周|大后|[0-9一二三四五六七八九十]+[号日月点]|$)|想要|应该是|其实是|而是|是要|要的是)"
    r"[^，。,.;；]{0,14}$"
)
_EN_TO = re.compile(
    r"(?:\bto|\buntil|\btill|\bonto|\bback to|\bforward to|\binstead(?: of \w+)?|\bmake it|\bactually|\bi meant?|\brather|\bprefer|\bit's|\bit is|\bshould be|\bchange it to|\bwant)"
    r"(?: (?:be|the|on|a|an|at|around|about|have|fly|travel|go|leave|for|late|early|flight|number|take))*[ ,:]*$"
)
_FIX = re.compile(
    r"不对|不是|说错|错了|搞错|记错|更正|我是说|应该是|等等|哦不|啊不|噢不|改口|不不|算了还是|还是(?=改|要|后|明|周|下|[0-9])"
    r"|\b(?:no,|no wait|no it's|sorry|i mean|i meant|actually|correction|make that|make it|wait|rather|scratch that|oops|my mistake|not)\b"
)
_ZH_BACK = re.compile(
    r"(?:回程|返程|返回|回来|回去的?|返|回)(?:的?(?:航班|票|时间|日期))?(?:是|在|改到|定在|订)?[^，。,]{0,3}$"
)
_ZH_BACK_AFTER = re.compile(
    r"^(?:[早晚上下中午]{0,3})(?:再|就|要|我|的)?(?:回来|回程|返程|返回|回去|回(?!访|电|复|执|[一-龥]{2,3}的?(?:票|航班)))"
)
_EN_BACK = re.compile(
    r"\b(?:return(?:ing|s)?|com(?:e|ing) back|back|fly(?:ing)? back|inbound|going home)(?: flight| home)?(?: is| leaves?)?(?: on| the|,| by| at)*\s*$"
)
_EN_BACK_AFTER = re.compile(r"^ ?(?:return|inbound|back\b|coming back)")
_ZH_ORDERED_AFTER = re.compile(
    r"^(?:[早晚上下中午夜里]{0,3})(?:的时候)?(?:我|就|在[^，。]{1,6}|通过[^，。]{1,6}|你们|已经|才|刚|那天|晚上|上午|下午|那会儿?|网上|app上)*"
    r"(?:(?:买|订|定|下单|下的单|付款?|付的款|支付|付了款|申请退?款?|提交|退票?|办|交|打|投诉|寄|充值|缴费|预订|预定|出票|开|反映|登记|报案|打过?电话|刷卡|扣款?)(?:的|了|过|完)|下的单|付的款|申请|提交(?:的|了)?|下单|付款|出票|到期)"
)
_EN_ORDERED = re.compile(
    r"\b(?:booked|bought|paid|purchased|ordered|filed|submitted|applied|requested|called|complained|reserved|made|sent|emailed|charged|issued|wrote|refund(?:ed)?|cancel+ed|claimed|reported|asked|created|born|raised|opened)\b"
    r"(?: (?:it|this|them|that|for (?:it|a refund|the ticket|them|this)|the (?:ticket|booking|refund|claim|form|request|flight)s?|a (?:refund|ticket|claim)|my (?:ticket|refund|booking|claim)s?|tickets?|in|back|you|online|already))*(?: (?:on|last|since|from|back on|the|at))*\s*$"
    r"|\b(?:since|dated|order(?:ed)? (?:date|on)|payment (?:of|on|date)|filing date|birth(?:day|date)?(?: is)?)(?: the| on| of)*\s*$"
)
_OLD_ZH = re.compile(
    r"^(?:[早晚上下中午]{0,3}|[0-9:点半]*)的?(?:[^，。,]{0,8}?)(?:的)?(?:票|机票|航班|飞机|行程|那班|那张|那趟|那个)"
)
_CHANGE_ZH = re.compile(
    r"改签|改期|改一下|改到|改成|换成|换到|变更|更改|挪|改个|能改|想改|要改|推迟|提前|延期|改航班|换个|换一|升舱|改早|改晚|改别的|往后|往前"
)
_CHANGE_EN = re.compile(
    r"\b(?:chang(?:e|ing)|mov(?:e|ing)|push(?:ing)?|shift|switch(?:ing)?|reschedul\w*|rebook\w*|postpon\w*|swap|modify|alter|amend|bring forward|put (?:me|us)|upgrade)\b"
)
_ONTO_EN = re.compile(
    r"\b(?:rebook|put|move|switch|book|fly|get|place)(?: (?:me|us|him|her|them|it|on|the|a|for|onto))* $"
)


def _fixed(u: Utterance, mentions: list[Mention]) -> Mention | None:
    """Return the value said after a correction ("不对，是后天"), if there are several."""
    fixes = list(_FIX.finditer(u.low))
    for fix in reversed(fixes):
        after = [m for m in mentions if m.start >= fix.start()]
        before = [m for m in mentions if m.end <= fix.start()]
        if after and before:
            return after[0] if len(after) == 1 else after[-1]
    return None


def _target(u: Utterance, mentions: list[Mention]) -> Mention | None:
    """Return the last value that a change leads to (改到…, "to …")."""
    led = None
    for index, mention in enumerate(mentions):
        floor = mentions[index - 1].end if index else 0
        before = u.low[max(floor, mention.start - 24) : mention.start]
        if _ZH_TO.search(before) or (
            _EN_TO.search(before) and (_CHANGE_EN.search(u.low) or len(mentions) > 1)
        ):
            led = mention
    return led


def choose_wanted(u: Utterance, mentions: list[Mention]) -> Mention | None:
    """Return the wanted one of several codes or sums: never a refused one, the target of a change, the corrected, else the first."""
    live = [m for m in mentions if not u.negated(m.start)]
    if len(live) < 2:
        return live[0] if live else None
    return _fixed(u, live) or _target(u, live) or live[0]


def choose_place(u: Utterance, mentions: list[Mention]) -> Mention | None:
    """Return the corrected place, or the first."""
    if len(mentions) > 1:
        return _fixed(u, mentions) or mentions[0]
    return mentions[0] if mentions else None


def _merged(u: Utterance, days: list[Mention]) -> list[Mention]:
    """Put "Sunday the 29th" and 周四（26号） together: the date outweighs the weekday."""
    out: list[Mention] = []
    for mention in days:
        if out:
            last = out[-1]
            gap = u.low[last.end : mention.start].strip(" ,，()（）的")
            loose = gap in ("", "the", "on", "on the", "也就是", "就是", "that is", "that's", "which is")
            one_date = (last.kind == "explicit") != (mention.kind == "explicit")
            alike = {last.kind, mention.kind} <= {"explicit", "weekday", "relative"}
            if loose and alike and (one_date or last.value == mention.value) and not u.negated(last.start):
                strong = (
                    mention if mention.kind == "explicit" else last if last.kind == "explicit" else mention
                )
                out[-1] = Mention("date", strong.value, last.start, mention.end, "explicit")
                continue
        out.append(mention)
    return out


def choose_day(u: Utterance, days: list[Mention]) -> Mention | None:
    """Return the day wanted: no refused day, no day of order or payment, the outbound one, and of a change only the new one."""
    days = _merged(u, days)
    live = []
    for mention in days:
        after = u.after(mention.end, 16)
        before = u.before(mention.start, 44)
        if u.negated(mention.start) or _ZH_ORDERED_AFTER.match(after) or _EN_ORDERED.search(before):
            continue
        live.append(mention)
    outbound = [
        m for m in live
        if not (_ZH_BACK.search(u.before(m.start, 9)) and not re.search(r"改到|改成", u.before(m.start, 4)))
        and not _ZH_BACK_AFTER.match(u.after(m.end, 9))
        and not _EN_BACK.search(u.before(m.start, 30))
        and not _EN_BACK_AFTER.match(u.after(m.end, 9))
    ]  # fmt: skip
    if outbound:
        live = outbound
    if not live:
        return None
    if len(live) > 1 and (chosen := _fixed(u, live)):
        return chosen
    target = _target(u, live)
    if target:
        return target
    if len(live) == 1 and _is_old(u, live[0]):
        return None
    if len(live) > 1 and (_CHANGE_ZH.search(u.low) or _CHANGE_EN.search(u.low)):
        fresh = [m for m in live if not _is_old(u, m)]
        return fresh[-1] if fresh else live[0]
    return live[0]


def _is_old(u: Utterance, mention: Mention) -> bool:
    """Is this the day of the ticket to be changed, with no new day said ("把26号的票改一下", "change my Friday flight")?"""
    before, after = u.low[: mention.start], u.low[mention.end :]
    if _CHANGE_ZH.search(u.low):
        if _ZH_TO.search(before):
            return False
        if re.search(r"取消|延误|有没有|还有|能坐", u.low) and not re.search(r"改签|改期|想改|要改", u.low):
            return False
        return bool(_OLD_ZH.match(after))
    if _CHANGE_EN.search(u.low) and not re.search(r"\bcancel+ed\b|\bdelayed\b", u.low):
        if _ONTO_EN.search(before[-24:]) or _EN_TO.search(before[-24:]):
            return False
        change = _CHANGE_EN.search(before)
        own = re.search(
            r"\b(?:my|the|our|his|her|a)(?: [\w-]+){0,3}(?: (?:on|for|of|from|from the|on the|the))*\s*$",
            before,
        )
        return bool(change and own) and not re.search(r"^ ?instead", after)
    return False


def choose_time(u: Utterance, times: list[Mention]) -> Mention | None:
    """Return the time wanted; a clock time outweighs a part of the day."""
    live = [
        m for m in times
        if not u.negated(m.start) and not _ZH_BACK.search(u.before(m.start, 9)) and not _EN_BACK.search(u.before(m.start, 30))
    ]  # fmt: skip
    if not live:
        live = [m for m in times if not u.negated(m.start)]
    if not live:
        return None
    if len(live) > 1 and (
        _CHANGE_ZH.search(u.low) or "推" in u.low
    ):  # 早上飞上海那张票 is the one to be changed
        live = [
            m for m in live if not _OLD_ZH.match(u.low[m.end :]) or _ZH_TO.search(u.low[: m.start])
        ] or live
    chosen = (_fixed(u, live) if len(live) > 1 else None) or (_target(u, live) if len(live) > 1 else None)
    if chosen is not None and chosen.kind == "clock":
        return chosen
    if chosen is not None:
        later = [m for m in live if m.start > chosen.end and m.kind == "clock" and m.start - chosen.end < 6]
        return later[0] if later else chosen
    clocks = [m for m in live if m.kind == "clock"]
    return clocks[0] if clocks else live[0]
