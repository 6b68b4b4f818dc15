"""Personal data on colleagues' screens: hidden until somebody says why it must be seen. Pure."""

import re
from typing import Any

_MAIL = re.compile(r"[^\s@,;:<>\"']+@[^\s@,;:<>\"'，。]+\.[A-Za-z]{2,}")
_DIGITS = re.compile(r"(?<![\w.])\+?\d(?:[ \-]?\d){6,}(?!\w)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2})?")
_IDS = ("_id", "ref", "rule", "version", "at")


def hide(text: str) -> str:
    """Return ``text`` with phones, ticket numbers and mail addresses hidden but for their last two characters."""
    return _DIGITS.sub(_hidden_digits, _MAIL.sub(lambda m: "•••@" + m.group().rpartition("@")[2], text))


def hide_in(value: Any, key: str = "") -> Any:
    """Do the same in every text of a JSON value; ids and rules stay."""
    if isinstance(value, str):
        return value if key.endswith(_IDS) else "•••" if key in ("name", "phone") and value else hide(value)
    if isinstance(value, dict):
        return {k: hide_in(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [hide_in(v, key) for v in value]
    return value


def _hidden_digits(match: re.Match[str]) -> str:
    text = match.group()
    return text if _DATE.fullmatch(text) else "•" * 6 + text[-2:]
