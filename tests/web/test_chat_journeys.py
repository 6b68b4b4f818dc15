"""What customers get done by chat in a browser, and how knowledge comes to be: in both languages, on one quiet day."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import EMBEDDING, PlayedSite, a_phone
from tests.web.test_chat import bubbles, shot, write


@pytest.fixture
def chat(browser: Browser, quiet_site: PlayedSite) -> Iterator[Page]:
    """A customer's phone on a quiet day."""
    with a_phone(browser, quiet_site.base_url, 15_000) as page:
        yield page


@pytest.fixture
def room(browser: Browser, quiet_site: PlayedSite) -> Iterator[Any]:
    """Opens a control room for somebody, in a language."""
    contexts = []

    def enter(user: str, lang: str) -> Page:
        context = browser.new_context(
            base_url=quiet_site.base_url, viewport={"width": 1440, "height": 900}, locale=lang
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto("/")
        page.get_by_label(re.compile("^(User name|用户名)$")).fill(user)
        page.get_by_label(re.compile("^(Password|密码)$")).fill(quiet_site.password)
        page.get_by_role("button", name=re.compile("Sign in|登录")).click()
        page.get_by_role("link", name=re.compile("^(Knowledge|知识)")).click()
        return page

    yield enter
    for context in contexts:
        context.close()


def say(page: Page, text: str, wanted: str) -> str:
    """Write, and wait for the robot's next words; returns them."""
    robot = page.locator(".chat-turn.robot .chat-bubble")
    before = robot.count()
    write(page, text)
    expect(robot.nth(before)).to_be_visible()
    said = "\n".join(bubbles(page, "robot")[before:])
    assert re.search(wanted, said), f"{text!r} was answered {said!r}"
    return said


def opened(page: Page, lang: str) -> None:
    page.goto(f"/chat?lang={lang}")
    expect(page.locator(".chat-turn.robot .chat-bubble").first).to_be_visible()


CHANGES = {
    "zh-CN": [
        ("我要改签", "订单编号"),
        ("K7M2QD 林晓彤", "ZZ1305"),
        ("27号", "ZZ1309[\\s\\S]*ZZ1311"),
        ("可以免费托运多少行李？", "20"),
        ("继续", "ZZ1309"),
        ("第一个", "ZZ1309[\\s\\S]*确认"),
        ("确认", "ZZ1309"),
    ],
    "en": [
        ("I want to change my flight", "booking reference"),
        ("V2B6HJ Anna Smith", "ZZ1305"),
        ("27 November", "ZZ1309[\\s\\S]*ZZ1311"),
        ("How much baggage can I check in?", "20"),
        ("yes", "ZZ1309"),
        ("the first one", "ZZ1309[\\s\\S]*[Cc]onfirm"),
        ("confirm", "ZZ1309"),
    ],
}
REFUNDS = {
    "zh-CN": [
        ("我要退票", "订单编号"),
        ("T5W9PX 王芳", "CNY|元"),
        ("确认", "退"),
    ],
    "en": [
        ("I want a refund for my ticket", "booking reference"),
        ("R3F8ND Chen Mei", "CNY 200"),
        ("Confirm", "being refunded"),
    ],
}
WRONG = {
    "zh-CN": [("我要退票", "订单编号"), ("QQQQQ2 林晓彤", "核对不上")],
    "en": [("I want a refund for my ticket", "booking reference"), ("M3X9KB Chen Mei", "cannot verify")],
}


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_change_with_a_question_about_baggage_on_the_way(chat: Page, room: Any, lang: str) -> None:
    opened(chat, lang)
    for text, wanted in CHANGES[lang]:
        say(chat, text, wanted)
    shot(chat, f"chat-change-{lang}-360")
    desk = room("agent", lang)
    desk.get_by_role("link", name=re.compile("^(Conversations|对话)")).click()
    lines = desk.get_by_role("region", name=re.compile("^(Conversations|对话)$")).get_by_role("button")
    lines.filter(has_text=re.compile("booking.change|baggage.allowance")).first.click()
    transcript = desk.get_by_role("list", name=re.compile("^(Transcript|对话内容|对话记录)$"))
    expect(transcript).to_contain_text("ZZ1309")
    why = desk.get_by_text(re.compile("^(Why|依据).*booking.change"))
    why.last.click()
    expect(transcript.locator("details[open] dl").first).to_contain_text("booking.change")
    shot(desk, f"conversation-view-{lang}")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_refund(chat: Page, lang: str) -> None:
    opened(chat, lang)
    for text, wanted in REFUNDS[lang]:
        say(chat, text, wanted)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_wrong_locator_is_refused_and_nothing_is_told(chat: Page, lang: str) -> None:
    opened(chat, lang)
    for text, wanted in WRONG[lang]:
        said = say(chat, text, wanted)
    assert not re.search(r"ZZ\d{4}|CNY", said)


@pytest.mark.parametrize(
    ("lang", "questions"),
    [
        ("zh-CN", ["可以带冲浪板吗", "那冲浪板呢", "冲浪板到底行不行", "冲浪板", "说说冲浪板"]),
        (
            "en",
            [
                "Can I take a surfboard?",
                "And a surfboard?",
                "Surfboards?",
                "A surfboard",
                "Surfboard, please",
            ],
        ),
    ],
)
def test_who_is_not_answered_is_offered_a_person(chat: Page, lang: str, questions: list[str]) -> None:
    opened(chat, lang)
    person = chat.get_by_role("button", name=re.compile("转人工|Talk to a person"))
    for question in questions:
        if not person.count():
            say(chat, question, ".")
    person.last.click()
    expect(chat.get_by_text(re.compile("Waiting for a colleague|等待同事|排队"))).to_be_visible()
    shot(chat, f"chat-person-offered-{lang}-360")


@pytest.mark.parametrize(
    ("lang", "title", "body", "question", "word"),
    [
        ("zh-CN", "冲浪板托运", "冲浪板按超大行李收费，见[行李额](article:{link})。", "冲浪板", "待审"),
        (
            "en",
            "Skis in the hold",
            "Skis travel as oversize baggage, see [allowance](article:{link}).",
            "skis",
            "In review",
        ),
    ],
)
def test_an_article_is_written_reviewed_by_somebody_else_and_found(
    room: Any, lang: str, title: str, body: str, question: str, word: str
) -> None:
    label = {
        "zh-CN": {"new": "新条目", "title": "标题", "text": "正文（Markdown）", "save": "保存草稿", "submit": "提交审核",
                  "approve": "批准", "links": "哪些条目链接到这里", "allowance": "免费托运行李额"},
        "en": {"new": "New article", "title": "Title", "text": "Text (Markdown)", "save": "Save draft",
               "submit": "Submit for review", "approve": "Approve", "links": "What links here",
               "allowance": "Checked baggage allowance"},
    }[lang]  # fmt: skip
    author = room("agent", lang)
    author.get_by_role("button", name=re.compile(label["allowance"])).first.click()
    expect(author.get_by_role("heading", name=label["allowance"])).to_be_visible()
    allowance = author.url.rsplit("/", 1)[-1]
    author.get_by_role("button", name=label["new"]).click()
    author.get_by_label(label["title"], exact=True).fill(title)
    author.get_by_label(label["text"], exact=True).fill(body.format(link=allowance))
    author.get_by_role("button", name=label["save"]).click()
    expect(author.get_by_role("heading", name=title)).to_be_visible()
    author.get_by_role("button", name=label["submit"]).click()
    expect(author.get_by_text(re.compile(word)).first).to_be_visible()
    second = room("admin", lang)
    second.goto(author.url)
    second.get_by_role("button", name=label["approve"], exact=True).click()
    expect(second.get_by_role("button", name=re.compile("Withdraw|停用"))).to_be_visible()
    second.get_by_role("searchbox").or_(second.get_by_role("combobox").first).first.fill(question)
    expect(second.get_by_role("list", name=re.compile("^Search|^搜索")).get_by_text(title)).to_be_visible()
    shot(second, f"knowledge-search-{lang}")
    second.goto(author.url.replace(author.url.rsplit("/", 1)[-1], allowance))
    links = second.locator("section").filter(has=second.get_by_role("heading", name=label["links"]))
    expect(links.get_by_role("button", name=title, exact=True)).to_be_visible()
    shot(second, f"knowledge-article-{lang}")
    for tab in ("work", "imports", "synonyms"):
        second.locator(f'[data-node-key="{tab}"]').click()
        shot(second, f"knowledge-{tab}-{lang}")


def test_the_airlines_own_page_on_another_origin_holds_the_chat(
    browser: Browser, quiet_site: PlayedSite
) -> None:
    """One script tag: the frame is another origin's, talks to its own, and no third site may hold it."""
    context = browser.new_context(viewport={"width": 1000, "height": 800}, locale="en-US")
    tag = f'<script src="{quiet_site.base_url}/embed.js" data-language="en" data-page="order" async></script>'
    for origin in (EMBEDDING, "http://elsewhere.example"):
        context.route(
            f"{origin}/**",
            lambda route: route.fulfill(content_type="text/html", body=f"<h1>An airline</h1>{tag}"),
        )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{EMBEDDING}/order")
    page.locator("button").first.click()
    frame = page.frame_locator("iframe")
    expect(frame.locator(".chat-turn.robot .chat-bubble").first).to_be_visible()
    frame.get_by_label("Write a message").fill("hello")
    frame.get_by_role("button", name="Send", exact=True).click()
    expect(frame.locator(".chat-turn.robot .chat-bubble").nth(1)).to_be_visible()
    shot(page, "chat-embedded")
    page.goto("http://elsewhere.example/order")
    page.locator("button").first.click()
    expect(page.locator("iframe")).to_be_attached()
    expect(frame.locator(".chat-turn")).to_have_count(0)
    context.close()
