"""The simulated SMS, push and mail keep the sender contract."""

from datetime import timedelta

import pytest

from hongyan.core.clock import ManualClock
from hongyan.messaging import Sender
from hongyan.messaging.adapters.simulated_mail import SimulatedMail
from hongyan.messaging.adapters.simulated_push import SimulatedPush
from hongyan.messaging.adapters.simulated_sms import SimulatedSms
from hongyan.runtime import Database
from hongyan.telephony.adapters.simulated_population import Population
from tests.builders.outreach import everyone_answers
from tests.contract.messaging.sender_contract import SenderContract, a_message


class TestSimulatedSms(SenderContract):
    address = pytest.fixture(lambda self: "+8613800138000")

    @pytest.fixture
    def sender(self, db: Database, clock: ManualClock) -> Sender:
        return SimulatedSms(db, clock, Population.from_file())

    async def test_a_handset_that_is_on_gives_a_receipt(self, db: Database, clock: ManualClock) -> None:
        sms = SimulatedSms(db, clock, everyone_answers())
        await sms.send([a_message(clock, "+8613800138000")])
        assert await sms.receipts(0) == []
        due = await sms.next_event_at()
        assert due is not None
        clock.set(due)
        (receipt,) = await sms.receipts(0)
        assert (receipt.attempt_id, receipt.result) == ("att_1", "delivered")
        assert await sms.next_event_at() is None

    async def test_the_same_attempt_twice_is_sent_once(self, db: Database, clock: ManualClock) -> None:
        sms = SimulatedSms(db, clock, everyone_answers())
        for _ in range(2):
            assert await sms.send([a_message(clock, "+8613800138000")]) == {"att_1": "sent"}
        clock.advance(timedelta(minutes=5))
        assert len(await sms.receipts(0)) == 1


class TestSimulatedPush(SenderContract):
    address = pytest.fixture(lambda self: "device-token-1")

    @pytest.fixture
    def sender(self, db: Database, clock: ManualClock) -> Sender:
        return SimulatedPush(db, clock, Population.from_file())


class TestSimulatedMail(SenderContract):
    address = pytest.fixture(lambda self: "li@example.com")

    @pytest.fixture
    def sender(self, db: Database, clock: ManualClock) -> Sender:
        return SimulatedMail(db, clock, Population.from_file())
