"""Causes as messages give them: IATA delay codes (AHM 730), SSIM change reasons, or words in free text."""

import re
from typing import Any

REACTIONARY = frozenset({"91", "92", "93", "94", "95", "96"})
_DELAY_CODE = re.compile(r"\b(?:DL|DELAY CODE |IATA )(\d{2})\b")
_CHANGE_REASONS = frozenset(
    ["COMM", "CREW", "EQUI", "TECH", "WEAT", "OPER", "AIRC", "SLOT", "STRI", "HAND", "DISR"]
)

# Words senders write in SI lines, and the reason class of the handbook they stand for (first match wins).
_WORDS = (
    ("WX", r"WEATHER|TYPHOON|STORM|SNOW|FOG|ICING|WIND|HURRICANE|天气|台风|雷暴|大雾|雪"),
    ("ATC", r"\bATC\b|FLOW CONTROL|ATFM|\bSLOT\b|空管|流控"),
    ("MX", r"TECHNICAL|ENGINE|MAINTENANCE|\bAOG\b|机务|机械"),
    ("CREW", r"\bCREW\b|机组"),
    ("ROT", r"ROTATION|LATE ARRIVAL OF AIRCRAFT|调配"),
    ("APT", r"RUNWAY CLOSED|AIRPORT CLOSED|SECURITY|安检|机场关闭"),
    ("COM", r"COMMERCIAL|LOW DEMAND|CONSOLIDAT"),
)


def cause_in_text(text: str, reasons: list[str]) -> dict[str, Any] | None:
    """Return ``{code, system, text}``: system ``iata`` for a stated delay code, ``ssim`` for a change reason,
    ``reason`` for a class read from words. A text without any of them keeps its words and a code of None."""
    code = _DELAY_CODE.search(text)
    if code:
        return {"code": code[1], "system": "iata", "text": text}
    stated = next((word for word in reasons if word in _CHANGE_REASONS), None)
    if stated:
        return {"code": stated, "system": "ssim", "text": text or None}
    for reason, words in _WORDS:
        if re.search(words, text.upper()):
            return {"code": reason, "system": "reason", "text": text}
    return {"code": None, "system": None, "text": text} if text else None
