"""Whoever is rung under one number is one person to us: the key of a person and the number dialled agree."""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hongyan.bookings.model import Contact
from hongyan.disruptions.reach_by import person_key
from hongyan.outreach.enrol import CALLABLE, person_from

_contacts = st.builds(
    Contact,
    kind=st.sampled_from(["mobile", "email"]),
    value=st.sampled_from([f"+861380000000{n}" for n in range(4)]),
    quality=st.sampled_from(["verified", "unverified", "masked", "agency", "wrong"]),
)
_ORDERS = st.lists(st.lists(_contacts, max_size=3), min_size=1, max_size=5)


class _Nowhere:
    def get(self, iata: str) -> None:
        return None


def _row(number: int, contacts: list[Contact]) -> dict[str, Any]:
    return {
        "key": person_key(f"order-{number}", tuple(contacts)),
        "contacts": [{"kind": c.kind, "value": c.value, "quality": c.quality} for c in contacts],
        "departs_at": datetime(2026, 11, 22, tzinfo=UTC),
        "final_off": "SHA",
        "language": "en",
        "zone": "Asia/Shanghai",
        "checked_in": False,
    }


@given(_ORDERS)
def test_two_people_never_have_one_number(orders: list[list[Contact]]) -> None:
    rows = sorted((_row(n, contacts) for n, contacts in enumerate(orders)), key=lambda row: row["key"])
    people = [person_from(list(same), {}, _Nowhere()) for _, same in groupby(rows, lambda row: row["key"])]
    dialled = [p.phone for p in people if p.phone and p.phone_quality in CALLABLE]
    assert len(dialled) == len(set(dialled))
