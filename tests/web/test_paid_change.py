"""A change that costs money, agreed in the page's chat, stands on the passenger's page with what was paid."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import PlayedSite, a_phone
from tests.web.test_chat import shot
from tests.web.test_chat_journeys import say

TALK = {
    "zh-CN": [("我要改签ZZ1306", "ZZ1306[\\s\\S]*哪一天"), ("29号", "ZZ1320[\\s\\S]*180"), ("确认", "改签成功")],
    "en": [
        ("I want to change flight ZZ1306", "ZZ1306[\\s\\S]*Which day"),
        ("29 November", "ZZ1320[\\s\\S]*180"),
        ("confirm", "ZZ1320"),
    ],
}
LINES = {
    "zh-CN": ["ZZ1320，共 ¥180（手续费 ¥100，票价差 ¥80）", "已支付 ZZ1320 改签费用 ¥180"],
    "en": [
        "agreed for CN¥180: fee CN¥100, fare difference CN¥80",
        "Paid for the change to ZZ1320: CN¥180",
    ],
}


def speak(page: Page, lang: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    switch = page.get_by_role("button", name=re.compile("^(English|中文)$"))
    if (switch.inner_text() == "English") == (lang == "en"):
        switch.click()


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_paid_change_is_told_with_its_amounts(browser: Browser, trip_site: PlayedSite, lang: str) -> None:
    with a_phone(browser, trip_site.base_url) as page:
        page.goto(trip_site.link if lang == "zh-CN" else trip_site.other_link)
        speak(page, lang)
        page.get_by_text(re.compile("^(Talk to us|联系我们)")).click()
        page.get_by_role("button", name=re.compile("Write to us now|在线")).click()
        expect(page.locator(".chat-turn.robot .chat-bubble").first).to_be_visible()
        for text, wanted in TALK[lang]:
            say(page, text, wanted)
        page.reload()
        speak(page, lang)
        timeline = page.get_by_role("region", name=re.compile("What has happened|经过|发生"))
        for line in LINES[lang]:
            expect(timeline).to_contain_text(line)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        timeline.scroll_into_view_if_needed()
        shot(page, f"page-paid-change-{lang}-360")
