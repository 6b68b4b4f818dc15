"""What can go wrong with the line."""

from hongyan.core.errors import Unavailable


class LineUnavailable(Unavailable):
    """The line took none of the calls; retry helps."""

    slug = "line-unavailable"


class PromptsUnavailable(Unavailable):
    """Nothing can be said: the speech engine is missing or failed."""

    slug = "prompts-unavailable"
