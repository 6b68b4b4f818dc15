"""Numbers of statute articles, as law writes them and as people do. Pure."""

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(r"\d+|[零〇一二两三四五六七八九十百千]+")


def chinese_number(words: str) -> int | None:
    """Return 九十一 → 91; None for anything that is not a whole number below ten thousand."""
    total, digit = 0, 0
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            return None
    return total + digit if words else None


def article_number(text: str | int | None) -> int | None:
    """Return the number in 第九十一条, 91, "91" or "art. 91"; None when there is none."""
    if text is None or isinstance(text, int):
        return text
    found = _NUMBER.search(text)
    if found is None:
        return None
    return int(found.group()) if found.group().isdigit() else chinese_number(found.group())


def statute_name(text: str) -> str:
    """Return a statute's short name: no date, no folder, no ending, no 中华人民共和国 and no 《》."""
    name = re.split(r"[\\/]", text)[-1]
    name = re.sub(r"\.(md|docx|pdf|html?|txt)$", "", name, flags=re.IGNORECASE)
    name = re.sub(r"[（(]\d{4}.*?[)）]", "", name)
    return re.sub(r"[《》\s]", "", name).removeprefix("中华人民共和国")
