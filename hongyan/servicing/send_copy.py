"""Sends the itinerary to the phone of the order, once an act."""

from datetime import timedelta
from typing import Any

from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, Unavailable
from hongyan.messaging.ports import OutboundMessage, Sender
from hongyan.servicing.model import Act, Trip, TripFlight

_VALID_FOR = timedelta(hours=2)
_WORDS = {
    "zh-CN": ("行程单", "订单 {locator}，旅客 {names}：{flights}。如有变动请回复或致电。"),
    "en": ("Your itinerary", "Booking {locator}, {names}: {flights}. Reply or call us if anything changes."),
}


class CopySender:
    """Only to the number the order has: nobody can have an itinerary sent elsewhere."""

    def __init__(self, sms: Sender, clock: Clock) -> None:
        self._sms = sms
        self._clock = clock

    async def send(self, act: Act, trip: Trip) -> dict[str, Any]:
        """Hand the message over. Raises Conflict (no_phone, invalid_number), Unavailable."""
        if trip.contact_phone is None:
            raise Conflict(reason="no_phone")
        language = act.language if act.language in _WORDS else "en"
        subject, body = _WORDS[language]
        text = body.format(
            locator=trip.locator,
            names=("、" if language == "zh-CN" else ", ").join(t.name for t in trip.travellers),
            flights=("；" if language == "zh-CN" else "; ").join(_line(f) for f in trip.flights),
        )
        until = self._clock.now() + _VALID_FOR
        message = OutboundMessage(act.act_id, trip.contact_phone, language, subject, text, until)
        result = (await self._sms.send([message])).get(act.act_id)
        if result == "invalid":
            raise Conflict(reason="invalid_number")
        if result != "sent":
            raise Unavailable
        return {"channel": "sms"}


def _line(flight: TripFlight) -> str:
    return (
        f"{flight.flight_no} {flight.departs:%Y-%m-%d %H:%M} "
        f"{flight.origin}-{flight.destination} {flight.arrives:%H:%M}"
    )
