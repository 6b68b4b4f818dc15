"""Background work: an outbox for events, a queue for batches, sweepers for timers."""

from hongyan.jobs.outbox import Outbox
from hongyan.jobs.queue import Queue
from hongyan.jobs.registry import Handler, Registry

__all__ = ["Handler", "Outbox", "Queue", "Registry"]
