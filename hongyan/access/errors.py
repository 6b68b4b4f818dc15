"""Why somebody is not let in."""

from hongyan.core.errors import InvalidInput, NotAllowed, NotSignedIn


class WrongCredentials(NotSignedIn):
    """The name or the password is wrong."""

    slug = "wrong-credentials"


class CsrfFailed(NotAllowed):
    """The request does not prove that it comes from our own page."""

    slug = "csrf-failed"


class WeakPassword(InvalidInput):
    """The password is too easy to guess."""

    slug = "weak-password"
