"""Play a real day of flights through the product's own doors, under its own clock."""

from hongyan.entrypoints.replay.play import ReplayOptions, play

__all__ = ["ReplayOptions", "play"]
