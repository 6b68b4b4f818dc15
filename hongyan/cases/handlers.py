"""What cases do in the background: promises whose time has passed are marked and told."""

from hongyan.cases.service import Cases
from hongyan.jobs import Registry


def register(registry: Registry, cases: Cases) -> None:
    """Register the sweeper and its due times."""
    registry.sweeper("cases.overdue", 30, cases.sweep)
    registry.next_due("cases", cases.next_due, grain=60)
