"""A turn as a text message: offered answers become numbered lines, and nothing is longer than a message may be. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from hongyan.conversations.model import Button

OPT_OUT = re.compile(r"(?:TD|T|N|退订|取消订阅|STOP|STOPALL|UNSUBSCRIBE)[。.!！]?", re.I)
_NUMBER = re.compile(r"(?:回复|回|选|选择|reply|option)?\s*[#(]?(\d{1,2})[.。)!！]?", re.I)


def as_sms(text: str, buttons: Sequence[Button], language: str, most: int) -> str:
    """Return the body; a line of the text that is an offered answer gets its number, the other answers follow."""
    lines = text.split("\n")
    left: list[str] = []
    for number, button in enumerate(buttons, start=1):
        at = next((i for i, line in enumerate(lines) if line.strip().startswith(button.label)), None)
        if at is None:
            left.append(f"{number} {button.label}")
        else:
            lines[at] = f"{number} {lines[at].strip()}"
    if left:
        reply = "回复：" if language.startswith("zh") else "Reply: "
        lines.append(reply + ("，" if language.startswith("zh") else ", ").join(left))
    body = "\n".join(line for line in lines if line.strip())
    return body if len(body) <= most else body[: most - 1] + "…"


def number_in(text: str) -> int | None:
    """Return the number a reply consists of (``1``, ``回复1``, ``１.``), None for any other text."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


def opts_out(text: str) -> bool:
    """Say whether a reply is one of the words that end messages by themselves."""
    return bool(OPT_OUT.fullmatch(unicodedata.normalize("NFKC", text).strip()))
