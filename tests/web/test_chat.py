"""The chat in a browser: broken lines, refused files, both languages on a phone, the passenger page, a colleague."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.builders.files import pdf, png
from tests.web.conftest import PlayedSite

SHOTS = os.environ.get("HONGYAN_SCREENSHOTS")


def shot(page: Page, name: str) -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def write(page: Page, text: str) -> None:
    page.get_by_label(re.compile("Write a message|请输入消息")).fill(text)
    page.get_by_role("button", name=re.compile("^(Send|发送)$")).click()


def bubbles(page: Page, who: str) -> list[str]:
    return page.locator(f".chat-turn.{who} .chat-bubble").all_inner_texts()


def test_a_line_that_breaks_mid_sentence_loses_and_doubles_nothing(phone: Page) -> None:
    """Every line but the last breaks: before the message reaches the server, or before its answer reaches the page."""
    broken = {"before": 1, "after": 2}

    def relay(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def from_page(message: str | bytes) -> None:
            saying = json.loads(message)["type"] == "say"
            if saying and broken["before"]:
                broken["before"] -= 1
                line.close(code=4000)
                server.close()
                return
            server.send(message)
            if saying and broken["after"]:
                broken["after"] -= 1
                line.close(code=4000)
                server.close()

        line.on_message(from_page)

    phone.route_web_socket(re.compile("/api/chat/ws"), relay)
    phone.goto("/chat?lang=en")
    expect(phone.locator(".chat-turn.robot .chat-bubble").first).to_be_visible()
    sent = [f"hello number {i}" for i in range(1, 5)]
    for text in sent:
        write(phone, text)
        expect(phone.locator(".chat-turn.customer .chat-bubble", has_text=text)).to_have_count(1)
        expect(phone.get_by_text("being sent")).to_have_count(0)
    assert broken == {"before": 0, "after": 0}, "the lines did break"
    assert bubbles(phone, "customer") == sent
    phone.reload()
    expect(phone.locator(".chat-turn.customer .chat-bubble")).to_have_count(len(sent))
    assert bubbles(phone, "customer") == sent, "and it is all there after a reload"


def test_it_also_works_where_no_open_line_is_allowed(phone: Page) -> None:
    phone.route_web_socket(re.compile("/api/chat/ws"), lambda line: line.close(code=1011))
    phone.goto("/chat?lang=en")
    write(phone, "good morning")
    expect(phone.locator(".chat-turn.customer .chat-bubble", has_text="good morning")).to_have_count(1)
    expect(phone.get_by_text("being sent")).to_have_count(0)
    expect(phone.locator(".chat-turn.robot .chat-bubble").nth(1)).to_be_visible()


def test_a_file_that_cannot_be_taken_says_why(phone: Page) -> None:
    phone.goto("/chat?lang=en")
    expect(phone.locator(".chat-turn.robot .chat-bubble").first).to_be_visible()
    picker = phone.locator('input[type="file"]')
    picker.set_input_files({"name": "form.pdf", "mimeType": "application/pdf", "buffer": pdf(script=True)})
    expect(phone.get_by_text("scripts or embedded files")).to_be_visible()
    picker.set_input_files({"name": "virus.png", "mimeType": "image/png", "buffer": b"MZ\x90"})
    expect(phone.get_by_text("Only PDF, JPEG, PNG and HEIC")).to_be_visible()
    picker.set_input_files({"name": "proof.png", "mimeType": "image/png", "buffer": png()})
    expect(phone.locator(".chat-turn.customer .chat-bubble", has_text="proof.png")).to_be_visible()
    shot(phone, "chat-files-en-360")


@pytest.mark.parametrize(("lang", "scheme"), [("zh-CN", "light"), ("en", "dark")])
def test_it_fits_a_small_phone_in_both_languages(phone: Page, lang: str, scheme: Any) -> None:
    phone.emulate_media(color_scheme=scheme)
    phone.goto(f"/chat?lang={lang}")
    expect(phone.locator(".chat-turn.robot .chat-bubble").first).to_be_visible()
    write(phone, "我要改签" if lang == "zh-CN" else "I want to change my flight")
    expect(phone.locator(".chat-turn.robot .chat-bubble").nth(1)).to_be_visible()
    greeting = bubbles(phone, "robot")[0]
    assert bool(re.search("[\u4e00-\u9fff]", greeting)) is (lang == "zh-CN")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    sizes = phone.evaluate(
        "[...document.querySelectorAll('.chat-bubble, textarea, .chat-send')]"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 16
    shot(phone, f"chat-{lang}-{scheme}-360")


def test_language_switch_end_and_survey_by_keyboard(phone: Page) -> None:
    phone.goto("/chat?lang=en")
    write(phone, "hello")
    expect(phone.locator(".chat-turn.robot .chat-bubble").nth(1)).to_be_visible()
    phone.get_by_role("button", name="中文").press("Enter")
    expect(phone.get_by_role("heading", name="联系我们")).to_be_visible()
    phone.get_by_role("button", name="English").press("Enter")
    phone.locator(".chat-menu summary").press("Enter")
    phone.get_by_role("button", name="Mail me the transcript").press("Enter")
    phone.get_by_label("Mail address").fill("wei.zhang@example.com")
    phone.get_by_role("button", name="Send transcript").press("Enter")
    expect(phone.get_by_text("w***@example.com")).to_be_visible()
    phone.locator(".chat-menu summary").press("Enter")
    phone.get_by_role("button", name="End the conversation").press("Enter")
    survey = phone.get_by_role("form", name="How was it?")
    expect(survey).to_be_visible()
    survey.get_by_label("5", exact=True).first.check(force=True)
    survey.get_by_label("9", exact=True).check(force=True)
    shot(phone, "chat-survey-en-360")
    survey.get_by_role("button", name="Send").press("Enter")
    expect(phone.get_by_text("Thank you.", exact=True)).to_be_visible()


def test_from_the_passenger_page_with_the_links_identity(phone: Page, site: PlayedSite) -> None:
    phone.goto(site.link)
    phone.get_by_text(re.compile("Talk to us|联系我们|与我们")).first.click()
    phone.get_by_role("button", name=re.compile("Write to us now|马上在线联系")).click()
    dialog = phone.get_by_role("dialog")
    expect(dialog.locator(".chat-turn.robot .chat-bubble").first).to_be_visible()
    assert site.link.rsplit("/", 1)[-1] not in json.dumps(
        phone.evaluate("performance.getEntries().map(e => e.name)")[-3:]
    )
    shot(phone, "chat-on-passenger-page-360")
    dialog.get_by_role("button", name=re.compile("Close the window|关闭窗口")).click()
    expect(dialog).to_be_hidden()


def test_a_colleague_takes_over_and_the_customer_sees_who(phone: Page, desk: Page, site: PlayedSite) -> None:
    phone.goto("/chat?lang=en")
    expect(phone.locator(".chat-turn.robot .chat-bubble").first).to_be_visible()
    write(phone, "my number is 13800138000")
    expect(phone.locator(".chat-turn.robot .chat-bubble").nth(1)).to_be_visible()
    write(phone, "agent")
    expect(phone.get_by_text("Waiting for a colleague")).to_be_visible()
    desk.goto("/")
    desk.get_by_label("User name").fill("agent")
    desk.get_by_label("Password", exact=True).fill(site.password)
    desk.get_by_role("button", name="Sign in").click()
    desk.get_by_role("link", name=re.compile("Conversations")).click()
    desk.get_by_role("region", name="Conversations").get_by_role("button").filter(
        has_text="waits for a person"
    ).last.click()
    transcript = desk.get_by_role("list", name="Transcript")
    expect(transcript).to_contain_text("my number is")
    expect(transcript).not_to_contain_text("13800138000")
    desk.get_by_text(re.compile("^Why")).first.click()
    shot(desk, "conversation-view-masked")
    desk.get_by_role("button", name="Take over").click()
    expect(transcript).to_contain_text("13800138000")
    expect(phone.get_by_text("has joined the conversation")).to_be_visible()
    box = desk.get_by_label("Write to the customer")
    box.fill("Hello, I am looking into it.")
    expect(phone.get_by_text("is writing…")).to_be_visible()
    box.press("Enter")
    expect(phone.locator(".chat-turn.agent .chat-bubble", has_text="looking into it")).to_be_visible()
    shot(phone, "chat-with-person-360")
    write(phone, "我想问一下行李")
    expect(desk.get_by_text("The customer writes Chinese.")).to_be_visible()
    expect(desk.get_by_text("Translation is not configured")).to_be_visible()
    shot(desk, "conversation-view-mine")
    desk.get_by_role("link", name=re.compile("Promises")).click()
    expect(desk.get_by_role("region", name="Promises")).to_be_visible()
    shot(desk, "promises")
