"""A call as a conversation: the text dialogue unchanged, said aloud and answered by words or keys.

What carries the audio (an exchange, a browser) plays a ``Spoken`` and brings back what the caller says or presses.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from hongyan.conversations import Conversation, Conversations, Doorbell, Kind, Said, Speaker, State, Turn
from hongyan.conversations.errors import ConversationOver
from hongyan.conversations.ports import ChannelCapabilities
from hongyan.core.phone import to_e164
from hongyan.telephony.ports import Callers
from hongyan.telephony.spoken_turns import Spoken, Then, spoken

NAME = "voice"
_LOOK_AGAIN_SECONDS = 1.0
_PATIENCE_SECONDS = 30.0
_LOOK_BACK = 12  # turns: what was said last is among them
_FAILED = {
    "zh-CN": "抱歉，系统暂时没有响应，我为您转人工。",
    "en": "I am sorry, our system does not answer just now. I will put you through to a colleague.",
}


class VoiceChannel:
    """Turns of a call are played by whoever has the call, as the answer to what was said: nothing is pushed."""

    capabilities = ChannelCapabilities(NAME, text=False, voice=True, keys=True)

    async def deliver(self, conversation: Conversation, turns: Sequence[Turn]) -> None:
        """Nothing: see above."""


class VoiceTalks:
    """Begins talks of callers, and goes on with them in another process."""

    def __init__(
        self,
        conversations: Conversations,
        bell: Doorbell,
        callers: Callers,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        self.conversations = conversations
        self.channel = VoiceChannel()
        self._bell = bell
        self._callers = callers
        self._patience = patience

    async def open(
        self, phone: str | None, language: str, context: Mapping[str, Any] | None = None
    ) -> "VoiceTalk":
        """Begin a talk. ``phone`` = the caller's number as shown, None when withheld; ``language`` = unless known of the caller.

        The number proves what it proves in a text message: the open disruptions of which it is told.
        """
        known = to_e164(phone) if phone else None
        subject: dict[str, Any] = {}
        if known is not None:
            caller = await self._callers.holder(known)
            language = caller.language or language
            if caller.party_ids:
                subject = {
                    "party_ids": list(caller.party_ids),
                    "order_ids": list(caller.order_ids),
                    "by": NAME,
                    "task": "disruption.options",
                }
        conversation = await self.conversations.open(
            NAME, language, subject=subject, customer_key=known, context=context
        )
        return self._talk(conversation.conversation_id)

    async def resume(self, conversation_id: str) -> "VoiceTalk":
        """Go on with a talk after a restart; ``start`` then says what was said last. Raises NoSuchConversation."""
        await self.conversations.read(conversation_id)
        return self._talk(conversation_id)

    def _talk(self, conversation_id: str) -> "VoiceTalk":
        return VoiceTalk(self.conversations, self._bell, conversation_id, self._patience)


class VoiceTalk:
    """One caller's talk. Every method returns what is to be said now; the same ``client_id`` again changes nothing."""

    def __init__(
        self, conversations: Conversations, bell: Doorbell, conversation_id: str, patience: float
    ) -> None:
        self.conversation_id = conversation_id
        self._conversations = conversations
        self._bell = bell
        self._patience = patience
        self._last: Spoken | None = None

    async def start(self) -> Spoken:
        """Return the greeting; after a restart what was said last, or the answer that is still owed."""
        conversation = await self._conversations.read(self.conversation_id)
        turns = await self._conversations.turns(
            self.conversation_id, max(0, conversation.turns - _LOOK_BACK), _LOOK_BACK
        )
        asked = max((turn.number for turn in turns if turn.speaker is Speaker.CUSTOMER), default=0)
        return await self._answered(asked, conversation.language)

    async def said(self, client_id: str, text: str, cut_in: bool = False) -> Spoken:
        """The caller has said ``text``; ``cut_in`` = before everything had been said to them. Raises InvalidInput."""
        return await self._hear(Said(client_id, text, cut_in=cut_in))

    async def keyed(self, client_id: str, digits: str, cut_in: bool = False) -> Spoken:
        """The caller has pressed ``digits``: a choice of what was said last, or data."""
        last = self._last or await self.start()
        payload = last.chosen(digits)
        if payload is not None:
            return await self._hear(Said(client_id, kind=Kind.BUTTON, payload=payload, cut_in=cut_in))
        return await self._hear(Said(client_id, digits, Kind.KEYS, cut_in=cut_in))

    async def silent(self, client_id: str) -> Spoken:
        """Nothing came in time."""
        return await self._hear(Said(client_id, kind=Kind.SILENCE))

    async def ended(self, by: str, with_person: bool = False) -> None:
        """The call is over; ``by`` = customer or robot. Who still waits for a person keeps their place on the list."""
        conversation = await self._conversations.read(self.conversation_id)
        if conversation.state is State.CLOSED:
            return
        if conversation.state is not State.WITH_ROBOT and not with_person:
            return  # a colleague calls back: the call's end takes nothing off their list
        disposition = "handed_over" if with_person else "ended"
        await self._conversations.close(self.conversation_id, by, disposition)

    async def _hear(self, said: Said) -> Spoken:
        language = self._last.language if self._last else "zh-CN"
        try:
            turn = await self._conversations.hear(self.conversation_id, said)
        except ConversationOver:
            return Spoken("", language, Then.GOODBYE)
        return await self._answered(turn.number, language)

    async def _answered(self, asked: int, language: str) -> Spoken:
        """Return what was said after turn ``asked``: by the robot here, or by another process that was quicker."""
        until = time.monotonic() + self._patience
        with self._bell.ear(self.conversation_id) as ear:
            while True:
                await self._conversations.answer(self.conversation_id)
                conversation, turns = await self._conversations.news(self.conversation_id, asked, _LOOK_BACK)
                ours = [turn for turn in turns if turn.speaker is not Speaker.CUSTOMER]
                if ours or conversation.state is not State.WITH_ROBOT:
                    break
                if time.monotonic() > until:
                    self._last = Spoken(_FAILED[language], language, Then.PERSON)
                    return self._last
                await ear.wait(_LOOK_AGAIN_SECONDS)
        self._last = spoken(ours, conversation.state, conversation.language)
        return self._last
