"""Turns in a call, without audio: what breaks in on what is being said, and what silence means."""

from dataclasses import dataclass, field

import pytest

from hongyan.core.errors import InvalidInput
from hongyan.telephony import Spoken, Then
from hongyan.telephony.voice_loop import VoiceLoop

MENU = Spoken("一或二", "zh-CN", payloads=("a", "b"))


@dataclass
class Talk:
    """Answers as told, and keeps what it was asked."""

    answers: list[Spoken | Exception]
    asked: list[tuple[str, ...]] = field(default_factory=list)

    async def start(self) -> Spoken:
        return self._next("start")

    async def said(self, client_id: str, text: str, cut_in: bool = False) -> Spoken:
        return self._next(client_id, "said", text, str(cut_in))

    async def keyed(self, client_id: str, digits: str, cut_in: bool = False) -> Spoken:
        return self._next(client_id, "keyed", digits, str(cut_in))

    async def silent(self, client_id: str) -> Spoken:
        return self._next(client_id, "silent")

    def _next(self, *asked: str) -> Spoken:
        self.asked.append(asked)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Media:
    done: list[str] = field(default_factory=list)

    async def say(self, said: Spoken) -> bool:
        self.done.append(f"say {said.text}")
        return bool(said.text)

    async def stop(self) -> None:
        self.done.append("stop")

    async def to_person(self) -> None:
        self.done.append("person")

    async def release(self) -> None:
        self.done.append("release")


async def begun(*answers: Spoken | Exception) -> tuple[VoiceLoop, Talk, Media]:
    talk, media = Talk(list(answers)), Media()
    loop = VoiceLoop(talk, media, "call", 8.0)  # type: ignore[arg-type]
    await loop.begin()
    return loop, talk, media


async def test_a_key_stops_what_is_said_and_is_marked_as_cutting_in() -> None:
    loop, talk, media = await begun(MENU, Spoken("好", "zh-CN"))
    await loop.pressed("2")
    assert media.done == ["say 一或二", "stop", "say 好"]
    assert talk.asked[-1] == ("call-1", "keyed", "2", "True")


async def test_after_the_end_a_key_cuts_in_on_nothing() -> None:
    loop, talk, media = await begun(MENU, Spoken("好", "zh-CN"))
    await loop.played()
    assert loop.listening_until is not None
    await loop.pressed("2")
    assert "stop" not in media.done and talk.asked[-1] == ("call-1", "keyed", "2", "False")
    assert loop.listening_until is None, "nobody listens while something is said"


async def test_digits_that_began_over_the_words_are_cutting_in_to_their_last() -> None:
    loop, talk, media = await begun(Spoken("区号", "zh-CN"), Spoken("好", "zh-CN"), Spoken("再来", "zh-CN"))
    for key in "512":
        await loop.pressed(key)
    assert media.done == ["say 区号", "stop"] and loop.listening_until is not None
    await loop.in_vain()
    assert talk.asked[-1] == ("call-1", "keyed", "512", "True")
    await loop.played()
    await loop.words("你好")
    assert talk.asked[-1] == ("call-2", "said", "你好", "False")


async def test_silence_is_told_and_each_has_its_own_name() -> None:
    loop, talk, _ = await begun(MENU, MENU, MENU)
    for _ in range(2):
        await loop.played()
        await loop.in_vain()
    assert talk.asked[1:] == [("call-1", "silent"), ("call-2", "silent")]


@pytest.mark.parametrize(("then", "act"), [(Then.PERSON, "person"), (Then.GOODBYE, "release")])
async def test_what_comes_after_comes_when_all_has_been_said(then: Then, act: str) -> None:
    loop, _, media = await begun(Spoken("再见", "zh-CN", then))
    assert act not in media.done
    await loop.played()
    await loop.played()
    assert media.done.count(act) == 1


async def test_without_words_it_goes_on_at_once() -> None:
    _, _, media = await begun(Spoken("", "zh-CN", Then.GOODBYE))
    assert media.done[-1] == "release"


async def test_an_offer_that_has_gone_is_said_anew() -> None:
    loop, talk, media = await begun(
        MENU, InvalidInput("this button was not offered"), Spoken("现在", "zh-CN")
    )
    await loop.played()
    await loop.pressed("1")
    assert talk.asked[-1] == ("start",) and media.done[-1] == "say 现在"


async def test_what_is_no_key_is_refused() -> None:
    loop, _, _ = await begun(MENU)
    with pytest.raises(ValueError, match="no key"):
        await loop.pressed("x")
