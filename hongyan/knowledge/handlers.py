"""When knowledge acts by itself: it clusters weak questions and measures approved drafts."""

from hongyan.jobs import Registry
from hongyan.knowledge.service import Knowledge

_EVERY_SECONDS = 1800.0


def register(registry: Registry, knowledge: Knowledge) -> None:
    """Register the sweeper."""
    registry.sweeper("knowledge.work_list", _EVERY_SECONDS, knowledge.work.sweep)
