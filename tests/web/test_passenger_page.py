"""A passenger's journeys on a phone, 360 px wide: take the held seat, take the refund, find a dead link."""

import re

from playwright.sync_api import Page, expect

from tests.web.conftest import PlayedSite


def english(page: Page) -> None:
    """Switch to English, whatever the booking's language is; before the booking is there the page speaks the browser's."""
    expect(page.get_by_role("heading").first).to_be_visible()
    switch = page.get_by_role("button", name=re.compile("^(English|中文)$"))
    expect(switch).to_be_visible()
    if switch.inner_text() == "English":
        switch.click()


def test_accept_the_held_seat_until_it_is_confirmed(phone: Page, site: PlayedSite) -> None:
    phone.goto(site.link)
    english(phone)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("is cancelled")
    phone.get_by_role("button", name="Take this flight").first.click()
    expect(phone.get_by_role("heading", name="Is this right?")).to_be_visible()
    phone.get_by_role("button", name="Yes, do this").click()
    expect(phone.get_by_role("heading", name="Your new flight is confirmed")).to_be_visible(timeout=60_000)
    timeline = phone.get_by_role("region", name="What has happened")
    expect(timeline).to_contain_text("confirmed by the airline")
    phone.reload()
    english(phone)
    expect(phone.get_by_role("heading", name="Your new flight is confirmed")).to_be_visible()
    expect(phone.get_by_role("button", name="Take this flight")).to_have_count(0)


def test_refund_is_read_back_and_followed(phone: Page, site: PlayedSite) -> None:
    phone.goto(site.other_link)
    english(phone)
    phone.get_by_role("button", name="Take the refund").click()
    expect(phone.get_by_role("heading", name="Is this right?")).to_be_visible()
    phone.get_by_role("button", name="No, go back").click()
    phone.get_by_role("button", name="Take the refund").click()
    phone.get_by_role("button", name="Yes, do this").click()
    expect(phone.get_by_role("heading", name=re.compile("refund", re.IGNORECASE)).first).to_be_visible(
        timeout=60_000
    )
    expect(phone.get_by_text("Talk to us")).to_be_visible()


def test_page_fits_a_small_phone(phone: Page, site: PlayedSite) -> None:
    phone.goto(site.link)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    sizes = phone.evaluate(
        "[...document.querySelectorAll('p,li,button,span,summary,b')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 16


def test_page_is_small(phone: Page, site: PlayedSite) -> None:
    """The page must open over a slow line: its files, compressed, stay under 90 kB."""
    sizes: list[int] = []
    phone.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    phone.goto(site.link, wait_until="networkidle")
    assert 0 < sum(sizes) < 90_000


def test_a_wrong_link_says_what_to_do(phone: Page) -> None:
    phone.goto("/p/nobodys-link")
    expect(phone.get_by_role("heading", name="This link does not work")).to_be_visible()
