"""Searching a small index: the right article first, however it is typed; nothing rather than something wrong."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.knowledge import Content, KnowledgeSettings
from hongyan.knowledge.find_articles import find
from hongyan.knowledge.model import Hit, State, Version
from hongyan.knowledge.pinyin_of import sounds
from hongyan.knowledge.search_index import Document, SearchIndex
from hongyan.knowledge.synonyms import Synonyms, shipped_table
from tests.builders.knowledge import NOON, PETS, PETS_EN, POWER_BANKS, REFUNDS, index_of

ALL = (PETS, POWER_BANKS, REFUNDS, PETS_EN)
TABLE = Synonyms.parse(shipped_table())
THRESHOLD = KnowledgeSettings().threshold


def asked(question: str, index: SearchIndex | None = None, **options: str) -> list[Hit]:
    return find(question, index or index_of(*ALL), TABLE, NOON, language=options.get("language"))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("充电宝可以托运吗", POWER_BANKS.title),
        ("移动电源能不能带", POWER_BANKS.title),
        ("怎么退票", REFUNDS.title),
        ("tuipiao", REFUNDS.title),
        ("充店宝", POWER_BANKS.title),
        ("chongdianbao", POWER_BANKS.title),
        ("can my dog travel", PETS_EN.title),
        ("can my dog travl in the hold", PETS_EN.title),
        ("passanger with a cat", PETS_EN.title),
    ],
)
def test_the_right_article_comes_first_however_it_is_typed(question: str, title: str) -> None:
    assert asked(question)[0].title == title


@pytest.mark.parametrize(
    "question", ["", "？？", "怎么做红烧肉比较好吃", "how do I bake bread", "量子力学的基本原理"]
)
def test_what_no_article_says_is_not_found(question: str) -> None:
    assert [hit for hit in asked(question) if hit.score >= THRESHOLD] == []


def test_the_words_that_matched_are_shown_in_the_quote() -> None:
    best = asked("充电宝托运")[0]
    shown = {best.quote[a:b] for a, b in best.spans}
    assert "充电宝" in shown and any("托运" in words for words in shown)


def test_a_language_asked_for_is_kept() -> None:
    assert {hit.language for hit in asked("宠物 pet", language="en")} == {"en"}
    assert {hit.language for hit in asked("宠物 pet")} == {"en", "zh-CN"}


QUESTION = st.text("充电宝托运退票宠物猫狗行李abdogct 怎么吗？", max_size=30)


@given(QUESTION)
def test_scores_are_shares_each_article_comes_once_and_asking_again_changes_nothing(question: str) -> None:
    index = index_of(*ALL)
    hits = asked(question, index)
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert len({hit.article_id for hit in hits}) == len(hits)
    assert hits == asked(question, index)
    for hit in hits:
        assert all(0 <= a < b <= len(hit.quote) for a, b in hit.spans)


@given(QUESTION)
def test_width_and_case_change_nothing(question: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in question)
    index = index_of(*ALL)
    assert [h.article_id for h in asked(question.upper(), index)] == [
        h.article_id for h in asked(wide, index)
    ]


@given(st.permutations(ALL))
def test_the_order_of_import_does_not_decide(contents: Sequence[Content]) -> None:
    for question in ("充电宝可以托运吗", "怎么退票", "can my dog travel"):
        found, plain = asked(question, index_of(*contents)), asked(question)
        assert found[0].title == plain[0].title
        assert found[0].score == pytest.approx(plain[0].score, abs=1e-3)


def _documents(article_id: str, content: Content) -> list[Document]:
    return [Document.of(Version(article_id, 1, content, State.APPROVED, "x", NOON), "handbook.md", "")]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([*ALL, None])), max_size=30))
def test_an_index_changed_step_by_step_finds_what_one_built_at_once_finds(
    changes: list[tuple[str, Content | None]],
) -> None:
    """Over segments, replaced slots and merges."""
    grown, wanted = SearchIndex(), dict[str, list[Document]]()
    for article_id, content in changes:
        documents = _documents(article_id, content) if content else []
        grown = grown.changed({article_id: documents}).prepare()
        wanted[article_id] = documents
    whole = SearchIndex().changed({k: v for k, v in wanted.items() if v})
    for question in ("充电宝可以托运吗", "tuipiao", "my dgo and a cat travl"):
        once = {(h.article_id, h.title) for h in asked(question, whole)}
        assert {(h.article_id, h.title) for h in asked(question, grown)} == once


def test_a_prepared_index_reads_nothing_aloud_while_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of sounds is made while loading; a mistyped word only asks for its own sound."""
    index = index_of(*ALL, *(replace(PETS, title=f"宠物 {i}") for i in range(20))).prepare()
    heard: list[str] = []

    def listening(word: str) -> tuple[str, ...]:
        heard.append(word)
        return sounds(word)

    monkeypatch.setattr("hongyan.knowledge.search_index.sounds", listening)
    assert asked("tuipiao", index)[0].title == REFUNDS.title
    assert asked("充店宝", index)[0].title == POWER_BANKS.title
    assert heard == []
    assert asked("tuipiao", index_of(*ALL)) and heard, "without preparing, the first search makes the table"
