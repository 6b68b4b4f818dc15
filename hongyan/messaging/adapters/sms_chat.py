"""Text messages as a channel: one conversation a phone, answers sent once, opting out honoured, replies to numbered lines."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from hongyan.conversations import Conversation, Conversations, Kind, Said, Speaker, State, Turn
from hongyan.conversations.ports import ChannelCapabilities
from hongyan.core.clock import Clock
from hongyan.core.errors import InvalidInput, Unavailable
from hongyan.core.phone import to_e164
from hongyan.messaging import sms_repository as rows
from hongyan.messaging.adapters.sms_survey import SmsSurvey
from hongyan.messaging.ports import InboundSms, OutboundMessage, PhoneHolders, Sender
from hongyan.messaging.sms_text import as_sms, number_in, opts_out
from hongyan.runtime import Database

log = structlog.get_logger(__name__)

NAME = "sms"
_LONGEST = 480  # seven parts of a Chinese message
_VALID = timedelta(minutes=30)
_IN_DOUBT_AFTER = timedelta(minutes=1)
_LOOK_BACK = timedelta(minutes=30)
_BATCH = 500
_TOLD = {
    "zh": "您已退订短信通知，不会再收到此类短信。需要帮助请随时回复短信或联系我们。",
    "en": "You will get no more of these messages. Reply or contact us whenever you need help.",
}


class SmsChat:
    """Takes replies in and brings turns out. A message that the provider hands over twice is one message."""

    capabilities = ChannelCapabilities(NAME, text=True, max_characters=_LONGEST)

    def __init__(
        self,
        db: Database,
        clock: Clock,
        conversations: Conversations,
        sender: Sender,
        holders: PhoneHolders,
        survey: SmsSurvey | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self.conversations = conversations
        self._sender = sender
        self._holders = holders
        self.survey = survey
        self._answers: set[asyncio.Task[Any]] = set()

    # — in —

    async def hear(self, message: InboundSms) -> str | None:
        """Store what came, once; returns its conversation (None = they opted out). Raises InvalidInput.

        Everything here may be repeated after a crash: the provider sends again what was not acknowledged.
        """
        phone = to_e164(message.sender)
        if phone is None:
            raise InvalidInput("the sender is no telephone number")
        if not message.text.strip():
            raise InvalidInput("the message is empty")
        async with self._db.transaction() as conn:
            row = await rows.take_in(conn, message.message_id, self._clock.now())
        if row["handled_at"] is not None:
            known = row["conversation_id"]
            return None if known is None else str(known)
        if opts_out(message.text):
            await self._opt_out(phone, message)
            return None
        if self.survey is not None and not await self._talking(phone):
            rated = await self.survey.take(phone, message.text, message.message_id, self._send_about)
            if rated is not None:
                async with self._db.transaction() as conn:
                    await rows.handled(conn, message.message_id, None, "rated", self._clock.now())
                return None
        conversation = await self._conversation(phone, message.text)
        said = await self._said(conversation, message)
        await self.conversations.hear(conversation.conversation_id, said)
        async with self._db.transaction() as conn:
            cid, now = conversation.conversation_id, self._clock.now()
            await rows.touch(conn, cid, now)
            await rows.handled(conn, message.message_id, cid, "said", now)
        return conversation.conversation_id

    def answer_soon(self, conversation_id: str) -> None:
        """Let the robot answer beside the request; if this process ends, a sweeper of another goes on."""
        task = asyncio.create_task(self.conversations.answer(conversation_id))
        self._answers.add(task)
        task.add_done_callback(self._answered)

    def _answered(self, task: "asyncio.Task[Any]") -> None:
        self._answers.discard(task)
        if not task.cancelled():
            task.exception()  # whatever it was, the sweeper finds the turn again

    async def settle(self) -> None:
        """Wait for answers under way, so that a process ends politely."""
        await asyncio.gather(*self._answers, return_exceptions=True)

    async def _talking(self, phone: str) -> bool:
        """Say whether a conversation with this phone is under way."""
        async with self._db.snapshot() as conn:
            known = await rows.newest_thread(conn, self.conversations.keys.hashed(phone))
        return known is not None and (await self.conversations.read(known)).state is not State.CLOSED

    async def _conversation(self, phone: str, text: str) -> Conversation:
        """Return the phone's open conversation, or begin one with what this phone proves: its disrupted parties, no more."""
        phone_hash = self.conversations.keys.hashed(phone)
        holder = await self._holders.holder(phone)
        subject: dict[str, Any] = {}
        if holder.party_ids:
            subject = {
                "party_ids": list(holder.party_ids),
                "order_ids": list(holder.order_ids),
                "by": "sms",
                "task": "disruption.options",
            }
        async with self._db.transaction() as conn:
            await rows.lock_phone(conn, phone_hash)
            known = await rows.newest_thread(conn, phone_hash)
            if known is not None:
                conversation = await self.conversations.read(known)
                if conversation.state is not State.CLOSED:
                    return await self._proved(conversation, subject)
            conversation = await self.conversations.open(
                NAME,
                holder.language or ("zh-CN" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en"),
                subject=subject,
                customer_key=phone,
                context={"customer_first": True},
            )
            await rows.add_thread(conn, conversation.conversation_id, phone_hash, self._clock.now())
        return conversation

    async def _proved(self, conversation: Conversation, subject: dict[str, Any]) -> Conversation:
        """A disruption may have come since the conversation began."""
        parties = subject.get("party_ids", [])
        if set(parties) <= set(conversation.subject.get("party_ids", ())):
            return conversation
        async with self._db.transaction() as conn:
            return await self.conversations.records.set_subject(
                conn, conversation.conversation_id, {k: v for k, v in subject.items() if k != "task"}
            )

    async def _said(self, conversation: Conversation, message: InboundSms) -> Said:
        """A number means the line of the last answer that has it; without such lines it is a key."""
        number = number_in(message.text)
        if number is None:
            return Said(message.message_id, message.text)
        spoken = [
            t
            for t in await self.conversations.turns(
                conversation.conversation_id, max(0, conversation.turns - 8)
            )
            if t.speaker is Speaker.ROBOT
        ]
        buttons = spoken[-1].buttons if spoken else ()
        if 0 < number <= len(buttons):
            return Said(message.message_id, kind=Kind.BUTTON, payload=buttons[number - 1].payload)
        return Said(message.message_id, str(number), Kind.KEYS)

    async def _opt_out(self, phone: str, message: InboundSms) -> None:
        await self._holders.opt_out(phone, "passenger:sms")
        language = "zh" if (await self._holders.holder(phone)).language != "en" else "en"
        await self._send(f"smsoptout_{message.message_id}", None, None, phone, language, _TOLD[language])
        async with self._db.transaction() as conn:
            await rows.handled(conn, message.message_id, None, "opt_out", self._clock.now())

    # — out —

    async def deliver(self, conversation: Conversation, turns: Sequence[Turn]) -> None:
        """Send what robot and colleagues said, each turn once: its id names the message."""
        phone = conversation.customer_key
        if phone is None:
            return
        for turn in turns:
            if turn.speaker in (Speaker.ROBOT, Speaker.AGENT) and turn.text.strip():
                body = as_sms(turn.text, turn.buttons, turn.language, _LONGEST)
                await self._send(
                    f"sms_{turn.turn_id}",
                    conversation.conversation_id,
                    turn.number,
                    phone,
                    turn.language,
                    body,
                )
        async with self._db.transaction() as conn:
            await rows.delivered(conn, conversation.conversation_id, turns[-1].number)

    async def ask_surveys(self, now: datetime) -> int:
        """Ask customers of closed conversations how it was."""
        return await self.survey.ask_due(now, self._send_about) if self.survey is not None else 0

    async def _send_about(self, message_id: str, conversation: Conversation, body: str) -> None:
        """Send what belongs to a conversation that is over and is no turn of it."""
        if conversation.customer_key is not None:
            await self._send(message_id, None, None, conversation.customer_key, conversation.language, body)

    async def _send(
        self,
        message_id: str,
        conversation_id: str | None,
        number: int | None,
        phone: str,
        language: str,
        body: str,
    ) -> None:
        now = self._clock.now()
        async with self._db.transaction() as conn:
            if not await rows.intend(conn, message_id, conversation_id, number, now, now + _VALID):
                return  # sent, or being sent, or in doubt: never a second time
        message = OutboundMessage(message_id, phone, language, "", body, now + _VALID)
        try:
            answers = await self._sender.send([message])
        except Unavailable:
            answers = {message_id: "unavailable"}
        if message_id in answers:
            async with self._db.transaction() as conn:
                await rows.settle(conn, message_id, "sent" if answers[message_id] == "sent" else "failed")

    async def sweep(self, now: datetime) -> int:
        """Bring out what a dead process did not, ask about messages in doubt, and store receipts."""
        return await self._undelivered(now) + await self._reconcile(now) + await self._receipts()

    async def _undelivered(self, now: datetime) -> int:
        async with self._db.snapshot() as conn:
            threads = await rows.threads_since(conn, now - _LOOK_BACK, _BATCH)
        done = 0
        for thread in threads:
            conversation = await self.conversations.read(thread["conversation_id"])
            left = await self.conversations.turns(conversation.conversation_id, thread["delivered"])
            if left:
                await self.deliver(conversation, left)
                done += 1
        return done

    async def _reconcile(self, now: datetime) -> int:
        async with self._db.snapshot() as conn:
            doubtful = await rows.in_doubt(conn, now - _IN_DOUBT_AFTER, _BATCH)
        if not doubtful:
            return 0
        standing = await self._sender.standing(doubtful)
        async with self._db.transaction() as conn:
            for message_id in doubtful:
                told = standing.get(message_id, "unknown")
                await rows.settle(
                    conn, message_id, {"sent": "sent", "never_sent": "failed"}.get(told, "unknown")
                )
        return len(doubtful)

    async def _receipts(self) -> int:
        async with self._db.snapshot() as conn:
            if not await rows.awaits_receipts(conn):
                return 0
        async with self._db.transaction() as conn:
            position = await rows.lock_cursor(conn, NAME)
            found = await self._sender.receipts(position, _BATCH)
            if not found:
                return 0
            records = [{"message_id": r.attempt_id, "result": r.result, "at": r.at} for r in found]
            stored = await rows.receipts(conn, records)
            await rows.save_cursor(conn, NAME, found[-1].sequence)
        return stored
