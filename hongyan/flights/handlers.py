"""What flights runs in the background: the feed job, its safety net, and the watched folder."""

from hongyan.flights.feed_door import PROCESS_JOB, FeedDoor
from hongyan.flights.watch_folder import WatchFolder
from hongyan.jobs import Registry


def register(registry: Registry, door: FeedDoor) -> None:
    """Put jobs, sweepers and due times of flights into the registry."""
    registry.job(PROCESS_JOB, door.process_all)
    registry.sweeper("flights.feed", door.settings.sweep_seconds, door.sweep)
    registry.next_due("flights", door.next_due)
    if door.settings.watch_folder is not None:
        registry.sweeper("flights.watch_folder", 1.0, WatchFolder(door, door.settings.watch_folder).sweep)
