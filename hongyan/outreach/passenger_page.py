"""Puts one passenger link's page together from rights, offers, changes and the contact history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hongyan.bookings import Change, FollowedRefund
from hongyan.core.clock import Clock
from hongyan.disruptions import Disruption, Entitlement
from hongyan.outreach.model import LinkSubject
from hongyan.outreach.passenger_schemas import LinkedProductRead, PageRead, PartyRead, TalkRead
from hongyan.outreach.passenger_words import (
    change_read,
    decision_of,
    flight_read,
    happened,
    linked_read,
    offer_read,
    refund_read,
    rights_read,
    shown_name,
    timeline_read,
)
from hongyan.outreach.ports import Places
from hongyan.outreach.repository import page as repository
from hongyan.runtime import Database


class Rights(Protocol):
    """The part of ``disruptions.Disruptions`` the page needs."""

    async def get(self, disruption_ids: Sequence[str]) -> Sequence[Disruption]: ...

    async def rights_for(self, disruption_id: str, passenger_id: str) -> Sequence[Entitlement]: ...


class Offers(Protocol):
    """The part of ``protection.Protection`` the page needs."""

    async def offers_for(self, party_id: str) -> Sequence[Any]: ...


class ChangesOf(Protocol):
    """The part of ``bookings.Changes`` the page needs."""

    async def for_subjects(self, subjects: Sequence[str]) -> Sequence[Change]: ...

    async def get(self, change_id: str) -> Change: ...


class RefundsOf(Protocol):
    """The part of ``bookings.Refunds`` the page needs."""

    async def of_changes(self, change_ids: Sequence[str]) -> Sequence[FollowedRefund]: ...


class History(Protocol):
    """The part of ``Outreach`` that tells what was said and done, and what is still to be asked."""

    async def timeline(self, subject: str) -> Sequence[Mapping[str, Any]]: ...

    async def changes_chosen(self, party_ids: Sequence[str]) -> Mapping[str, str]: ...

    async def linked_asked(self, party_ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class _Traveller:
    passenger_id: str
    locator: str
    name: str


class PassengerPages:
    """Reads pages; it changes nothing. ``speed`` tells how fast the product's clock runs (1 = real time)."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        rights: Rights,
        offers: Offers,
        changes: ChangesOf,
        refunds: RefundsOf,
        history: History,
        places: Places,
        talk: TalkRead | None = None,
        speed: Callable[[], float] = lambda: 1.0,
        handset: bool = False,
    ) -> None:
        self._db = db
        self._clock = clock
        self._rights = rights
        self._offers = offers
        self._changes = changes
        self._refunds = refunds
        self._history = history
        self._places = places
        self._talk = talk
        self._speed = speed
        self._handset = handset

    async def read(self, subject: LinkSubject) -> PageRead:
        """Return the page of a link that was opened. Parties whose disruption is unknown are left out."""
        disruptions = {
            d.disruption_id: d
            for d in await self._rights.get(sorted({_disruption_of(p) for p in subject.party_ids}))
        }
        travellers = await self._travellers(subject.party_ids)
        changes = await self._newest_changes(subject.party_ids)
        refunds = {
            r.change_id: r for r in await self._refunds.of_changes([c.change_id for c in changes.values()])
        }
        linked = await self._history.linked_asked(subject.party_ids)
        parties = [
            await self._party(
                party_id,
                disruptions[_disruption_of(party_id)],
                travellers.get(party_id, []),
                changes.get(party_id),
                refunds,
                subject.language,
                linked_read(linked.get(party_id)),
            )
            for party_id in subject.party_ids
            if _disruption_of(party_id) in disruptions
        ]
        return PageRead(
            language=subject.language,
            now=self._clock.now(),
            clock_speed=self._speed(),
            talk=self._talk,
            handset=self._handset,
            parties=parties,
        )

    async def _newest_changes(self, party_ids: Sequence[str]) -> dict[str, Change]:
        """Return the latest change of each party; one that cost money is about a segment, and found by the decision."""
        found = _newest(await self._changes.for_subjects(list(party_ids)))
        for party_id, change_id in (await self._history.changes_chosen(party_ids)).items():
            if party_id not in found or found[party_id].state == "failed":
                found[party_id] = await self._changes.get(change_id)
        return found

    async def offers(self, party_id: str) -> list[dict[str, Any]]:
        """Return the live offers of a party as the page shows them, for an answer that a seat is gone."""
        found = await self._live(party_id)
        shown = [offer_read(offer, self._places) for offer in found if offer.kind != "refund"]
        return [offer.model_dump(mode="json") for offer in shown]

    async def _party(
        self,
        party_id: str,
        disruption: Disruption,
        travellers: Sequence[_Traveller],
        change: Change | None,
        refunds: Mapping[str, FollowedRefund],
        language: str,
        linked: Sequence[LinkedProductRead],
    ) -> PartyRead:
        rights = [
            await self._rights.rights_for(disruption.disruption_id, traveller.passenger_id)
            for traveller in travellers
        ]
        offers = await self._live(party_id)
        return PartyRead(
            party_id=party_id,
            locator=travellers[0].locator if travellers else "",
            names=[shown_name(traveller.name) for traveller in travellers if traveller.name],
            flight=flight_read(disruption, self._places),
            what_happened=happened(disruption),
            rights=rights_read(rights[0], language) if rights else [],
            offers=[offer_read(offer, self._places) for offer in offers if offer.kind != "refund"],
            refund=refund_read(rights, refunds.get(change.change_id) if change else None),
            can_keep=disruption.kind != "cancelled" and not disruption.has_left,
            decision=decision_of(change),
            decided_by=change.requested_by if change is not None else None,
            change=change_read(change),
            linked=list(linked),
            timeline=timeline_read(await self._history.timeline(party_id)),
        )

    async def _live(self, party_id: str) -> list[Any]:
        """Return the party's offers without those whose flights have left, unless it is the one that was chosen."""
        now = self._clock.now()
        return [
            offer
            for offer in await self._offers.offers_for(party_id)
            if offer.departs is None or offer.departs > now or offer.state == "chosen"
        ]

    async def _travellers(self, party_ids: Sequence[str]) -> dict[str, list[_Traveller]]:
        async with self._db.snapshot() as conn:
            rows = await repository.travellers(conn, party_ids)
        found: dict[str, list[_Traveller]] = {}
        for row in rows:
            traveller = _Traveller(row["passenger_id"], row["locator"], row["name"])
            found.setdefault(row["party_id"], []).append(traveller)
        return found


def _disruption_of(party_id: str) -> str:
    return party_id.partition(":")[0]


def _newest(changes: Sequence[Change]) -> dict[str, Change]:
    """Return the latest change of each party; one that failed counts only when nothing else was asked."""
    chosen: dict[str, Change] = {}
    for change in changes:  # oldest first
        standing = chosen.get(change.subject)
        if standing is None or change.state != "failed" or standing.state == "failed":
            chosen[change.subject] = change
    return chosen
