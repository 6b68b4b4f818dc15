"""What was committed at the airline since a mark, in plain facts: for checks that read tables, not words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hongyan.runtime.database import Connection

# what each operation is called by those who check; steps that bind nobody (holds, releases) are left out
_NAMES = {
    "revalidate": "change",
    "reissue": "change",
    "refund": "refund",
    "create_order": "booking",
    "collect": "payment",
    "give_back": "payment_back",
    "move_linked": "linked_change",
    "cancel_linked": "linked_cancel",
    "check_in": "check_in",
    "assign_seats": "seat",
    "request_ssr": "ssr",
    "off_load": "off_load",
    "redeem": "redeem",
    "enrol": "enrol",
    "claim_miles": "miles_claim",
}


@dataclass(frozen=True, slots=True)
class Committed:
    """One committed act. ``kind``: change, refund, booking, payment, payment_back, linked_change, linked_cancel, seat, …

    ``flights``: flight number, date and cabin of the segments it made or touched; ``travellers``: names as in the order.
    """

    number: int
    kind: str
    order_id: str | None
    locator: str | None
    passenger_ids: tuple[str, ...] = ()
    travellers: tuple[str, ...] = ()
    flights: tuple[dict[str, str], ...] = ()
    details: dict[str, str] = field(default_factory=dict)


async def mark(conn: Connection) -> int:
    """Return the number of the last operation so far."""
    return int(await conn.value("select coalesce(max(number), 0) from sandbox.operation") or 0)


async def since(conn: Connection, number: int) -> list[Committed]:
    """Return what was committed after ``number``, in order."""
    rows = await conn.rows(
        """select o.number, o.operation, o.order_id, o.details, b.locator
           from sandbox.operation o left join sandbox.orders b using (order_id)
           where o.number > :number and o.operation = any(cast(:kinds as text[])) order by o.number""",
        number=number,
        kinds=list(_NAMES),
    )
    found = []
    for row in rows:
        details = dict(row["details"])
        passengers = _split(details.get("passenger_ids") or details.get("checked_in"))
        segments = _split(
            details.get("new_segment_ids") or details.get("segment_ids") or details.get("segment_id")
        )
        if row["operation"] == "create_order":
            passengers, segments = await _all_of(conn, row["order_id"])
        found.append(
            Committed(
                number=row["number"],
                kind=_NAMES[row["operation"]],
                order_id=row["order_id"] or details.get("order_id"),
                locator=row["locator"],
                passenger_ids=passengers,
                travellers=await _names(conn, passengers),
                flights=await _flights(conn, segments),
                details=details,
            )
        )
    return found


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


async def _all_of(conn: Connection, order_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    people = await conn.rows(
        "select passenger_id from sandbox.passenger where order_id = :id order by position", id=order_id
    )
    segments = await conn.rows(
        "select segment_id from sandbox.segment where order_id = :id order by position", id=order_id
    )
    return tuple(r["passenger_id"] for r in people), tuple(r["segment_id"] for r in segments)


async def _names(conn: Connection, ids: Sequence[str]) -> tuple[str, ...]:
    rows = await conn.rows(
        """select surname, given_name from sandbox.passenger
           where passenger_id = any(cast(:ids as text[])) order by position""",
        ids=list(ids),
    )
    return tuple(
        f"{r['surname']}/{r['given_name']}" if r["surname"].isascii() else f"{r['surname']}{r['given_name']}"
        for r in rows
    )


async def _flights(conn: Connection, ids: Sequence[str]) -> tuple[dict[str, str], ...]:
    rows: list[dict[str, Any]] = await conn.rows(
        """select leg_key, cabin, rbd from sandbox.segment
           where segment_id = any(cast(:ids as text[])) order by position""",
        ids=list(ids),
    )
    return tuple(
        {
            "flight_no": r["leg_key"].split("/")[0],
            "date": r["leg_key"].split("/")[1],
            "route": r["leg_key"].split("/")[2],
            "cabin": r["cabin"],
            "rbd": r["rbd"],
        }
        for r in rows
    )
