"""Background work: an outbox for events, a queue for batches, sweepers for timers."""

from hongyan.jobs.event_log import LoggedEvent, events_after, last_event_id
from hongyan.jobs.outbox import CHANNEL, Outbox
from hongyan.jobs.queue import Queue
from hongyan.jobs.registry import Handler, Registry
from hongyan.jobs.shared_clock import read_clock, set_clock
from hongyan.jobs.worker import Worker, cancel

__all__ = [
    "CHANNEL",
    "Handler",
    "LoggedEvent",
    "Outbox",
    "Queue",
    "Registry",
    "Worker",
    "cancel",
    "events_after",
    "last_event_id",
    "read_clock",
    "set_clock",
]
