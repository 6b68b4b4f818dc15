"""The simulated SMS, push and mail keep the sender contract."""

from datetime import timedelta

import pytest

from hongyan.core.clock import ManualClock
from hongyan.messaging import Sender
from hongyan.messaging.adapters.simulated_agencies import SimulatedAgencies
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

    async def test_a_bounce_comes_back_though_nothing_else_does(
        self, db: Database, clock: ManualClock
    ) -> None:
        mail = SimulatedMail(db, clock, people(email={"bounced": 1.0}))
        await mail.send([a_message(clock, "li@example.com")])
        clock.advance(timedelta(minutes=2))
        (receipt,) = await mail.receipts(0)
        assert (receipt.attempt_id, receipt.result) == ("att_1", "bounced")


class TestSimulatedAgencies(SenderContract):
    address = pytest.fixture(lambda self: "99900001")

    @pytest.fixture
    def sender(self, db: Database, clock: ManualClock) -> Sender:
        return SimulatedAgencies(db, clock, people(agency={"acknowledges": 1.0}))

    async def test_each_agency_gets_one_notice_and_confirms_each_passenger(
        self, db: Database, clock: ManualClock
    ) -> None:
        agencies = SimulatedAgencies(db, clock, people(agency={"acknowledges": 1.0, "passes_on": 1.0}))
        orders = [a_message(clock, f"9990000{n % 2}", f"att_{n}") for n in range(6)]
        assert set((await agencies.send(orders)).values()) == {"sent"}
        async with db.snapshot() as conn:
            rows = await conn.rows(
                "select agency, orders from simulated_messages.agency_notice order by agency"
            )
        assert [(r["agency"], r["orders"]) for r in rows] == [("99900000", 3), ("99900001", 3)]
        assert await agencies.receipts(0) == []  # acknowledged, and nobody told yet
        clock.advance(timedelta(hours=1))
        assert {r.attempt_id for r in await agencies.receipts(0)} == {f"att_{n}" for n in range(6)}

    async def test_a_system_that_does_not_answer_has_taken_nothing(
        self, db: Database, clock: ManualClock
    ) -> None:
        agencies = SimulatedAgencies(db, clock, people(agency={"acknowledges": 0.0}))
        assert await agencies.send([a_message(clock, "99900001")]) == {"att_1": "refused"}
        clock.advance(timedelta(hours=1))
        assert await agencies.receipts(0) == []


def people(**changes: dict[str, float]) -> Population:
    """The population of the package with some shares changed."""
    parameters = Population.from_file().parameters
    return Population(parameters | {part: parameters[part] | values for part, values in changes.items()})
