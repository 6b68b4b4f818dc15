"""The sellers of hotels and cars in software: they note each request once, and do not carry it out yet."""

from collections.abc import Sequence

from hongyan.bookings.model import LinkedRequest
from hongyan.core.clock import Clock
from hongyan.runtime.database import Database


class SandboxLinkedProducts:
    """Keeps requests; the same one a second time changes nothing."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def request(self, requests: Sequence[LinkedRequest]) -> None:
        async with self._db.transaction() as conn:
            await conn.bulk(
                """
                insert into sandbox.linked_request (request_id, order_id, reference, wish, change_id, requested_at)
                select r.request_id, r.order_id, r.reference, r.wish, r.change_id, :now
                from jsonb_to_recordset(cast(:records as jsonb)) as r(request_id text, order_id text, reference text,
                    wish text, change_id text)
                on conflict (request_id) do nothing
                """,
                [
                    {
                        "request_id": r.request_id,
                        "order_id": r.order_id,
                        "reference": r.reference,
                        "wish": r.wish,
                        "change_id": r.change_id,
                    }
                    for r in requests
                ],
                now=self._clock.now(),
            )
