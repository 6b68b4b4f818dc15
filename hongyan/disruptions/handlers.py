"""What disruptions listens to: changes of legs; and its sweeper for legs whose job died."""

from hongyan.disruptions.detect import PATIENCE, Detector
from hongyan.flights.events import LegChanged
from hongyan.jobs import Registry


def register(registry: Registry, detector: Detector) -> None:
    """Subscribe to ``flights.leg_changed`` and sweep for legs left behind."""
    registry.subscribe(LegChanged, "disruptions", detector.on_leg_changed, priority=10)
    registry.sweeper("disruptions.left_behind", PATIENCE.total_seconds(), detector.sweep)
    registry.next_due("disruptions", detector.next_due)
