"""What can go wrong with a message provider."""

from hongyan.core.errors import Unavailable


class SenderUnavailable(Unavailable):
    """The provider took none of the messages; retry helps."""

    slug = "sender-unavailable"
