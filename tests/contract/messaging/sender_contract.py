"""What every sender adapter must do; an adapter's test class inherits this and gives ``sender``, ``clock``, ``address``."""

from datetime import timedelta

from hongyan.core.clock import ManualClock
from hongyan.messaging import OutboundMessage, Sender


def a_message(
    clock: ManualClock, to: str, attempt_id: str = "att_1", body: str = "您的航班已取消 /p/x"
) -> OutboundMessage:
    return OutboundMessage(attempt_id, to, "zh-CN", "航班通知", body, clock.now() + timedelta(seconds=60))


class SenderContract:
    """Sending, refusing what is too old or nowhere to go, and saying what became of it."""

    async def test_a_message_is_taken(self, sender: Sender, clock: ManualClock, address: str) -> None:
        assert await sender.send([a_message(clock, address)]) == {"att_1": "sent"}

    async def test_a_batch_is_answered_message_by_message(
        self, sender: Sender, clock: ManualClock, address: str
    ) -> None:
        late = a_message(clock, address, "att_late")
        clock.advance(timedelta(seconds=61))
        good = [a_message(clock, address, f"att_{n}") for n in range(12)]
        answers = await sender.send([late, *good])
        assert answers.pop("att_late") == "expired"
        assert answers == {m.attempt_id: "sent" for m in good}

    async def test_an_impossible_address_is_invalid(self, sender: Sender, clock: ManualClock) -> None:
        assert await sender.send([a_message(clock, "")]) == {"att_1": "invalid"}

    async def test_nothing_to_send_is_no_work(self, sender: Sender) -> None:
        assert await sender.send([]) == {}

    async def test_standing_knows_or_says_that_it_cannot(
        self, sender: Sender, clock: ManualClock, address: str
    ) -> None:
        await sender.send([a_message(clock, address)])
        standing = await sender.standing(["att_1", "att_none"])
        assert standing["att_1"] in ("sent", "unknown")
        assert standing["att_none"] in ("never_sent", "unknown")

    async def test_receipts_come_once_a_cursor(
        self, sender: Sender, clock: ManualClock, address: str
    ) -> None:
        await sender.send([a_message(clock, address)])
        clock.advance(timedelta(minutes=10))
        receipts = await sender.receipts(0)
        if sender.capabilities.bounces:
            assert all(r.result == "bounced" for r in receipts)
        elif not sender.capabilities.receipts:
            assert receipts == []
        assert all(
            r.result in ("delivered", "undelivered", "bounced", "expired", "passed_on", "not_passed_on")
            for r in receipts
        )
        after = receipts[-1].sequence if receipts else 0
        assert await sender.receipts(after) == []
