"""What a rule finds: granted, refused, or unknown with the facts it needs. Never "no" for want of a fact."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """``granted`` None = unknown: ``needs`` names the missing facts. ``amount`` is in the rule set's currency.

    With granted None an amount says what would be owed. ``reason`` is a code for screens, ``basis`` a key of the
    rule set's legal bases.
    """

    granted: bool | None
    basis: str
    amount: Decimal | None = None
    needs: tuple[str, ...] = ()
    reason: str = ""


def unknown(basis: str, *needs: str, amount: Decimal | None = None, reason: str = "") -> Finding:
    """Return a finding that asks for ``needs``."""
    return Finding(None, basis, amount, tuple(needs), reason)


def refused(basis: str, reason: str) -> Finding:
    return Finding(False, basis, Decimal(0), (), reason)


def granted(basis: str, amount: Decimal | None = None, reason: str = "") -> Finding:
    return Finding(True, basis, amount, (), reason)
