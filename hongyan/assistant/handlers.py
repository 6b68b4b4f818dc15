"""Which timers the assistant owns."""

from hongyan.assistant.send_copy import Copies
from hongyan.jobs import Registry


def register(registry: Registry, copies: Copies) -> None:
    """Fill the registry."""
    registry.sweeper("assistant.copies", 30.0, copies.reconcile)
