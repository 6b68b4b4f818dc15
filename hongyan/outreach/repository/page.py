"""SQL the passenger's page needs of outreach itself: who travels under which reference."""

from collections.abc import Sequence
from typing import Any

from hongyan.runtime import Connection


async def travellers(conn: Connection, party_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return party_id, passenger_id, locator and name (``SURNAME/GIVEN``) of everyone in these parties."""
    return await conn.rows(
        "select party_id, passenger_id, locator, name from outreach.reach where party_id = any(:ids) "
        "order by party_id, passenger_id",
        ids=list(party_ids),
    )
