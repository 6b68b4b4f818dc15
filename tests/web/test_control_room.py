"""A controller's journeys through the browser: sign in, look at a disruption, open a passenger, mend a message."""

import re

from playwright.sync_api import Page, expect

from tests.web.conftest import PlayedSite


def sign_in(page: Page, site: PlayedSite) -> None:
    page.goto("/")
    page.get_by_label("User name").fill("controller")
    page.get_by_label("Password", exact=True).fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Disruptions")).to_be_visible()


def test_wrong_password_says_so(desk: Page) -> None:
    desk.goto("/")
    desk.get_by_label("User name").fill("controller")
    desk.get_by_label("Password", exact=True).fill("not the password")
    desk.get_by_role("button", name="Sign in").click()
    expect(desk.get_by_role("alert").first).to_contain_text("User name or password is wrong")


def test_disruption_then_passenger(desk: Page, site: PlayedSite) -> None:
    sign_in(desk, site)
    expect(desk.get_by_role("heading", name=re.compile(site.flight), level=1)).to_be_visible()
    strip = desk.get_by_role("region", name="The day at a glance")
    expect(strip).to_contain_text("Balanced")
    passengers = desk.get_by_role("grid", name=re.compile("Passengers of"))
    expect(passengers).to_have_attribute("aria-rowcount", re.compile(r"^\d{2,}$"))
    passengers.get_by_role("row").nth(1).click()
    drawer = desk.get_by_role("dialog")
    expect(drawer.get_by_role("tab", name="Timeline")).to_be_visible()
    expect(drawer.get_by_text(re.compile("We learnt of it: cancelled"))).to_be_visible()
    drawer.get_by_role("tab", name="Rights").click()
    expect(drawer.get_by_text("Refund without a fee")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_every_tab_of_a_disruption_opens(desk: Page, site: PlayedSite) -> None:
    sign_in(desk, site)
    for tab, shown in (
        ("Flights", "What changed"),
        ("Plan", "first come, first served"),
        ("Waves", "Calls placed"),
        ("Unreached", "somebody responsible"),
    ):
        desk.get_by_role("tab", name=tab).click()
        expect(desk.locator("main")).to_contain_text(shown)


def test_pause_and_resume(desk: Page, site: PlayedSite) -> None:
    sign_in(desk, site)
    act = desk.get_by_role("complementary", name="Act")
    act.get_by_role("button", name="Pause", exact=True).click()
    act.get_by_role("button", name="Resume", exact=True).click()
    expect(act.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_dead_letter_is_corrected_and_retried(desk: Page, site: PlayedSite) -> None:
    sign_in(desk, site)
    desk.get_by_role("link", name=re.compile("Dead letters")).click()
    letters = desk.get_by_role("grid", name="Dead letters")
    letters.get_by_role("row").nth(1).click()
    body = desk.get_by_label("Message as received")
    body.fill(body.input_value().replace("ZZ/22NOV26", "ZZ4999/22NOV26"))
    desk.get_by_role("button", name="Try with correction").click()
    expect(desk.get_by_text("The message is being read again")).to_be_visible()


def test_language_and_appearance(desk: Page, site: PlayedSite) -> None:
    sign_in(desk, site)
    desk.get_by_role("button", name="Language").click()
    expect(desk.get_by_role("link", name="航班动态")).to_be_visible()
    expect(desk.locator("html")).to_have_attribute("lang", "zh-CN")
    desk.get_by_role("button", name=re.compile("controller")).click()
    desk.get_by_role("menuitem", name="深色").click()
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    desk.reload()
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    expect(desk.get_by_role("link", name="航班动态")).to_be_visible()


def test_flights_board_filters(desk: Page, site: PlayedSite) -> None:
    sign_in(desk, site)
    desk.get_by_role("link", name="Flights").first.click()
    board = desk.get_by_role("grid", name="Flights board")
    expect(board.get_by_text(site.flight)).to_be_visible()
    expect(board.get_by_text("Cancelled")).to_be_visible()
    desk.get_by_label("Flight, registration").fill("ZZ4")
    expect(board.get_by_text(site.flight, exact=True)).to_be_hidden()
