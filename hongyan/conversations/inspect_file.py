"""Looks into a file a customer sends before anything keeps it: what it really is, and whether it can do harm. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from hongyan.conversations.masking import mask

_ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
}
_ALSO_CALLED = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/heif": "image/heic",
    "application/x-pdf": "application/pdf",
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"heif"})
_NAME_LENGTH = 80


class Refused(Exception):
    """The file cannot be taken; ``reason`` is a slug that ``words`` has a sentence for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """``pixels`` = width × height, what a decoder would have to hold."""

    bytes: int
    pixels: int


def media_type_of(content: bytes, declared: str | None, limits: Limits) -> str:
    """Return what the file is. Raises Refused: empty, size, type, not-what-it-says, too-many-pixels, damaged, locked,
    active-content."""
    if not content:
        raise Refused("empty")
    if len(content) > limits.bytes:
        raise Refused("size")
    found = _by_first_bytes(content)
    if found is None:
        raise Refused("type")
    said = (declared or "").partition(";")[0].strip().lower()
    said = _ALSO_CALLED.get(said, said)
    if said not in ("", "application/octet-stream", found):
        raise Refused("not-what-it-says")
    if found == "application/pdf":
        from hongyan.conversations.inspect_pdf import (
            why_refused,
        )  # a library that takes long to load, needed seldom

        if reason := why_refused(content):
            raise Refused(reason)
    else:
        width, height = _size_of_image(content, found)
        if width * height > limits.pixels:
            raise Refused("too-many-pixels")
    return found


def safe_name(name: str, media_type: str | None) -> str:
    """Return a file name without folders, controls or numbers that must be hidden, ending as its content asks."""
    last = re.split(r"[\\/]", name.encode("utf-8", "replace").decode())[-1]
    plain = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] not in "CZ" or c == " "
    )
    plain = mask(re.sub(r'[<>:"|?*]', "_", plain)).strip(" .")
    stem, _, ending = plain.rpartition(".")
    if not stem:
        stem, ending = plain, ""
    ending = _ENDINGS.get(media_type or "", ending[:8])
    stem = stem.replace("*", "_")[:_NAME_LENGTH].strip(" .") or "file"
    return f"{stem}.{ending}" if ending else stem


def _by_first_bytes(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content[4:8] == b"ftyp":
        size = int.from_bytes(content[:4])
        brands = {content[i : i + 4] for i in (8, *range(16, min(size, 256), 4))}
        if brands & _HEIC_BRANDS:
            return "image/heic"
    return None


def _size_of_image(content: bytes, media_type: str) -> tuple[int, int]:
    if media_type == "image/png":
        if content[12:16] != b"IHDR" or len(content) < 33 or b"IDAT" not in content:
            raise Refused("damaged")
        size = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    elif media_type == "image/jpeg":
        size = _size_of_jpeg(content)
    else:
        boxes = [
            (
                int.from_bytes(content[m.end() + 4 : m.end() + 8]),
                int.from_bytes(content[m.end() + 8 : m.end() + 12]),
            )
            for m in re.finditer(rb"ispe", content)
        ]
        if not boxes:
            raise Refused("damaged")
        size = max(boxes, key=lambda box: box[0] * box[1])
    if 0 in size:
        raise Refused("damaged")
    return size


def _size_of_jpeg(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header."""
    place = 2
    while place + 9 < len(content):
        if content[place] != 0xFF:
            break
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(content[place + 7 : place + 9]), int.from_bytes(
                content[place + 5 : place + 7]
            )
        if marker == 0xD9:
            break
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    raise Refused("damaged")
