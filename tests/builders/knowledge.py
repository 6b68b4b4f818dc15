"""Builders of knowledge: the service, small articles, and documents in every accepted format."""

import io
from datetime import UTC, datetime
from typing import Any

from hongyan.core.clock import Clock
from hongyan.knowledge import Content, Given, Knowledge, KnowledgeSettings
from hongyan.knowledge.model import Section, State, Version
from hongyan.knowledge.search_index import Document, SearchIndex
from hongyan.runtime import Database

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
OPERATOR = Given("operator", approve=True)

PETS = Content(
    "携带宠物乘机",
    "每位旅客可以托运一只猫或狗。须在航班起飞前48小时申请，并出示检疫证明。",
    keywords=("宠物", "猫", "狗"),
)
POWER_BANKS = Content(
    "充电宝和锂电池",
    "额定能量不超过100Wh的充电宝只能随身携带，禁止托运。超过160Wh的禁止携带。",
    keywords=("充电宝", "锂电池"),
)
REFUNDS = Content(
    "自愿退票", "自愿退票按客票使用条件收取退票费。退款在七个工作日内办理。", keywords=("退票",)
)
PETS_EN = Content(
    "Travelling with a pet",
    "One cat or dog travels in the hold per passenger. Ask at least 48 hours before departure.",
    language="en",
    keywords=("pet", "cat", "dog"),
)


def make_knowledge(db: Database, clock: Clock, **settings: Any) -> Knowledge:
    """The service; keyword arguments override settings."""
    return Knowledge(db, clock, KnowledgeSettings.model_validate(settings))


async def put(
    knowledge: Knowledge, *contents: Content, source: str = "handbook.md", given: Given = OPERATOR
) -> None:
    """Store articles as an import does."""
    await knowledge.imports.store(source, [Section(c.title, c) for c in contents], given)


def index_of(*contents: Content) -> SearchIndex:
    """An index of approved articles a0, a1, …"""
    documents = {
        f"a{i}": [Document.of(Version(f"a{i}", 1, c, State.APPROVED, "x", NOON), "handbook.md", c.title)]
        for i, c in enumerate(contents)
    }
    return SearchIndex().changed(documents)


def docx_of(*paragraphs: tuple[str, str]) -> bytes:
    """A DOCX file of (style, text) paragraphs."""
    import docx

    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_of(*lines: str) -> bytes:
    """A one-page PDF of ASCII lines, written by hand."""
    text = " ".join(f"({line}) Tj 0 -16 Td" for line in lines)
    stream = f"BT /F1 12 Tf 60 760 Td {text} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
