"""Logs never carry a phone number, an address or a passenger's link."""

import io
import logging

import pytest
import structlog

from hongyan.runtime.logging import configure, scrub


@pytest.mark.parametrize(
    "line",
    [
        "called +8613800138000",
        "called 138 0013 8000",
        "mail to li.lei@example.cn failed",
        "GET /p/abc.def-123 200",
    ],
)
def test_personal_data_is_scrubbed(line: str) -> None:
    scrubbed = scrub(line)
    for secret in ("13800138000", "138 0013", "li.lei", "abc.def"):
        assert secret not in scrubbed


def test_ids_and_counts_pass() -> None:
    assert scrub("planned pln_01j8 parties=8123 in 2.4 s") == "planned pln_01j8 parties=8123 in 2.4 s"


def test_logs_follow_standard_error_where_it_goes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = io.StringIO()
    with monkeypatch.context() as redirected:
        redirected.setattr("sys.stderr", closed)
        configure("INFO")
    closed.close()
    structlog.get_logger().info("still here")
    logging.getLogger("library").warning("and here")
    written = capsys.readouterr().err
    assert "still here" in written
    assert "and here" in written
