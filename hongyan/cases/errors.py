"""What can be wrong with a promise."""

from hongyan.core.errors import Conflict


class PromiseOver(Conflict):
    """This promise has been kept or cancelled already."""

    slug = "promise-over"
