"""What can go wrong in the assistant, as others see it."""

from hongyan.core.errors import Conflict, NotAllowed, Unavailable


class NotConfigured(Unavailable):
    """No language model is configured: set assistant.model.base_url and assistant.model.model."""

    slug, retry_helps = "not-configured", False


class NotTranslated(Unavailable):
    """The translation failed or lost a name, number or amount; read the original."""

    slug = "not-translated"


class NotVerified(NotAllowed):
    """This conversation has not proved that it may see this order."""

    slug = "not-verified"


class NotServed(Conflict):
    """The product cannot serve this yet."""

    slug = "not-served"
