"""Who answers for a traveller: the contacts that may work, and one stable key per person across bookings. Pure."""

import hashlib
import re
from functools import lru_cache

from hongyan.bookings.model import Contact, Order, Passenger
from hongyan.core.phone import to_e164

_E164 = re.compile(r"^\+[1-9]\d{7,14}$")
# A masked or an agency's number is shared by strangers, and a wrong one is somebody else's.
_NOT_PERSONAL = frozenset({"masked", "agency", "wrong"})


def contacts_of(order: Order, passenger: Passenger) -> tuple[Contact, ...]:
    """Return the traveller's own contacts, then the order's; another traveller's are left out."""
    own = [c for c in order.contacts if c.owner_passenger_id == passenger.passenger_id]
    if passenger.accompanies:
        own += [c for c in order.contacts if c.owner_passenger_id == passenger.accompanies]
    return (*own, *(c for c in order.contacts if c.owner_passenger_id is None))


def person_key(order_id: str, contacts: tuple[Contact, ...]) -> str:
    """Return 20 hex digits that are the same for whoever answers: by phone, else by e-mail, else by the order.

    A verified number counts before others, as when it is dialled: two keys with one number would ring it twice.
    """
    personal = [c for c in contacts if c.quality not in _NOT_PERSONAL]
    personal.sort(key=lambda c: c.quality != "verified")
    phones = (_phone(c.value) for c in personal if c.kind == "mobile")
    mails = (c.value.strip().lower() for c in personal if c.kind == "email")
    identity = next((p for p in phones if p), None) or next(mails, None) or f"order:{order_id}"
    return hashlib.sha256(identity.encode()).hexdigest()[:20]


def person_of_phone(phone: str) -> str:
    """Return the key of whoever answers at a phone (E.164)."""
    return hashlib.sha256(phone.encode()).hexdigest()[:20]


@lru_cache(maxsize=65_536)
def _phone(value: str) -> str | None:
    return value if _E164.match(value) else to_e164(value)


def masked_name(passenger: Passenger) -> str:
    """Return initials only, fit for lists: ``L• L•``."""
    return " ".join(f"{part[0]}•" for part in (passenger.surname, passenger.given_name) if part)
