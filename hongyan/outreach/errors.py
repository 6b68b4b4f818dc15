"""What can go wrong in outreach.

LinkExpired    410  a passenger link or read-back that is too old
LinkInvalid    404  a link nobody signed
ReadBackVoid   409  what was read back is not what would be done now: read it back again
AlreadyDecided 409  the party has chosen; ``decision`` is in the details
"""

from hongyan.core.errors import Conflict, Gone, NotFound


class LinkInvalid(NotFound):
    """There is no such link."""

    slug = "link-invalid"


class LinkExpired(Gone):
    """This link has expired."""

    slug = "link-expired"


class ReadBackVoid(Conflict):
    """What was read back has changed; read it back again."""

    slug = "read-back-void"


class AlreadyDecided(Conflict):
    """A choice for this booking is already being carried out."""

    slug = "already-decided"
