"""What servicing does in the background: goes on with acts, and hears when their changes have ended."""

from hongyan.bookings.events import ChangeConfirmed, ChangeFailed, ChangeNeedsPerson
from hongyan.jobs import Registry
from hongyan.servicing.acts import Acts


def register(registry: Registry, acts: Acts) -> None:
    """Register the subscriber, the sweeper and the due time."""

    async def confirmed(events: list[ChangeConfirmed]) -> None:
        await acts.changes_settled([e.change_id for e in events])

    async def failed(events: list[ChangeFailed]) -> None:
        await acts.changes_settled([e.change_id for e in events])

    async def with_person(events: list[ChangeNeedsPerson]) -> None:
        await acts.changes_settled([e.change_id for e in events])

    registry.subscribe(ChangeConfirmed, "servicing", confirmed)
    registry.subscribe(ChangeFailed, "servicing", failed)
    registry.subscribe(ChangeNeedsPerson, "servicing", with_person)
    registry.sweeper("servicing.acts", 5.0, acts.sweep)
    registry.next_due("servicing", acts.next_due, grain=5)
