"""Builders of small files: honest ones, and the kinds that must be refused."""

import io
import struct
import zlib

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def png(width: int = 4, height: int = 3) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * min(width, 4) for _ in range(min(height, 3)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def jpeg(width: int = 640, height: int = 480) -> bytes:
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return b"\xff\xd8" + app0 + frame + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\0" + b"\0" * 8 + b"\xff\xd9"


def heic(width: int = 640, height: int = 480) -> bytes:
    ftyp = b"ftypheic\0\0\0\0mif1heic"
    ispe = b"ispe" + b"\0" * 4 + struct.pack(">II", width, height)
    return struct.pack(">I", len(ftyp) + 4) + ftyp + struct.pack(">I", len(ispe) + 4) + ispe


def pdf(
    script: bool = False, attachment: bool = False, password: str | None = None, launch: bool = False
) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    if script:
        action = {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert()"),
        }
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if attachment:
        writer.add_attachment("evil.exe", b"MZ")
    if launch:
        page[NameObject("/AA")] = DictionaryObject(
            {
                NameObject("/O"): DictionaryObject(
                    {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("x")}
                )
            }
        )
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
