"""Whether an answer helped is said in the chat by finger or keyboard, and counted where articles are written."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import PlayedSite, a_phone
from tests.web.test_chat import shot
from tests.web.test_chat_journeys import opened, room, say

__all__ = ["room"]

WORDS = {
    "zh-CN": {
        "question": "可以免费托运多少行李？",
        "group": "这个回答有帮助吗？",
        "yes": "有帮助",
        "no": "没帮助",
        "person": "转人工",
        "reword": "换个说法再问",
        "title": "免费托运行李额",
        "counts": "提问 1 · 有帮助 1 · 没帮助 0 · 未能回答 0",
    },
    "en": {
        "question": "How much baggage can I check in?",
        "group": "Did this answer help?",
        "yes": "Helpful",
        "no": "Not helpful",
        "person": "Talk to a person",
        "reword": "Ask in other words",
        "title": "Checked baggage allowance",
        "counts": "asked 1 · helpful 1 · not helpful 0 · unanswered 0",
    },
}


@pytest.fixture
def chat(browser: Browser, quiet_site: PlayedSite) -> Iterator[Page]:
    """A customer's phone on a quiet day."""
    with a_phone(browser, quiet_site.base_url, 15_000) as page:
        yield page


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_an_answer_is_rated_and_counted(chat: Page, room: Any, lang: str) -> None:
    words = WORDS[lang]
    opened(chat, lang)
    say(chat, words["question"], "20")
    group = chat.get_by_role("group", name=words["group"])
    yes = group.get_by_role("button", name=words["yes"], exact=True)
    no = group.get_by_role("button", name=words["no"], exact=True)
    for button in (yes, no):
        box = button.bounding_box()
        assert box and box["height"] >= 44
    yes.focus()
    chat.keyboard.press("Tab")
    expect(no).to_be_focused()
    chat.keyboard.press("Enter")
    expect(no).to_have_attribute("aria-pressed", "true")
    expect(no).to_be_focused()
    reword = chat.get_by_role("button", name=words["reword"])
    expect(chat.get_by_role("button", name=words["person"]).first).to_be_visible()
    shot(chat, f"chat-rating-{lang}-360")
    assert chat.evaluate("document.documentElement.scrollWidth") <= 360
    reword.click()
    expect(chat.get_by_label(re.compile("Write a message|请输入消息"))).to_be_focused()
    chat.reload()
    expect(no).to_have_attribute("aria-pressed", "true")
    yes.tap()
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(no).to_have_attribute("aria-pressed", "false")
    expect(reword).to_have_count(0)
    desk = room("agent", lang)
    row = desk.get_by_role("button").filter(has_text=words["title"]).filter(has_text=words["counts"])
    expect(row).to_be_visible()
    shot(desk, f"knowledge-use-{lang}")
    row.click()
    expect(desk.get_by_role("article")).to_contain_text(words["counts"])


def test_who_was_not_helped_gets_a_person(chat: Page) -> None:
    opened(chat, "en")
    say(chat, "How much baggage can I check in?", "20")
    chat.get_by_role("button", name="Not helpful").click()
    chat.get_by_role("button", name="Talk to a person").first.click()
    expect(chat.get_by_role("status").filter(has_text="Waiting for a colleague")).to_be_visible()
