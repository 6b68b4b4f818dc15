"""Feed files: what a text means, and a file cut into the messages it holds."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.feed_door import FeedDoor, Receipt
from hongyan.flights.feeds.envelope import decode
from hongyan.flights.feeds.read import detect_kind, parse

_TYPE_B_START = re.compile(r"^(?:(?:COR|PDM) )?(?:SSM|ASM|MVT|MVA|DIV)$")
_ENVELOPE_LINE = re.compile(r"^(?:\.[A-Z0-9]{5,8}(?: .*)?|(?:Q[A-Z] )?[A-Z0-9]{7}(?: [A-Z0-9]{7})*)$")
_LOAD_BATCH = 1000


def feed_parse(text: str | bytes, kind: str | None = None) -> dict[str, Any]:
    """Return what a message means, as JSON-friendly data. Raises UnreadableMessage."""
    return parse(decode(text) if isinstance(text, bytes) else text, kind)


async def feed_load(door: FeedDoor, path: Path, source: str = "file") -> dict[str, Any]:
    """Take in a file through the feed door; return ``{file, kind, accepted}``. Raises UnreadableMessage."""
    kind, bodies = split_feed(await asyncio.to_thread(path.read_bytes), path.name)
    receipts: list[Receipt] = []
    for start in range(0, len(bodies), _LOAD_BATCH):
        receipts += await door.accept(
            kind, bodies[start : start + _LOAD_BATCH], source=f"{source}:{path.name}"
        )
    return {"file": path.name, "kind": kind, "accepted": len(receipts)}


def split_feed(body: bytes, name: str) -> tuple[str, list[bytes]]:
    """Return the kind of a file and the messages in it: Type B messages one after the other, a JSON list or JSON
    lines, one XML document, or one schedule file. Raises UnreadableMessage when it is none of these."""
    text = decode(body)
    if not text.strip():
        raise UnreadableMessage("the file is empty", file=name)
    kind = detect_kind(text)
    if kind == "json":
        return kind, [item.encode() for item in _json_items(text)]
    if kind in ("ssm", "asm", "mvt"):
        return kind, [part.encode() for part in _type_b_messages(text)]
    return kind, [body]


def _json_items(text: str) -> Iterator[str]:
    """Yield each object of a list, of JSON lines, or the one object; broken text is one broken message."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        yield from lines if all(line.lstrip().startswith("{") for line in lines) else [text]
        return
    for item in content if isinstance(content, list) else [content]:
        yield json.dumps(item, ensure_ascii=False)


def _type_b_messages(text: str) -> Iterator[str]:
    """Yield messages one by one: each begins at its SSM, ASM, MVT or DIV line, or at the envelope lines above it."""
    current: list[str] = []
    started = False
    for line in text.splitlines():
        stripped = line.strip()
        opens = bool(_TYPE_B_START.match(stripped))
        if started and (opens or (_ENVELOPE_LINE.match(stripped) and _ends(current))):
            yield "\n".join(current)
            current, started = [], False
        current.append(line)
        started = started or opens
    if any(line.strip() for line in current):
        yield "\n".join(current)


def _ends(lines: list[str]) -> bool:
    """Tell whether a message may end here: an envelope only begins after an empty line or a closing ``//``/``=``."""
    return not lines[-1].strip() or lines[-1].strip() in ("//", "=", "NNNN")
