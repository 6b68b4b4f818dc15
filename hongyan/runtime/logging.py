"""Structured logs: a static message, fields beside it, and nothing in them that could identify a traveller."""

import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import structlog

_PHONE = re.compile(r"\+?\d[\d \-]{7,}\d")
_MAIL = re.compile(r"[^\s@\"']+@[^\s@\"']+\.[^\s@\"',)]+")
# What a database adds to an error: the failing row and the statement's parameters, with everything in them.
_ROWS = re.compile(r"(DETAIL:|\[parameters:|\[SQL:)[^\n]*")
_LINK = re.compile(r"/p/[A-Za-z0-9_\-.~]+")
# Keys whose values are dropped whatever they hold; ids, codes and counts pass.
_PERSONAL_KEYS = frozenset(
    {"name", "surname", "given_name", "phone", "number", "email", "to", "document", "body"}
)


def scrub(text: str) -> str:
    """Return ``text`` with phone numbers, mail addresses, passenger links and rows quoted by a database hidden."""
    text = _ROWS.sub(r"\1 [hidden]", text)
    return _LINK.sub("/p/[link]", _MAIL.sub("[mail]", _PHONE.sub("[digits]", text)))


def _scrub_event(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key in _PERSONAL_KEYS:
            event[key] = "[personal]"
        elif isinstance(value, str) and key not in ("timestamp", "level"):
            event[key] = scrub(value)
    return event


class _ScrubbingFormatter(logging.Formatter):
    """Applies the same rule to log lines of libraries, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class _Standing(logging.Handler):
    """Writes to what ``stream`` gives at that moment: standard error may be redirected, or closed, after set-up."""

    def __init__(self, stream: Callable[[], TextIO]) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=self._stream())
        except ValueError:
            self.handleError(record)


def configure(level: str = "INFO", as_json: bool = False, to: TextIO | None = None) -> None:
    """Set up structlog and the standard library's logging for this process; logs go to standard error, or ``to``."""

    def stream() -> TextIO:
        return to or sys.stderr

    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            _scrub_event,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.PrintLogger(stream()),
        cache_logger_on_first_use=False,
    )
    handler = _Standing(stream)
    handler.setFormatter(_ScrubbingFormatter())
    logging.basicConfig(level="WARNING", handlers=[handler], force=True)
