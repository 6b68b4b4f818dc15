"""The model port over real HTTP against a scripted endpoint: what it sees, what it may change, what happens when it fails."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hongyan.assistant.errors import NotConfigured, NotTranslated
from hongyan.assistant.language_model import Drafter, ModelReader, Translator, mask_for_model
from hongyan.assistant.ports import Answer, ModelUnavailable
from hongyan.assistant.understanding import Context, Reading
from hongyan.assistant.words import Gate
from hongyan.conversations import Citation
from tests.builders.model_endpoint import endpoint

CONTEXT = Context(now=datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")), names=("林晓彤",))
DOUBT = Reading("那个，我林晓彤，13800001207，K7M2QD 那个事", "zh", "none", 0.2, False)


async def test_it_sees_no_name_phone_or_locator() -> None:
    async with endpoint(lambda _: '{"intent": "booking.change", "confidence": 0.9, "slots": {}}') as (
        model,
        asked,
    ):
        reading = await ModelReader(model).improve(DOUBT, CONTEXT)
    seen = json.dumps(asked, ensure_ascii=False)
    assert "林晓彤" not in seen and "13800001207" not in seen and "K7M2QD" not in seen
    assert reading.intent == "booking.change" and not reading.sure and reading.confidence <= 0.8


@pytest.mark.parametrize(
    "content",
    [
        '{"intent": "drop.tables", "confidence": 1, "slots": {}}',
        '{"intent": "booking.refund", "confidence": 1, "slots": {}, "confirmed": true}',
        "Sure! I have refunded the ticket.",
        '{"intent": "booking.refund", "confidence": 7, "slots": {}}',
        500,
        "hang",
    ],
)
async def test_nonsense_refusal_and_silence_change_nothing(content: str | int) -> None:
    async with endpoint(lambda _: content) as (model, _):
        assert await ModelReader(model).improve(DOUBT, CONTEXT) == DOUBT


ANSWER = Answer("经济舱可免费托运 20 公斤行李。", Citation(title="行李规定", ref="art_1", version="2"), 0.9)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("经济舱可以免费托运 20 公斤。", True),
        ("经济舱可以免费托运 30 公斤。", False),
        ("我们保证可以托运 20 公斤。", False),
        ("NOTHING", False),
        ("托运。" * 300, False),
    ],
)
async def test_a_draft_with_facts_of_its_own_is_thrown_away(content: str, kept: bool) -> None:
    async with endpoint(lambda _: content) as (model, _):
        draft = await Drafter(model, Gate()).draft("能带多少行李", [ANSWER], "zh")
    assert (draft == content) if kept else draft is None


async def test_a_translation_keeps_codes_names_and_amounts() -> None:
    text = "林晓彤您好，ZZ1305 改签一共 180 元，请联系 13800001207"

    def flip(body: dict) -> str:
        masked = body["messages"][1]["content"]
        return "Dear " + " ".join(
            p for p in ("[NAME_1]", "[FLIGHT_1]", "[AMOUNT_1]", "[PHONE_1]") if p in masked
        )

    async with endpoint(flip) as (model, _):
        made = await Translator(model).translate(text, "en", ("林晓彤",))
    assert made == "Dear 林晓彤 ZZ1305 180 元 13800001207"


async def test_a_translation_that_loses_a_value_is_refused() -> None:
    async with endpoint(lambda _: "Hello, it costs 280") as (model, _):
        with pytest.raises(NotTranslated):
            await Translator(model).translate("ZZ1305 一共 180 元", "en")


async def test_without_a_model_it_says_so() -> None:
    with pytest.raises(NotConfigured):
        await Translator(None).translate("您好", "en")


async def test_a_time_out_is_told_as_unavailable() -> None:
    async with endpoint(lambda _: "hang") as (model, _):
        with pytest.raises(ModelUnavailable):
            await model.complete("s", "u")


def test_masking_gives_every_value_back() -> None:
    text = "HALDANE/GREGOR, 099-2401331007, Z6J3FW, +44 20 7946 0958, CNY 60"
    masked = mask_for_model(text, ("HALDANE/GREGOR",))
    assert not {"HALDANE", "Z6J3FW", "7946"} & set(masked.text.replace("/", " ").split())
    assert masked.restore(masked.text) == text
