"""Taking turns in a call, whatever carries its audio: what is said, keys and words that break in on it, and silence."""

import asyncio
from typing import Protocol

from hongyan.core.errors import InvalidInput
from hongyan.telephony.spoken_turns import Keypad, Spoken, Then
from hongyan.telephony.voice_talk import VoiceTalk

_NEXT_KEY_SECONDS = 3.0


class Media(Protocol):
    """Whoever carries the audio of one call."""

    async def say(self, said: Spoken) -> bool:
        """Begin to say it; False when there is nothing to wait for, because there are no words."""
        ...

    async def stop(self) -> None:
        """Break off what is being said."""
        ...

    async def to_person(self) -> None:
        """Put the caller through; where nobody can be had, let them go."""
        ...

    async def release(self) -> None:
        """End the call."""
        ...


class VoiceLoop:
    """One caller's turns. ``listening_until`` (the event loop's time) = when ``in_vain`` is due; None while somebody speaks.

    ``name`` is the call's own, and different after each restart: what is heard is named by it.
    """

    def __init__(self, talk: VoiceTalk, media: Media, name: str, listen_seconds: float) -> None:
        self.talk = talk
        self.listening_until: float | None = None
        self.said: Spoken | None = None
        self._media = media
        self._name = name
        self._listen_seconds = listen_seconds
        self._keypad = Keypad()
        self._speaking = False
        self._cut_in = False  # what is being keyed began before everything had been said
        self._heard = 0

    async def begin(self) -> None:
        """Say the greeting, or after a restart the last words."""
        await self._say(await self.talk.start())

    async def pressed(self, key: str) -> None:
        """A key breaks off what is being said, at once. Raises ValueError for what is no key."""
        await self._break_in()
        answer = self._keypad.press(key)
        if answer is None:
            self._listen(_NEXT_KEY_SECONDS)
        else:
            await self._keyed(answer)

    async def words(self, text: str) -> None:
        """The caller said something; it breaks off what is being said. Raises InvalidInput for what cannot be taken."""
        await self._break_in()
        await self._say(await self.talk.said(self._heard_name(), text, self._cut_in))

    async def played(self) -> None:
        """What was being said has been said to its end."""
        if self._speaking:
            self._speaking = False
            await self._after()

    async def in_vain(self) -> None:
        """Nothing came in time: what was keyed so far is the answer, or there is none."""
        self.listening_until = None
        digits = self._keypad.timed_out()
        if digits is not None:
            await self._keyed(digits)
        else:
            await self._say(await self.talk.silent(self._heard_name()))

    async def to_person(self) -> None:
        """Give up on words: a person must help."""
        self._speaking, self.listening_until = False, None
        await self._media.to_person()

    async def _break_in(self) -> None:
        self.listening_until = None
        if self._speaking:
            self._speaking, self._cut_in = False, True
            await self._media.stop()

    async def _keyed(self, digits: str) -> None:
        try:
            said = await self.talk.keyed(self._heard_name(), digits, self._cut_in)
        except InvalidInput:  # what was offered has gone meanwhile: hear what there is now
            said = await self.talk.start()
        await self._say(said)

    async def _say(self, said: Spoken) -> None:
        self.said, self._cut_in, self._keypad = said, False, Keypad(said.choices)
        self.listening_until = None
        self._speaking = True
        if not await self._media.say(said):
            await self.played()

    async def _after(self) -> None:
        match self.said.then if self.said else Then.LISTEN:
            case Then.LISTEN:
                self._listen(self._listen_seconds)
            case Then.PERSON:
                await self._media.to_person()
            case Then.GOODBYE:
                await self._media.release()

    def _listen(self, seconds: float) -> None:
        self.listening_until = asyncio.get_running_loop().time() + seconds

    def _heard_name(self) -> str:
        self._heard += 1
        return f"{self._name}-{self._heard}"
