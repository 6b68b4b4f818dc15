"""A telephone in the browser, 360 px wide: an offer is taken by keys, in both languages, and the door is where it should be."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import PlayedSite, a_phone

WORDS = {
    "en": {"ring": "Let it ring", "up": "Pick up", "down": "Hang up", "over": "You hung up.", "yes": "press 1"},
    "zh-CN": {"ring": "让电话响铃", "up": "接听", "down": "挂断", "over": "您已挂断。", "yes": "请按 1"},
}
SAID = ".captions .robot"


@pytest.fixture
def handset(browser: Browser, calling_site: PlayedSite) -> Iterator[Page]:
    with a_phone(browser, calling_site.base_url, 30_000) as page:
        yield page


def shot(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for them."""
    if folder := os.environ.get("HONGYAN_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def heard(page: Page, count: int) -> str:
    """Wait until the robot has begun its ``count``-th saying; returns it."""
    said = page.locator(SAID)
    expect(said).to_have_count(count)
    return said.nth(count - 1).inner_text()


def heard_out(page: Page) -> None:
    """Wait until everything has been said."""
    expect(page.get_by_role("status")).to_have_text(
        re.compile("Press a key or type|请按键或打字"), timeout=90_000
    )


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_an_offer_is_taken_by_keys(handset: Page, calling_site: PlayedSite, lang: str) -> None:
    words, page = WORDS[lang], handset
    link = calling_site.link if lang == "en" else calling_site.other_link
    page.add_init_script(f"localStorage.setItem('hongyan.page.language', '{lang}')")
    page.goto(link)
    page.locator("details.talk > summary").first.click()
    page.locator("a[href$='/call']").first.click()
    page.get_by_role("button", name=words["ring"]).click()
    page.get_by_role("button", name=words["up"]).click()
    assert heard(page, 1)
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
    shot(page, f"handset-{lang}-greeting")

    page.keyboard.press("1")  # breaks in on the greeting; a choice, not a consent
    heard(page, 2)
    page.locator(".keypad button", has_text="1").click()  # breaks in on the read-back: no consent
    again = heard(page, 3)
    assert "先听完" in again or "to the end" in again, again
    heard_out(page)
    shot(page, f"handset-{lang}-read-back")
    page.keyboard.press("1")
    heard(page, 4)
    page.get_by_role("button", name=words["down"]).click()
    expect(page.get_by_role("status")).to_have_text(words["over"])
    shot(page, f"handset-{lang}-over")

    page.goto(link)
    expect(page.locator(".steps, .result, .party").first).to_be_visible()
    expect(page.locator(".first", has_text=re.compile("Take this flight|就坐这一班"))).to_have_count(0)


def test_where_it_is_off_nothing_leads_there(phone: Page, site: PlayedSite) -> None:
    phone.goto(site.link)
    phone.locator("details.talk > summary").first.click()
    expect(phone.locator("a[href$='/call']")).to_have_count(0)
    phone.goto(f"{site.link}/call")
    expect(phone.get_by_role("alert")).to_have_text("The telephone in the browser is not switched on here.")
