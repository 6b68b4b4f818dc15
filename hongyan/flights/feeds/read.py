"""One door to all formats: finds out what a text is, says what it means as JSON, or as facts about flights."""

import hashlib
import re
from datetime import datetime
from typing import Any

from hongyan.flights.airports import Airports
from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.feeds.aidx import aidx_messages, parse_aidx
from hongyan.flights.feeds.envelope import decode, lines_of, open_envelope
from hongyan.flights.feeds.json_feed import json_messages, parse_json_feed
from hongyan.flights.feeds.mvt import parse_mvt
from hongyan.flights.feeds.mvt_facts import mvt_messages
from hongyan.flights.feeds.ssim7 import parse_ssim7, ssim7_messages
from hongyan.flights.feeds.ssm_asm import parse_ssm_asm
from hongyan.flights.feeds.ssm_asm_facts import ssm_asm_messages
from hongyan.flights.messages import FlightMessage, Known

KINDS = ("aidx", "ssm", "asm", "mvt", "ssim", "json")
_SSIM_RECORD = re.compile(r"^[1-5]")


def detect_kind(text: str) -> str:
    """Return the kind of a message by its look. Raises UnreadableMessage when it looks like none of ours."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return "aidx"
    if start.startswith(("{", "[")):
        return "json"
    _, lines = open_envelope(lines_of(text))
    first = lines[0].split()[0].upper() if lines and lines[0].split() else ""
    if first in ("SSM", "ASM"):
        return first.lower()
    if first in ("MVT", "MVA", "DIV", "COR", "PDM"):
        return "mvt"
    if lines and _SSIM_RECORD.match(first) and len(lines[0]) >= 75:
        return "ssim"
    raise UnreadableMessage(
        "this is none of AIDX, SSM, ASM, MVT, DIV, SSIM chapter 7 or JSON", kinds=list(KINDS)
    )


def parse(text: str, kind: str | None = None) -> dict[str, Any]:
    """Return what a message means. One statement is returned as it is; several: the first, and all under a list."""
    kind = kind or detect_kind(text)
    if kind == "mvt":
        return parse_mvt(text)
    parsed = _statements(kind, text)
    if len(parsed) == 1:
        return parsed[0]
    first = {} if kind in ("ssim", "json") else parsed[0]
    name = {"aidx": "legs", "ssim": "records", "json": "items"}.get(kind, "sub_messages")
    return {**first, "kind": kind, name if name not in first else "statements": parsed}


def _statements(kind: str, text: str) -> list[dict[str, Any]]:
    if kind == "aidx":
        return parse_aidx(text)
    if kind in ("ssm", "asm"):
        return parse_ssm_asm(text)
    if kind == "ssim":
        return parse_ssim7(text)
    if kind == "json":
        return parse_json_feed(text)
    raise UnreadableMessage(f"{kind} is no kind of feed", kinds=list(KINDS))


def read_messages(kind: str, body: bytes, known_at: datetime, airports: Airports) -> list[FlightMessage]:
    """Return what ``body`` says about flights. Raises UnreadableMessage (or InvalidInput for an unknown airport)."""
    text = decode(body)
    known = Known(known_at, digest_of(body))
    if kind == "mvt":
        return mvt_messages(parse_mvt(text), known)
    parsed = _statements(kind, text)
    if kind == "aidx":
        return aidx_messages(parsed, known)
    if kind == "ssim":
        return ssim7_messages(parsed, known)
    if kind == "json":
        return json_messages(parsed, known)
    return ssm_asm_messages(parsed, known, airports)


def digest_of(body: bytes) -> str:
    """Return the fingerprint by which the same message sent twice is recognised."""
    return hashlib.blake2b(body.strip(), digest_size=12).hexdigest()
