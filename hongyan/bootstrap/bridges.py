"""What one capability needs of others that it must not know: each a few lines behind a port."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from hongyan.assistant.ports import HeldOffer, PartyOffers
from hongyan.bookings.ports import RetailSystem
from hongyan.conversations import PersonName
from hongyan.core.clock import Clock
from hongyan.core.phone import to_e164
from hongyan.disruptions import Disruptions
from hongyan.flights import Airports
from hongyan.messaging.ports import LinkHolder, PhoneHolder, PhoneStanding
from hongyan.outreach import Choice, Outreach
from hongyan.protection import Offer, OfferState, Protection
from hongyan.servicing import passport_spellings

_KEPT, _KEPT_ORDERS = timedelta(minutes=10), 2000
_CABIN_WORDS = {"F": "first", "J": "business", "W": "premium", "Y": "economy"}


class Names:
    """Travellers' names for messages, asked of the airline system when people are enrolled."""

    def __init__(self, airline: RetailSystem) -> None:
        self._airline = airline

    async def names(self, order_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        orders = await self._airline.get(order_ids)
        return {p.passenger_id: (p.surname, p.given_name) for order in orders for p in order.passengers}


class PeopleOfOrders:
    """Orders' passengers for colleagues' screens, in the order's spelling and the passport's; kept for ten minutes."""

    def __init__(self, airline: RetailSystem, clock: Clock) -> None:
        self._airline = airline
        self._clock = clock
        self._kept: dict[str, tuple[datetime, tuple[PersonName, ...]]] = {}

    async def of(self, order_ids: Sequence[str]) -> Sequence[PersonName]:
        since = self._clock.now() - _KEPT
        kept = {i: self._kept[i] for i in order_ids if i in self._kept and self._kept[i][0] > since}
        missing = [i for i in dict.fromkeys(order_ids) if i not in kept]
        if missing:
            for order in await self._airline.get(missing):
                people = tuple(_written(p.surname, p.given_name) for p in order.passengers)
                kept[order.order_id] = (self._clock.now(), people)
            if len(self._kept) > _KEPT_ORDERS:
                self._kept.clear()
            self._kept |= kept
        return [person for _, people in kept.values() for person in people]


def _written(surname: str, given: str) -> PersonName:
    return PersonName(surname, given, passport_spellings(surname, given))


class LinkHolders:
    """Whom a passenger link speaks for, with the orders and the phone of its parties."""

    def __init__(self, outreach: Outreach, disruptions: Disruptions, airline: RetailSystem) -> None:
        self._outreach = outreach
        self._disruptions = disruptions
        self._airline = airline

    async def holder(self, token: str) -> LinkHolder:
        subject = await self._outreach.open_link(token)
        orders = await self._airline.get(await self._disruptions.orders_of(subject.party_ids))
        phones = [c.value for order in orders for c in order.contacts if c.kind == "mobile"]
        return LinkHolder(
            subject.party_ids,
            tuple(order.order_id for order in orders),
            next((e164 for phone in phones if (e164 := to_e164(phone))), None),
            subject.language,
        )


class PhoneHolders:
    """What a phone proves to whom it writes: the open disruptions' parties that are told there."""

    def __init__(self, outreach: Outreach, disruptions: Disruptions) -> None:
        self._outreach = outreach
        self._disruptions = disruptions

    async def holder(self, phone: str) -> PhoneHolder:
        found = await self._outreach.parties_of_phone(phone)
        parties = tuple(dict.fromkeys(row["party_id"] for row in found))
        orders = await self._disruptions.orders_of(parties) if parties else ()
        return PhoneHolder(parties, tuple(orders), found[0]["language"] if found else None)

    async def opt_out(self, phone: str, said_by: str) -> int:
        return await self._outreach.opt_out_phone(phone, "sms", said_by)

    async def standing(self, phone: str) -> PhoneStanding:
        found = await self._outreach.standing_of_phone(phone)
        return PhoneStanding(tuple(found["zones"]), found["refuses"], found["undecided"])


class StormDesk:
    """A disrupted party's offers and decision, for the dialogue: protection's offers, outreach's one door."""

    def __init__(
        self, outreach: Outreach, protection: Protection, disruptions: Disruptions, airports: Airports
    ) -> None:
        self._outreach = outreach
        self._protection = protection
        self._disruptions = disruptions
        self._airports = airports

    async def offers(self, party_id: str) -> PartyOffers | None:
        found = await self._protection.offers_for(party_id)
        made = await self._outreach.decision(party_id)
        chosen = made is not None and made["state"] != "failed"
        if not found and not chosen:
            return None
        hit = await self._disruptions.get([party_id.partition(":")[0]])
        return PartyOffers(
            party_id,
            tuple(self._offer(offer) for offer in found),
            bool(hit) and hit[0].kind != "cancelled" and not hit[0].has_left,
            made["kind"] if made is not None and chosen else None,
            made["state"] if made is not None and chosen else None,
        )

    async def decide(
        self, party_id: str, choice: str, offer_id: str | None, said_by: str, consent: str
    ) -> str | None:
        wanted = Choice(choice, offer_id if choice == "accept" else None)
        return await self._outreach.decide(party_id, wanted, said_by, consent)

    def _offer(self, offer: Offer) -> HeldOffer:
        flights = tuple(
            {
                "flight_no": leg["flight"],
                "origin": leg["board"],
                "destination": leg["off"],
                "departs": self._local(leg["departs"], leg["board"]).isoformat(),
                "arrives": self._local(leg["arrives"], leg["off"]).isoformat(),
            }
            for leg in offer.legs
        )
        first, last = (offer.legs[0], offer.legs[-1]) if offer.legs else (None, None)
        return HeldOffer(
            offer_id=offer.offer_id,
            kind=offer.kind.value,
            flights=flights,
            origin=first["board"] if first else "",
            destination=last["off"] if last else "",
            departs=self._local(first["departs"], first["board"]) if first else None,
            arrives=self._local(last["arrives"], last["off"]) if last else None,
            cabin=_CABIN_WORDS.get(offer.cabins[0], "economy") if offer.cabins else "economy",
            held=offer.state is OfferState.HELD,
            hold_expires_at=offer.hold_expires_at,
            segment_ids=offer.old_segment_ids,
        )

    def _local(self, at: datetime | str, station: str) -> datetime:
        instant = datetime.fromisoformat(at) if isinstance(at, str) else at
        return self._airports.local(instant, station)
