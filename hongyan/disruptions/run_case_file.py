"""Run a case file with the product's own airports and calendars: ``hongyan rules test FILE``."""

from pathlib import Path

from hongyan.disruptions.rules import cases
from hongyan.disruptions.rules.book import RuleBook
from hongyan.disruptions.rules.clocks import AddWorkingDays
from hongyan.disruptions.stations import Stations
from hongyan.disruptions.working_calendar import working_days


def run_cases(
    path: Path | str,
    book: RuleBook | None = None,
    country_of: cases.CountryOf | None = None,
    calendar: AddWorkingDays | None = None,
) -> cases.CaseReport:
    """Run every case of ``path`` and report each disagreement. Raises InvalidInput when it is not a case file."""
    return cases.run_cases(path, book, country_of or Stations().country, calendar or working_days)
