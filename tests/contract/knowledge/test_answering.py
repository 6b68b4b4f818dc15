"""Answers against a real database: cited, of the right version, audience and language, or none at all."""

from dataclasses import replace
from datetime import timedelta

from hongyan.assistant.ports import KnowledgeBase
from hongyan.core.clock import ManualClock
from hongyan.knowledge import Audience, Content
from hongyan.runtime import Database
from tests.builders.knowledge import PETS, PETS_EN, POWER_BANKS, REFUNDS, make_knowledge, put

HANDLING = [
    Content(f"{name}的托运", f"{name}可以托运，请在值机柜台办理托运手续。")
    for name in ("乐器", "滑雪板", "自行车")
]


async def test_an_answer_cites_article_and_version(db: Database, clock: ManualClock) -> None:
    knowledge: KnowledgeBase = make_knowledge(db, clock)
    await put(knowledge, PETS, POWER_BANKS, REFUNDS)  # type: ignore[arg-type]
    (best, *_) = await knowledge.answer("充电宝能托运吗", "zh-CN")
    assert "禁止托运" in best.text
    assert best.citation.title == POWER_BANKS.title and best.citation.version == "1"
    assert best.citation.ref.startswith("art_") and best.citation.quote == best.text
    assert not best.other_language


async def test_nothing_found_is_empty(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    assert await knowledge.answer("充电宝能托运吗", "zh-CN") == []
    await put(knowledge, PETS, POWER_BANKS, REFUNDS)
    assert await knowledge.answer("怎么做红烧肉比较好吃", "zh-CN") == []
    assert await knowledge.answer("", "zh-CN") == []
    assert await knowledge.answer("？？", "zh-CN") == []


async def test_the_public_is_not_told_what_is_for_agents(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    await put(knowledge, replace(PETS, audience=Audience.AGENTS))
    assert await knowledge.answer("宠物可以托运吗", "zh-CN") == []
    assert await knowledge.answer("宠物可以托运吗", "zh-CN", audience="agents")


async def test_only_what_is_valid_now_answers(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    tomorrow = clock.now() + timedelta(days=1)
    await put(knowledge, PETS)
    await put(knowledge, replace(PETS, body="每位旅客可以托运两只猫或狗。", valid_from=tomorrow))
    (now, *_) = await knowledge.answer("宠物可以托运吗", "zh-CN")
    assert "一只" in now.text and now.citation.version == "1"
    clock.advance(timedelta(days=2))
    (then, *_) = await knowledge.answer("宠物可以托运吗", "zh-CN")
    assert "两只" in then.text and then.citation.version == "2"


async def test_the_askers_language_comes_first_and_another_is_marked(
    db: Database, clock: ManualClock
) -> None:
    knowledge = make_knowledge(db, clock)
    await put(knowledge, PETS_EN, POWER_BANKS, REFUNDS, *HANDLING)
    (best, *_) = await knowledge.answer("宠物可以托运吗", "zh-CN")
    assert best.language == "en" and best.other_language
    await put(knowledge, PETS)
    (best, *_) = await knowledge.answer("宠物可以托运吗", "zh-CN")
    assert best.language == "zh-CN" and not best.other_language


async def test_two_processes_see_each_others_changes(db: Database, clock: ManualClock) -> None:
    one, other = make_knowledge(db, clock), make_knowledge(db, clock)
    await put(one, PETS)
    assert await other.answer("宠物可以托运吗", "zh-CN")
    await put(other, replace(PETS, body="每位旅客可以托运三只猫或狗。"))
    (best, *_) = await one.answer("宠物可以托运吗", "zh-CN")
    assert "三只" in best.text


async def test_questions_are_kept_masked(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    await knowledge.answer("我的电话13800138000，身份证11010519491231002X，宠物怎么托运", "zh-CN")
    async with db.snapshot() as conn:
        text = await conn.value("select text from knowledge.question")
    assert "138" not in text and "1101" not in text and "宠物" in text
