"""A copy of the itinerary by SMS to the phone of the order: an intent row first, sent once, reconciled when in doubt."""

from datetime import datetime, timedelta

from hongyan.assistant.tasks.own_trip import itinerary_line
from hongyan.assistant.words import Listed, render, words
from hongyan.core.clock import Clock
from hongyan.core.errors import NotFound, Unavailable
from hongyan.messaging import Sender
from hongyan.messaging.ports import OutboundMessage
from hongyan.runtime import Database
from hongyan.servicing.model import Act, Receipt, Trip

_VALID = timedelta(minutes=10)
_IN_DOUBT_AFTER = timedelta(minutes=1)
_BATCH = 100


class Copies:
    """``sender`` is the SMS channel. The act's id is the message's id at the provider, for ever."""

    def __init__(self, db: Database, clock: Clock, sender: Sender) -> None:
        self._db = db
        self._clock = clock
        self._sender = sender

    async def send(self, act: Act, trip: Trip) -> Receipt:
        """Send it once per act. Raises NotFound when the order has no phone; Unavailable is told as ``running``."""
        if not trip.contact_phone:
            raise NotFound("this order has no phone")
        now = self._clock.now()
        async with self._db.transaction() as conn:
            fresh = await conn.run(
                """insert into assistant.copy (act_id, order_id, intended_at, valid_until)
                   values (:act_id, :order_id, :now, :until) on conflict (act_id) do nothing""",
                act_id=act.act_id,
                order_id=trip.order_id,
                now=now,
                until=now + _VALID,
            )
        if not fresh:
            return await self._receipt(act.act_id)
        language = "zh" if act.language.startswith("zh") else "en"
        live = [f for f in trip.flights if f.status not in ("XX", "HX")]
        lines = Listed(tuple(itinerary_line(trip, f.segment_id) for f in live))
        body = render(
            (words("trip.flights", flights=lines), words("copy.locator", locator=trip.locator)), language
        )
        message = OutboundMessage(act.act_id, trip.contact_phone, act.language, "", body, now + _VALID)
        try:
            answers = await self._sender.send([message])
        except Unavailable:
            await self._settle(act.act_id, "failed")
            return await self._receipt(act.act_id)
        if act.act_id in answers:
            await self._settle(act.act_id, "sent" if answers[act.act_id] == "sent" else "failed")
        return await self._receipt(act.act_id)

    async def reconcile(self, now: datetime) -> int:
        """Ask the provider about copies whose outcome nobody recorded; returns how many were in doubt."""
        async with self._db.snapshot() as conn:
            rows = await conn.rows(
                """select act_id from assistant.copy where state = 'intended' and intended_at < :before
                   order by intended_at limit :batch""",
                before=now - _IN_DOUBT_AFTER,
                batch=_BATCH,
            )
        if not rows:
            return 0
        standing = await self._sender.standing([r["act_id"] for r in rows])
        for row in rows:
            told = standing.get(row["act_id"], "unknown")
            await self._settle(row["act_id"], {"sent": "sent", "never_sent": "failed"}.get(told, "unknown"))
        return len(rows)

    async def _settle(self, act_id: str, state: str) -> None:
        async with self._db.transaction() as conn:
            await conn.run(
                "update assistant.copy set state = :state where act_id = :act_id and state = 'intended'",
                act_id=act_id,
                state=state,
            )

    async def _receipt(self, act_id: str) -> Receipt:
        async with self._db.snapshot() as conn:
            state = await conn.value("select state from assistant.copy where act_id = :act_id", act_id=act_id)
        told = {"sent": "done", "failed": "failed"}.get(str(state), "running")
        return Receipt(act_id, "itinerary_sms", told)
