"""What to play."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """What to play. ``speed`` = seconds of the day in one wall second, None = as fast as the machine goes."""

    flights: Path
    planes: Path
    day: date
    carrier: str | None = None
    speed: float | None = None
    seed: int = 7
