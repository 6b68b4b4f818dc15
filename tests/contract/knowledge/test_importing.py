"""Imports against a real database: idempotent by source and section, refusals kept and tried again."""

from pathlib import Path

import pytest

from hongyan.core.clock import ManualClock
from hongyan.core.errors import HongyanError
from hongyan.knowledge import Given
from hongyan.runtime import Database
from tests.builders.knowledge import OPERATOR, docx_of, make_knowledge, pdf_of

STATUTE = """# 测试运输法

<!-- INFO END -->

## 第一章 总则

第一条 本法规范测试运输。

第二条 承运人应当妥善保管托运行李。

## 第二章 责任

第三条 托运行李遗失的，承运人应当承担赔偿责任。

遗失是指到达后二十一日仍未找到。
"""


async def test_the_same_file_again_changes_nothing(db: Database, clock: ManualClock) -> None:
    imports = make_knowledge(db, clock).imports
    first = await imports.file("law(2020-01-01).md", STATUTE.encode(), OPERATOR)
    again = await imports.file("law(2020-01-01).md", STATUTE.encode(), OPERATOR)
    assert (first.new, first.changed) == (3, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)


async def test_only_the_changed_article_gets_a_version(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    await knowledge.imports.file("law.md", STATUTE.encode(), OPERATOR)
    newer = STATUTE.replace("二十一日", "三十日")
    done = await knowledge.imports.file("law.md", newer.encode(), OPERATOR)
    assert (done.new, done.changed, done.unchanged) == (0, 1, 2)
    hits = await knowledge.search("行李丢了航空公司赔不赔", audience="public")
    assert hits[0].section == "第三条" and hits[0].number == 2
    assert "三十日" in hits[0].quote and "二十一日" not in hits[0].quote


async def test_every_format_becomes_articles(db: Database, clock: ManualClock, tmp_path: Path) -> None:
    (tmp_path / "pets.md").write_text("# 宠物\n\n猫和狗可以托运。", encoding="utf-8")
    (tmp_path / "meals.docx").write_bytes(
        docx_of(("Title", "Special meals"), ("Normal", "Order a meal 24 hours before departure."))
    )
    (tmp_path / "seats.pdf").write_bytes(pdf_of("Seats", "Exit row seats are for adults only."))
    (tmp_path / "lounge.html").write_text(
        "<html><head><title>Lounge</title></head><body><nav>Menu</nav><article><h1>Lounge</h1>"
        "<p>The lounge in Chongqing opens at five in the morning and closes with the last departure of the day.</p>"
        "<p>Guests of gold members are welcome for a fee.</p></article></body></html>",
        encoding="utf-8",
    )
    (tmp_path / "notes.xyz").write_text("not read")
    knowledge = make_knowledge(db, clock)
    done = await knowledge.imports.folder(tmp_path, OPERATOR)
    assert done.new == 4 and not done.refused
    for question, source in (
        ("宠物", "pets.md"),
        ("order a special meal", "meals.docx"),
        ("exit row", "seats.pdf"),
        ("when does the lounge open", "lounge.html"),
    ):
        hits = await knowledge.search(question)
        assert hits and hits[0].source == source, question


async def test_a_refused_file_is_kept_with_its_reason_and_can_be_tried_again(
    db: Database, clock: ManualClock
) -> None:
    knowledge = make_knowledge(db, clock)
    done = await knowledge.imports.file("broken.docx", b"PK not really", Given("mei", approve=True))
    assert done.refused and done.refused[0][0] == "broken.docx"
    (row,) = await knowledge.imports.listed()
    assert row["state"] == "refused" and "DOCX" in row["reason"] and row["tries"] == 1
    again = await knowledge.imports.retry(row["import_id"], "mei")
    assert again.refused
    (row,) = await knowledge.imports.listed()
    assert row["tries"] == 2
    await knowledge.imports.dismiss(row["import_id"], "mei")
    assert await knowledge.imports.listed() == []
    with pytest.raises(HongyanError):
        await knowledge.imports.retry(row["import_id"], "mei")


async def test_what_is_in_review_answers_nobody(db: Database, clock: ManualClock) -> None:
    knowledge = make_knowledge(db, clock)
    await knowledge.imports.file("pets.md", "# 宠物\n\n猫和狗可以托运。".encode(), Given("mei"))
    assert await knowledge.answer("宠物可以托运吗", "zh-CN") == []
