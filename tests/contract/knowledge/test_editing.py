"""Editing, review and the work list against a real database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hongyan.core.clock import ManualClock
from hongyan.core.errors import InvalidInput
from hongyan.knowledge import State
from hongyan.knowledge.errors import NoSuchArticle, NotInState, OwnReview
from hongyan.runtime import Database
from tests.builders.knowledge import PETS, POWER_BANKS, REFUNDS, make_knowledge, put


async def test_a_draft_answers_only_after_somebody_else_approves(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    draft = await knowledge.editor.write(PETS, "mei")
    assert await knowledge.answer("宠物可以托运吗", "zh-CN") == []
    await knowledge.editor.submit(draft.article_id, 1)
    with pytest.raises(OwnReview):
        await knowledge.editor.approve(draft.article_id, 1, "mei")
    await knowledge.editor.approve(draft.article_id, 1, "li")
    (best, *_) = await knowledge.answer("宠物可以托运吗", "zh-CN")
    assert best.citation.ref == draft.article_id


async def test_the_approved_version_answers_until_the_next_is_approved(
    db: Database, clock: ManualClock
) -> None:
    knowledge = make_knowledge(db, clock)
    await put(knowledge, PETS)
    (hit,) = await knowledge.search("宠物")
    second = await knowledge.editor.revise(hit.article_id, replace(PETS, body="只能托运一只猫。"), "mei")
    assert second.number == 2 and second.state is State.DRAFT
    (hit,) = await knowledge.search("宠物")
    assert hit.number == 1
    await knowledge.editor.submit(hit.article_id, 2)
    with pytest.raises(NotInState):
        await knowledge.editor.revise(hit.article_id, PETS, "mei")
    sent = await knowledge.editor.send_back(hit.article_id, 2, "li", "狗呢？")
    assert sent.state is State.DRAFT and sent.note == "狗呢？"
    await knowledge.editor.revise(hit.article_id, replace(PETS, body="猫和狗各一只。"), "mei")
    await knowledge.editor.submit(hit.article_id, 2)
    await knowledge.editor.approve(hit.article_id, 2, "li")
    page = await knowledge.editor.page(hit.article_id)
    assert [(v.number, v.state) for v in page.versions] == [(2, State.APPROVED), (1, State.RETIRED)]
    (hit,) = await knowledge.search("宠物")
    assert "各一只" in hit.quote


async def test_withdrawn_articles_answer_no_more(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    await put(knowledge, PETS)
    (hit,) = await knowledge.search("宠物")
    await knowledge.editor.withdraw(hit.article_id, 1, "li", "不再承运")
    assert await knowledge.search("宠物") == []
    await put(knowledge, PETS)
    assert await knowledge.search("宠物") == [], "importing the same text does not bring it back"


async def test_links_questions_and_warnings_are_on_the_page(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    await put(knowledge, replace(PETS, valid_to=clock.now() + timedelta(days=10)), POWER_BANKS)
    (pets, *_) = await knowledge.search("宠物")
    linking = replace(REFUNDS, body=f"带宠物的旅客见[宠物](article:{pets.article_id})。")
    other = await knowledge.editor.write(linking, "mei")
    await knowledge.answer("我想带猫乘机", "zh-CN")
    page = await knowledge.editor.page(pets.article_id)
    assert [link["article_id"] for link in page.links_here] == [other.article_id]
    assert [q.text for q in page.questions] == ["我想带猫乘机"]
    assert page.warnings == ["expires_soon"]
    clock.advance(timedelta(days=400))
    assert set((await knowledge.editor.page(pets.article_id)).warnings) == {"expired", "review_due"}
    rows, total = await knowledge.editor.listed(None, True, 0, 10)
    assert total == len(rows) == 3


async def test_what_makes_no_article_is_refused(db: Database, clock: ManualClock) -> None:
    editor = make_knowledge(db, clock).editor
    with pytest.raises(InvalidInput):
        await editor.write(replace(PETS, body="  "), "mei")
    with pytest.raises(InvalidInput):
        await editor.write(replace(PETS, valid_from=clock.now(), valid_to=clock.now()), "mei")
    with pytest.raises(NoSuchArticle):
        await editor.page("art_0")


async def test_unanswered_questions_become_work_whose_effect_is_measured(
    db: Database, clock: ManualClock
) -> None:
    knowledge = make_knowledge(db, clock)
    await put(knowledge, POWER_BANKS, REFUNDS)
    for question in ("飞机上能带滑雪板吗", "滑雪板怎么带上飞机", "我要带滑雪板坐飞机", "机上有无线网络吗"):
        assert await knowledge.answer(question, "zh-CN") == []
    assert await knowledge.work.gather() == 2
    assert await knowledge.work.gather() == 0, "a question is in one entry only"
    first, *_ = await knowledge.work.listed()
    assert len(first.questions) == 3 and "滑雪板" in first.label
    assert first.before is not None and first.before.answered == 0
    draft = await knowledge.work.draft(first.work_id, "mei")
    assert "3" in draft.content.body and "滑雪板怎么带上飞机" in draft.content.body
    final = replace(
        draft.content, title="携带滑雪板乘机", body="滑雪板可以托运上飞机，计入行李额。", keywords=("滑雪板",)
    )
    await knowledge.editor.revise(draft.article_id, final, "mei")
    await knowledge.editor.submit(draft.article_id, draft.number)
    assert await knowledge.work.measure() == 0, "nothing to measure before approval"
    await knowledge.editor.approve(draft.article_id, draft.number, "li")
    assert await knowledge.work.measure() == 1
    done = await knowledge.work.one(first.work_id)
    assert done.state == "done" and done.after is not None
    assert done.after.answered == 3 and done.after.answered_by_article == 3


async def test_a_badly_rated_answer_becomes_work(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    await put(knowledge, PETS, POWER_BANKS)
    assert await knowledge.answer("充电宝能托运吗", "zh-CN")
    async with db.snapshot() as conn:
        question_id = await conn.value("select question_id from knowledge.question")
    assert await knowledge.work.gather() == 0
    await knowledge.work.rate(question_id, helped=False)
    assert await knowledge.work.gather() == 1


async def test_the_shipped_articles_answer_in_both_languages_and_come_once(
    db: Database, clock: ManualClock
) -> None:
    knowledge = make_knowledge(db, clock)
    assert await knowledge.begin() >= 90
    assert await knowledge.begin() == 0
    for question, language, title in (
        ("20000毫安的充电宝能带上飞机吗", "zh-CN", "充电宝和锂电池"),
        ("tuipiao", "zh-CN", "自愿退票"),
        ("宠物", "zh-CN", "携带宠物乘机"),
        ("行里丢了怎么办", "zh-CN", "托运行李没到或丢失"),
        ("can I bring a power bank", "en", "Power banks and lithium batteries"),
        ("my suitcase is broken", "en", "Damaged bags"),
        ("wheelchiar", "en", "Wheelchair assistance"),
    ):
        answers = await knowledge.answer(question, language)
        assert answers and answers[0].citation.title == title, (question, answers[:1])


async def test_synonyms_are_edited_for_every_process(db: Database, clock: ManualClock) -> None:
    one, other = make_knowledge(db, clock), make_knowledge(db, clock)
    await put(one, PETS, POWER_BANKS, REFUNDS)
    assert await other.answer("毛孩子", "zh-CN") == []
    await one.save_synonyms("宠物, 毛孩子\n", "mei")
    assert await other.answer("毛孩子", "zh-CN")
    with pytest.raises(InvalidInput):
        await one.save_synonyms("只有一个词\n", "mei")
