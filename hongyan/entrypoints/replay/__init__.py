"""Play a real day of flights through the product's own doors, under its own clock."""

from hongyan.entrypoints.replay.options import ReplayOptions
from hongyan.entrypoints.replay.play import play

__all__ = ["ReplayOptions", "play"]
