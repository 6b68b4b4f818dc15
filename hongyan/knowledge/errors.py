"""What can go wrong with knowledge."""

from hongyan.core.errors import Conflict, InvalidInput, NotAllowed, NotFound


class NoSuchArticle(NotFound):
    """There is no such article or version."""

    slug = "no-such-article"


class NoSuchWork(NotFound):
    """There is no such entry in the work list."""

    slug = "no-such-work"


class NoSuchQuestion(NotFound):
    """There is no such question."""

    slug = "no-such-question"


class NoSuchImport(NotFound):
    """There is no such import."""

    slug = "no-such-import"


class NotInState(Conflict):
    """The version is not in a state that allows this; look again."""

    slug = "not-in-state"


class OwnReview(NotAllowed):
    """Somebody else must approve what you wrote."""

    slug = "own-review"


class Unreadable(InvalidInput):
    """The file cannot be read."""

    slug = "unreadable"


class UnreadableSynonyms(InvalidInput):
    """The table of synonyms cannot be used."""

    slug = "unreadable-synonyms"


class NotAPublicPage(InvalidInput):
    """Only https pages on public addresses are fetched."""

    slug = "not-a-public-page"
