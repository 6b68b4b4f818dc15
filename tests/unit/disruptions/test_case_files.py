"""The rules agree with the case files, and a disagreement or a broken file is told."""

import json
from pathlib import Path

import pytest

from hongyan.core.errors import InvalidInput
from hongyan.disruptions import run_cases

HERE = Path(__file__).parent


@pytest.mark.parametrize(("name", "total"), [("rights-vectors.json", 79), ("neighbour-cases.json", 47)])
def test_every_case_agrees(name: str, total: int) -> None:
    report = run_cases(HERE / name)
    assert [str(d) for d in report.disagreements] == []
    assert (report.passed, report.total) == (total, total)
    assert str(report) == f"passed {total} of {total}"


def _file(tmp_path: Path, *cases: object) -> Path:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"vectors": list(cases)}), encoding="utf-8")
    return path


def test_a_wrong_expectation_is_told_key_by_key(tmp_path: Path) -> None:
    case = {
        "id": "A",
        "regime": "CN-DEF",
        "inputs": {"arrival_delay_min": 15},
        "expected": {"is_delay": True},
    }
    [found] = run_cases(_file(tmp_path, case)).disagreements
    assert (found.case_id, found.key, found.expected, found.got) == ("A", "is_delay", True, False)


@pytest.mark.parametrize(
    "case",
    [
        {"id": "unknown regime", "regime": "XX", "inputs": {}, "expected": {"a": 1}},
        {"id": "bad number", "regime": "CN-DEF", "inputs": {"arrival_delay_min": "soon"}, "expected": {"a": 1}},
        {"id": "bad date", "regime": "MC99", "inputs": {"kind": "baggage_damage", "received": "x"}, "expected": {"a": 1}},
        {"id": "bad class", "regime": "CN-VOL", "inputs": {"rbd": "9", "minutes_before_std": 1, "fare_cny": 1}, "expected": {"fee_cny": 1}},
        {"id": "no inputs", "regime": "CN-VOL", "expected": {"fee_cny": 1}},
        {"id": "no expected", "regime": "CN-VOL", "inputs": {}},
        "not a case",
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_run_is_a_disagreement_not_a_crash(tmp_path: Path, case: object) -> None:
    report = run_cases(_file(tmp_path, case))
    assert (report.passed, report.total) == (0, 1)


@pytest.mark.parametrize("text", ["", "{", "[1", '{"vectors": 3}', "{}"])
def test_what_is_no_case_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput):
        run_cases(path)


def test_true_is_not_one_and_numbers_compare_by_value(tmp_path: Path) -> None:
    yes = {"id": "y", "regime": "CN-DEF", "inputs": {"arrival_delay_min": 16}, "expected": {"is_delay": 1}}
    cash = {"regime": "CN-LIAB", "inputs": {"weight_kg": 20}, "expected": {"limit_cny": 2000.0}}
    report = run_cases(_file(tmp_path, yes, cash))
    assert [d.case_id for d in report.disagreements] == ["y"]
