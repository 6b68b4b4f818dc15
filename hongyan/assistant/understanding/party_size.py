"""How many travel: 两个人, 一家三口, 俩大人一个孩子, "2 adults and a child"."""

import re

from hongyan.assistant.understanding.numbers import CARDINAL, ZH_NUMERAL, en_int, zh_int
from hongyan.assistant.understanding.utterance import Mention, Utterance

_N = rf"(?P<n>{ZH_NUMERAL}{{1,3}}|[俩仨])"


def _numbered(number: int) -> str:
    return _N.replace("<n>", f"<n{number}>")


_WHO = r"(?:大人|成人|成年人|小孩儿?|孩子|儿童|婴儿|宝宝|娃娃?|老人|乘客|旅客|小朋友|学生|同事|朋友)"
_ZH_KIND = re.compile(rf"{_N}(?:个|位|名)?(?P<who>{_WHO})")
_ZH_TOTAL = re.compile(
    rf"(?:一家|全家|一共|总共|共|我们|咱们?|加起来|一行)(?:就|有|是|家)?{_numbered(1)}(?:个人|口人?|人|位|名)"
    rf"|(?<!第){_numbered(2)}(?:个人|位(?!数|置|数字|上|的?座)|名(?:乘客|旅客)?|口人|人)(?!民|工)"
    rf"|(?:我们|咱们|他们|她们|你们)?(?P<pair>[俩仨])(?:人|个)?(?=[^\u4e00-\u9fff]|$|一起|要|想|都|的|订|买|坐|飞|去|人|座|值|办|选)"
    rf"|(?<!第){_numbered(3)}张(?!桌|床|卡|纸|单|发票|行程单)"
)
_NOT_PARTY = re.compile(r"(?:第|上|前|哪|[年月几])$")
_NOT_AFTER = re.compile(r"^(?:座|间|小时|月|航班|行李|箱|包|位数|工)")
_EN_N = rf"(?P<n>{CARDINAL}|[0-9]{{1,2}}|an?)"
_EN_WHO = r"(?P<who>adults?|children|child|kids?|infants?|bab(?:y|ies)|toddlers?|seniors?|grown-?ups?|teenagers?|students?|elderly)"
_EN_KIND = re.compile(
    rf"\b{_EN_N} (?:elderly |small |young |little )?{_EN_WHO}\b(?! (?:meal|seat|fare|menu|food|ticket price))"
)
_EN_TOTAL = re.compile(
    rf"\b(?:party|group|family|total) of {_EN_N.replace('|an?', '')}\b|\b{_EN_N.replace('P<n>', 'P<n2>').replace('|an?', '')} (?:people|passengers?|persons?|travell?ers|of us|tickets?|seats?|pax|guests|members)\b(?! (?:number|class|row))"
    rf"|\b(?:for|make it|just) (?P<n3>one|two|three|four|five|six|seven|eight|nine|[1-9])(?= (?:please|from|to|on|in)\b|[,.]|$)|\bthe (?P<n4>two|three|four|five|six) of us\b|\b(?P<just>just me|only me|just myself|by myself|on my own)\b"
)
_EN_KIND_WORD_BEFORE = re.compile(r"\b(?:age|aged|row|seat|gate|terminal|at|by|until)\s*$")


def find_party_size(u: Utterance, asked: bool = False, known: bool = False) -> list[Mention]:
    """Return the number of travellers; kinds are added up ("2 adults and a child" = 3). ``known``: one was said before (改成两位)."""
    found: list[Mention] = []
    if u.has_han:
        found += _zh(u)
    if u.has_latin and not found:
        found += _en(u)
    if not found and asked:
        if match := re.fullmatch(
            rf"(?:嗯|就|一共|总共|共|改成|是)*({ZH_NUMERAL}{{1,2}}|[俩仨])(?:个|位|张|名)?(?:吧|啊)?[。.!！]?",
            u.low,
        ):
            found.append(Mention("pax_count", str(zh_int(match[1])), *match.span(1), "asked"))
        elif match := re.fullmatch(
            rf"(?:just |only |make it |it's |um |there are |we are )*({CARDINAL}|[0-9]{{1,2}})(?: of us| please)?[.! ]*",
            u.low,
        ):
            found.append(Mention("pax_count", str(en_int(match[1])), *match.span(1), "asked"))
    return [m for m in found if m.value not in ("None", "0") and int(m.value) <= 500]


def _zh(u: Utterance) -> list[Mention]:
    kinds = [
        m
        for m in _ZH_KIND.finditer(u.low)
        if u.free(*m.span()) and not _NOT_PARTY.search(u.before(m.start(), 1)) and not u.negated(m.start())
    ]
    totals = [
        m for m in _ZH_TOTAL.finditer(u.low)
        if u.free(*m.span()) and not _NOT_PARTY.search(u.before(m.start(), 1)) and not _NOT_AFTER.match(u.after(m.end(), 4)) and not u.negated(m.start())
    ]  # fmt: skip
    if totals and len(kinds) < 2:
        last = totals[-1] if re.search(r"改成|换成|变成|不对|加到", u.low) else totals[0]
        said = next(g for g in last.groupdict().values() if g)
        return [Mention("pax_count", str(zh_int(said)), *last.span(), "total")]
    if kinds:
        total = sum(zh_int(m["n"]) or 0 for m in kinds)
        return (
            [Mention("pax_count", str(total), kinds[0].start(), kinds[-1].end(), "sum")]
            if len(kinds) > 1 or total > 1 or kinds[0]["who"] in ("大人", "成人")
            else []
        )
    return []


def _en(u: Utterance) -> list[Mention]:
    kinds = [m for m in _EN_KIND.finditer(u.low) if u.free(*m.span())]
    if (
        len(kinds) > 1
        or (kinds and kinds[0]["n"] not in ("a", "an", "one", "1"))
        or (kinds and kinds[0]["who"].startswith("adult"))
    ):
        total = sum(en_int(m["n"]) or 0 for m in kinds)
        return [Mention("pax_count", str(total), kinds[0].start(), kinds[-1].end(), "sum")]
    found = []
    for match in _EN_TOTAL.finditer(u.low):
        if not u.free(*match.span()) or _EN_KIND_WORD_BEFORE.search(u.before(match.start(), 10)):
            continue
        said = next((v for k, v in match.groupdict().items() if v and k != "just"), "one")
        found.append(Mention("pax_count", str(en_int(said)), *match.span(), "total"))
    return found[-1:] if re.search(r"\b(?:change|make it|actually|sorry|instead)\b", u.low) else found[:1]
