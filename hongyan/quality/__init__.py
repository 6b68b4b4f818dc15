"""How well conversations go: a score for each at once, and what customers say about them."""

from hongyan.quality.measure import Measured, measure
from hongyan.quality.service import Quality

__all__ = ["Measured", "Quality", "measure"]
