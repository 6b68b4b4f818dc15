"""Which events outreach listens to, and which timers it owns."""

from hongyan.bookings.events import ChangeConfirmed, ChangeFailed, ChangeNeedsPerson, RefundProgressed
from hongyan.disruptions.events import (
    DisruptionClosed,
    DisruptionOpened,
    DisruptionUpdated,
    DisruptionWithdrawn,
)
from hongyan.jobs import Registry
from hongyan.outreach.events import LinkedProductsDecided
from hongyan.outreach.model import Choice
from hongyan.outreach.service import Outreach
from hongyan.protection.events import PlanReady
from hongyan.servicing.events import PartyChose

SUBSCRIBER = "outreach"


def register(registry: Registry, outreach: Outreach) -> None:
    """Fill the registry: events, sweepers and the next due instant."""
    Listener(outreach).subscribe(registry)
    registry.sweeper("outreach.waves", 0.5, outreach.waves.run)
    registry.sweeper("outreach.outcomes", 0.5, outreach.collector.run)
    registry.sweeper("outreach.wishes", 0.5, outreach.follow_ups.carry_out_wishes)
    registry.sweeper("outreach.told", 2.0, outreach.follow_ups.note_told)
    registry.sweeper("outreach.hand_over", 1.0, outreach.recorder.hand_over_due)
    registry.sweeper("outreach.reconcile", 5.0, outreach.reconciler.run)
    registry.sweeper("outreach.ledger", 60.0, outreach.ledger_check.run)
    registry.sweeper("outreach.reminders", 15.0, outreach.reminders.run)
    registry.next_due("outreach", outreach.due.next_work)
    registry.next_due("outreach.words", outreach.due.next_word, grain=15)
    registry.next_due("outreach.reminders", outreach.reminders.next_due, grain=60)


class Listener:
    """Batched, idempotent handlers; each does what its event is called."""

    def __init__(self, outreach: Outreach) -> None:
        self._outreach = outreach

    def subscribe(self, registry: Registry) -> None:
        registry.subscribe(DisruptionOpened, SUBSCRIBER, self.opened, priority=10)
        registry.subscribe(DisruptionUpdated, SUBSCRIBER, self.updated, priority=5)
        registry.subscribe(DisruptionWithdrawn, SUBSCRIBER, self.withdrawn, priority=10)
        registry.subscribe(DisruptionClosed, SUBSCRIBER, self.closed)
        registry.subscribe(PlanReady, SUBSCRIBER, self.planned, priority=10)
        registry.subscribe(PartyChose, SUBSCRIBER, self.chosen_elsewhere, priority=5)
        registry.subscribe(ChangeConfirmed, SUBSCRIBER, self.confirmed)
        registry.subscribe(ChangeFailed, SUBSCRIBER, self.failed, priority=5)
        registry.subscribe(ChangeNeedsPerson, SUBSCRIBER, self.needs_person)
        registry.subscribe(RefundProgressed, SUBSCRIBER, self.refund_moved)
        registry.subscribe(LinkedProductsDecided, SUBSCRIBER, self.linked_decided)

    async def opened(self, events: list[DisruptionOpened]) -> None:
        await self._outreach.campaigns.open([e.disruption_id for e in events])

    async def updated(self, events: list[DisruptionUpdated]) -> None:
        await self._outreach.campaigns.open(list(dict.fromkeys(e.disruption_id for e in events)))
        for event in events:
            if event.what == "kind":
                await self._outreach.campaigns.changed_kind(event.disruption_id, event.kind)

    async def withdrawn(self, events: list[DisruptionWithdrawn]) -> None:
        for event in events:
            await self._outreach.campaigns.withdraw(event.disruption_id)

    async def closed(self, events: list[DisruptionClosed]) -> None:
        await self._outreach.campaigns.close([e.disruption_id for e in events])

    async def planned(self, events: list[PlanReady]) -> None:
        ids = dict.fromkeys(i for e in events for i in e.disruption_ids)
        await self._outreach.campaigns.planned(list(ids))

    async def chosen_elsewhere(self, events: list[PartyChose]) -> None:
        for event in events:
            choice = Choice(event.kind)
            await self._outreach.follow_ups.chosen_elsewhere(
                event.party_id, choice, event.change_id, event.said_by, event.consent
            )

    async def confirmed(self, events: list[ChangeConfirmed]) -> None:
        for event in events:
            await self._outreach.follow_ups.confirmed(event.subject, event.change_id, event.kind)

    async def failed(self, events: list[ChangeFailed]) -> None:
        for event in events:
            await self._outreach.follow_ups.failed(event.subject, event.change_id, event.reason)

    async def needs_person(self, events: list[ChangeNeedsPerson]) -> None:
        for event in events:
            await self._outreach.follow_ups.needs_person(event.subject, event.change_id, event.reason)

    async def refund_moved(self, events: list[RefundProgressed]) -> None:
        for event in events:
            await self._outreach.follow_ups.refund_moved(
                event.subject, event.refund_id, event.state, event.due_on
            )

    async def linked_decided(self, events: list[LinkedProductsDecided]) -> None:
        await self._outreach.linked.hand_on(events)
