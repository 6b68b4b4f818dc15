"""Mail over SMTP against a real server in this process: the sender contract, and what servers do to one."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from hongyan.core.clock import ManualClock
from hongyan.messaging import Sender, SenderUnavailable
from hongyan.messaging.adapters.smtp import SmtpMail
from hongyan.messaging.settings import SmtpSettings
from tests.contract.messaging.sender_contract import SenderContract, a_message


class Mailbox:
    """A mail server that keeps what it takes; some addresses are refused, one drops the connection."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such user"
        if address.startswith("full@"):
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=default)
        self.taken.append(mail)
        if envelope.rcpt_tos[0].startswith("crash@"):
            server.transport.abort()
        return "250 taken"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def settings(server: Controller) -> SmtpSettings:
    return SmtpSettings(host="127.0.0.1", port=server.port, start_tls=False, timeout_seconds=3)


class TestSmtpMail(SenderContract):
    address = pytest.fixture(lambda self: "li@example.com")

    @pytest.fixture
    def sender(self, settings: SmtpSettings, clock: ManualClock) -> Sender:
        return SmtpMail(settings, clock)

    async def test_the_mail_arrives_as_written(
        self, settings: SmtpSettings, clock: ManualClock, mailbox: Mailbox
    ) -> None:
        await SmtpMail(settings, clock).send([a_message(clock, "li@example.com")])
        (mail,) = mailbox.taken
        assert mail["Subject"] == "航班通知"
        assert mail["To"] == "li@example.com"
        assert mail["Message-ID"].startswith("<att_1@")
        assert "您的航班已取消" in mail.get_content()

    async def test_a_refused_recipient_does_not_stop_the_others(
        self, settings: SmtpSettings, clock: ManualClock, mailbox: Mailbox
    ) -> None:
        one = SmtpMail(settings.model_copy(update={"connections": 1}), clock)
        answers = await one.send(
            [
                a_message(clock, "nobody@example.com", "att_1"),
                a_message(clock, "full@example.com", "att_2"),
                a_message(clock, "li@example.com", "att_3"),
            ]
        )
        assert answers == {"att_1": "invalid", "att_2": "refused", "att_3": "sent"}
        assert len(mailbox.taken) == 1

    async def test_a_connection_lost_in_the_middle_leaves_that_mail_in_doubt(
        self, settings: SmtpSettings, clock: ManualClock
    ) -> None:
        one = SmtpMail(settings.model_copy(update={"connections": 1}), clock)
        answers = await one.send(
            [a_message(clock, "crash@example.com", "att_1"), a_message(clock, "li@example.com", "att_2")]
        )
        assert "att_1" not in answers
        assert answers["att_2"] in ("sent", "refused")
        assert await one.standing(["att_1"]) == {"att_1": "unknown"}

    async def test_no_server_is_unavailable(self, clock: ManualClock) -> None:
        nowhere = SmtpMail(SmtpSettings(host="127.0.0.1", port=1, start_tls=False, timeout_seconds=1), clock)
        with pytest.raises(SenderUnavailable):
            await nowhere.send([a_message(clock, "li@example.com")])

    async def test_a_line_break_in_an_address_cannot_add_a_header(
        self, settings: SmtpSettings, clock: ManualClock, mailbox: Mailbox
    ) -> None:
        answers = await SmtpMail(settings, clock).send(
            [a_message(clock, "li@example.com\r\nBcc: all@example.com")]
        )
        assert answers == {"att_1": "invalid"}
        assert mailbox.taken == []
