"""Runs a case file against the rule book: `hongyan rules test FILE`, each disagreement with expected and got."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from hongyan.core.errors import HongyanError, InvalidInput
from hongyan.disruptions.rules import case_abroad, case_china
from hongyan.disruptions.rules.book import RuleBook, RuleSet, packaged_book
from hongyan.disruptions.rules.case_inputs import CaseInputs
from hongyan.disruptions.rules.clocks import AddWorkingDays, listed

CountryOf = Callable[[str], str | None]
_China = Callable[[RuleSet, CaseInputs], dict[str, Any]]

_CHINA: Mapping[str, tuple[str, _China]] = {
    "CN-VOL": ("CN-VOL", case_china.voluntary_case),
    "CN-INV": ("CN-INV", case_china.involuntary_case),
    "CN-CARE": ("CN-OPS", case_china.care_case),
    "CN-TARMAC": ("CN-OPS", case_china.tarmac_case),
    "CN-NOTICE": ("CN-OPS", case_china.notice_case),
    "CN-DEF": ("CN-OPS", case_china.definition_case),
    "CN-LIAB": ("CN-LIAB", case_china.liability_case),
    "MC99": ("MC99", case_abroad.montreal_case),
}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One key of one case on which the rules and the file differ; key "" = the case could not be run at all."""

    case_id: str
    key: str
    expected: Any
    got: Any
    title: str = ""

    def __str__(self) -> str:
        return f"{self.case_id} {self.key}: expected {self.expected!r}, got {self.got!r}  ({self.title})"


@dataclass(frozen=True, slots=True)
class CaseReport:
    passed: int
    total: int
    disagreements: tuple[Disagreement, ...]

    def __str__(self) -> str:
        return f"passed {self.passed} of {self.total}"


def run_cases(
    path: Path | str,
    book: RuleBook | None = None,
    country_of: CountryOf | None = None,
    calendar: AddWorkingDays | None = None,
) -> CaseReport:
    """Run every case of ``path``; only the keys a case expects are compared.

    ``country_of`` gives an airport's country, ``calendar`` working days where a case lists no holidays.
    Raises InvalidInput when the file is not a case file.
    """
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise InvalidInput(f"{path} cannot be read as a case file: {error}") from error
    vectors = document.get("vectors") if isinstance(document, dict) else document
    if not isinstance(vectors, list):
        raise InvalidInput(f"{path} has no list of cases under 'vectors'")
    runner = _Runner(book or packaged_book(), country_of or (lambda iata: None), calendar)
    found = [runner.check(case, position) for position, case in enumerate(vectors, 1)]
    disagreements = tuple(d for each in found for d in each)
    return CaseReport(sum(not each for each in found), len(found), disagreements)


@dataclass(frozen=True, slots=True)
class _Runner:
    book: RuleBook
    country_of: CountryOf
    calendar: AddWorkingDays | None

    def check(self, case: Any, position: int) -> list[Disagreement]:
        if not isinstance(case, dict) or not isinstance(case.get("expected"), dict):
            return [Disagreement(f"#{position}", "", "a case with inputs and expected", case)]
        case_id, title = str(case.get("id", f"#{position}")), str(case.get("title", ""))
        try:
            got = self.answer(str(case.get("regime", "")), CaseInputs(case.get("inputs") or {}))
        except HongyanError as error:
            return [Disagreement(case_id, "", case["expected"], f"{error.slug}: {error}", title)]
        return [
            Disagreement(case_id, key, wanted, plain(got.get(key)), title)
            for key, wanted in case["expected"].items()
            if key not in got or not same(wanted, got[key])
        ]

    def answer(self, regime: str, inputs: CaseInputs) -> dict[str, Any]:
        if regime in _CHINA:
            book_regime, ask = _CHINA[regime]
            return ask(self._rules(book_regime, inputs), inputs)
        if regime == "CN-CLK":
            return case_china.clock_case(self._rules("CN-INV", inputs), inputs, self._calendar(inputs))
        if regime in {"EU261", "UK261"}:
            return case_abroad.rights_case(self._rules(regime, inputs), inputs, self.country_of)
        if regime == "US":
            return case_abroad.us_case(self._rules("US", inputs), inputs, self._calendar(inputs))
        raise InvalidInput("unknown regime", regime=regime)

    def _rules(self, regime: str, inputs: CaseInputs) -> RuleSet:
        flight, sale = inputs.day("flight_date"), inputs.day("sale_date")
        rules = self.book.pick(regime, flight, sale)
        if rules is None:
            raise InvalidInput("no rule set is in force on that date", regime=regime)
        return rules

    def _calendar(self, inputs: CaseInputs) -> AddWorkingDays:
        given = {"holidays", "makeup_workdays", "federal_holidays"} & set(inputs.values)
        if not given and self.calendar is not None:
            return self.calendar
        return listed(
            inputs.days("holidays") | inputs.days("federal_holidays"), inputs.days("makeup_workdays")
        )


def plain(value: Any) -> Any:
    """Return what a case file would write for ``value`` (dates as ISO 8601, whole numbers as int)."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return [plain(v) for v in value] if isinstance(value, list | tuple) else value


def same(wanted: Any, got: Any) -> bool:
    """Compare a value of the file with an answer: numbers by value, instants as instants, never 1 with true."""
    if isinstance(wanted, bool) or isinstance(got, bool) or wanted is None or got is None:
        return wanted is got
    if isinstance(wanted, int | float) and isinstance(got, int | float | Decimal):
        return Decimal(str(wanted)) == Decimal(str(got))
    if isinstance(got, datetime) and isinstance(wanted, str):
        return _instant(wanted) == got
    return bool(wanted == plain(got))


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
