"""Sums of money: 一千二百三十块, ¥89.5, "60 dollars"."""

import re

from hongyan.assistant.understanding.numbers import CARDINAL, ZH_NUMERAL, en_int, zh_int
from hongyan.assistant.understanding.utterance import Mention, Utterance

_FIGURE = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]+(?:\.[0-9]{1,2})?"
_PATTERNS = (
    re.compile(rf"(?:[¥￥$€£]|\b(?:rmb|cny|usd|eur|gbp|hkd|us\$|hk\$)\s?)\s?(?P<f>{_FIGURE})(?P<w>万|k)?"),
    re.compile(
        rf"(?<![0-9.,])(?P<f>{_FIGURE})(?P<w>万|千|k)?\s?(?:多)?(?:元|块钱?|圆|人民币|美元|美金|刀|欧元|英镑|港币|日元|yuan\b|rmb\b|cny\b|dollars?\b|bucks\b|usd\b|euros?\b|pounds?\b(?! of| bag| lugg)|eur\b|gbp\b|quid\b|kuai\b)"
    ),
    re.compile(
        rf"(?P<z>{ZH_NUMERAL}+)(?:多)?(?:元|块钱?|圆|美元|美金|人民币)(?P<half>[一二三四五六七八九](?![十百千万]))?"
    ),
    re.compile(
        rf"\b(?P<e>(?:(?:{CARDINAL}|an?) (?:thousand|hundred)(?: and)? ?)*(?:{CARDINAL})?)\s?(?:yuan|rmb|dollars?|bucks|euros?|pounds?|kuai|quid)\b(?! of lugg)"
    ),
)
_PIECE = re.compile(rf"({CARDINAL}|an?)\b ?(thousand|hundred)?")
_ASKED = re.compile(rf"(?:大概|差不多|一共|约|是|about|around|it was|it's)* ?({_FIGURE}|{ZH_NUMERAL}+)\s*$")


def find_amounts(u: Utterance, asked: bool = False) -> list[Mention]:
    """Return sums as plain decimals ("1230", "89.5")."""
    found: list[Mention] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(u.low):
            start, end = match.span()
            if not u.free(start, end) or u.negated(start):
                continue
            value = _value(match)
            if value:
                u.claim(start, end)
                found.append(Mention("amount", value, start, end))
    if not found and asked and (alone := _ASKED.fullmatch(u.low.rstrip("。.!"))):
        said = alone[1]
        value = (
            _plain(float(said.replace(",", "")))
            if said[0].isdigit() and said.isascii()
            else str(zh_int(said) or "")
        )
        if value:
            found.append(Mention("amount", value, *alone.span(1)))
    found.sort(key=lambda m: m.start)
    return found


def _plain(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _value(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if figure := groups.get("f"):
        times = {"万": 10000, "千": 1000, "k": 1000}.get(groups.get("w") or "", 1)
        return _plain(float(figure.replace(",", "")) * times)
    if said := groups.get("z"):
        number = zh_int(said)
        if not number:
            return ""
        return _plain(number + (zh_int(groups["half"]) or 0) / 10) if groups.get("half") else str(number)
    words = (groups.get("e") or "").strip()
    if not words:
        return ""
    total = 0
    for word, unit in _PIECE.findall(words):
        total += (en_int(word) or 0) * {"thousand": 1000, "hundred": 100}.get(unit, 1)
    return str(total) if total else ""
