"""Days told from another day: a day later, 往后推两天, 提前一天, the day after. Pure."""

import re

_SHIFT = re.compile(
    r"(往后|向后|推迟|延迟|延后|顺延|晚|后|往前|向前|提前|提早|早|前)(?:挪|推|移|延|调|顺|错|走|个)*\s*([一两二三四五六七1-7])?\s*(?:天|晚|日(?!子|期))|"
    r"\b(?:(one|two|three|four|a|\d) (?:day|night)s? (later|earlier|after|before|sooner))\b|"
    r"\b(?:push|move|put|delay|postpone) .*?\b(?:back|it|by) (?:by )?(one|two|three|four|a|\d) (?:day|night)",
    re.I,
)
_NEXT = re.compile(
    r"第二天|次日|转天|隔天|\b(?:the )?(?:next|following) day\b|\bthe day after\b(?! tomorrow)", re.I
)
_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "one": 1, "a": 1, "two": 2, "three": 3, "four": 4}  # fmt: skip


def days_shifted(text: str) -> int:
    """Return by how many days something is to be moved: later is positive, 0 = nothing of the kind was said."""
    found = _SHIFT.search(text)
    if not found:
        return 1 if _NEXT.search(text) else 0
    way, zh_count, en_count, en_way, back_count = found.groups()
    said = (zh_count or en_count or back_count or "一").lower()
    count = int(said) if said.isdigit() else _NUMBERS.get(said, 1)
    earlier = (way or "").endswith(("前", "早")) or (en_way or "").lower() in ("earlier", "before", "sooner")
    return -count if earlier else count
