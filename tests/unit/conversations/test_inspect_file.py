"""What a file really is decides, not what it calls itself; what could do harm is refused with its own reason."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.conversations.inspect_file import Limits, Refused, media_type_of, safe_name
from hongyan.conversations.words import say
from tests.builders.files import heic, jpeg, pdf, png

LIMITS = Limits(bytes=200_000, pixels=50_000_000)


@pytest.mark.parametrize(
    ("content", "declared", "found"),
    [
        (png(), "image/png", "image/png"),
        (jpeg(), "image/jpg", "image/jpeg"),
        (heic(), "image/heif", "image/heic"),
        (pdf(), "application/pdf", "application/pdf"),
        (pdf(), None, "application/pdf"),
        (jpeg(), "application/octet-stream", "image/jpeg"),
    ],
)
def test_honest_files_are_taken(content: bytes, declared: str | None, found: str) -> None:
    assert media_type_of(content, declared, LIMITS) == found


@pytest.mark.parametrize(
    ("content", "declared", "reason"),
    [
        (b"", "image/png", "empty"),
        (png() + b"\0" * 200_000, "image/png", "size"),
        (b"MZ\x90\0", "application/pdf", "type"),
        (b"<html><script>alert(1)</script>", "image/png", "type"),
        (b"GIF89a" + b"\0" * 20, "image/gif", "type"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", "image/heic", "type"),
        (png(), "application/pdf", "not-what-it-says"),
        (pdf(), "image/jpeg", "not-what-it-says"),
        (png(60_000, 60_000), "image/png", "too-many-pixels"),
        (jpeg(65_000, 65_000), "image/jpeg", "too-many-pixels"),
        (heic(60_000, 60_000), "image/heic", "too-many-pixels"),
        (png()[:20], "image/png", "damaged"),
        (b"\xff\xd8\xff\xe0\0\x10", "image/jpeg", "damaged"),
        (heic().replace(b"ispe", b"xxxx"), "image/heic", "damaged"),
        (b"%PDF-1.7\nnothing here", "application/pdf", "damaged"),
        (pdf(script=True), "application/pdf", "active-content"),
        (pdf(attachment=True), "application/pdf", "active-content"),
        (pdf(launch=True), "application/pdf", "active-content"),
        (pdf(password="secret"), "application/pdf", "locked"),
    ],
)
def test_others_are_refused_with_their_reason(content: bytes, declared: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        media_type_of(content, declared, LIMITS)
    assert refused.value.reason == reason
    for language in ("zh-CN", "en"):
        assert say(reason, language, limit=10)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x20ftypheic"]),
)
def test_rubbish_is_refused_and_never_an_accident(content: bytes, start: bytes) -> None:
    try:
        media_type_of(start + content, None, LIMITS)
    except Refused as refused:
        assert refused.reason


@given(st.text(max_size=120), st.sampled_from([None, "image/png", "application/pdf"]))
def test_names_hold_no_folders_or_controls(name: str, media_type: str | None) -> None:
    kept = safe_name(name, media_type)
    assert kept and len(kept) < 100 and not re.search(r'[\\/<>:"|?*\x00-\x1f\u202e]', kept)


def test_names_say_what_the_file_is() -> None:
    assert safe_name("../../etc/passwd", "image/png") == "passwd.png"
    assert safe_name("诊断证明.PDF.exe", "application/pdf") == "诊断证明.PDF.pdf"
    assert "4111" not in safe_name("card 4111111111111111.jpg", "image/jpeg")
