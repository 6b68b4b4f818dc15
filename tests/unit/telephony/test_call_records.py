"""Asterisk's own record of calls, read back."""

from datetime import UTC, datetime
from pathlib import Path

from hongyan.telephony.adapters.asterisk.call_records import CallRecord, read

HEAD = '"","+8613900000000","95000","from-trunk",""""" <+86>","PJSIP/trunk-0","","Stasis","hongyan,inbound","2026-12-01 04:17:28",'
BUSY = HEAD + ',"2026-12-01 04:17:30",2,0,"BUSY","DOCUMENTATION","c-1"\n'
ANSWERED = HEAD + '"2026-12-01 04:17:29","2026-12-01 04:17:40",12,11,"ANSWERED","DOCUMENTATION","c-2"\n'
CONGESTED = HEAD + ',"2026-12-01 04:17:30",2,0,"CONGESTION","DOCUMENTATION","c-3"\n'


def at(second: int) -> datetime:
    return datetime(2026, 12, 1, 4, 17, second, tzinfo=UTC)


def test_only_the_calls_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "Master.csv"
    file.write_text('7:30",2,0,"BUSY","DOCUMENTATION","c-9"\n' + BUSY + ANSWERED + CONGESTED)
    assert read(file, ["c-1", "c-2", "c-3", "c-9", "c-10"]) == {
        "c-1": CallRecord("busy", "BUSY", None, at(30)),
        "c-2": CallRecord("hung_up", "ANSWERED", at(29), at(40)),
        "c-3": CallRecord("failed", "CONGESTION", None, at(30)),
    }


def test_a_damaged_line_loses_no_other(tmp_path: Path) -> None:
    file = tmp_path / "Master.csv"
    file.write_text(BUSY.replace("2026-12-01 04:17:30", "yesterday") + ANSWERED)
    assert set(read(file, ["c-1", "c-2"])) == {"c-2"}


def test_no_file_is_no_record(tmp_path: Path) -> None:
    assert read(tmp_path / "none.csv", ["c-1"]) == {}
