"""Asterisk's own call detail records (cdr_csv): what became of calls that ended while nobody was connected."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_NEWEST_BYTES = 16 * 2**20  # some 60,000 calls; older ones were settled long ago
_ANSWER, _END, _DISPOSITION, _UNIQUE_ID = 10, 11, 14, 16
_RESULTS = {"BUSY": "busy", "NO ANSWER": "no_answer", "ANSWERED": "hung_up"}


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One ended call by Asterisk's word. ``result`` as in ``CallOutcome``; one that was answered counts as not heard."""

    result: str
    disposition: str
    answered_at: datetime | None
    ended_at: datetime


def read(file: Path, channel_ids: Collection[str]) -> dict[str, CallRecord]:
    """Return the records of these channels, as far as there are any; {} when there is no file."""
    wanted = set(channel_ids)
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - _NEWEST_BYTES))
            text = opened.read().decode("utf-8", "replace")
    except OSError:
        return {}
    found: dict[str, CallRecord] = {}
    for row in csv.reader(io.StringIO(text)):
        if len(row) > _UNIQUE_ID and row[_UNIQUE_ID] in wanted:
            record = _record(row)
            if record is not None:
                found[row[_UNIQUE_ID]] = record
    return found


def _record(row: list[str]) -> CallRecord | None:
    try:
        ended_at = _instant(row[_END])
        answered_at = _instant(row[_ANSWER]) if row[_ANSWER] else None
    except ValueError:  # the first line may be cut
        return None
    disposition = row[_DISPOSITION]
    return CallRecord(_RESULTS.get(disposition, "failed"), disposition, answered_at, ended_at)


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
