"""A played storm day behind a real web server, and a browser in front of it."""

import asyncio
import os
import shutil
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from hongyan.bootstrap import Product
from hongyan.core.clock import ManualClock
from hongyan.entrypoints.web import create_app
from hongyan.jobs.worker import Worker
from hongyan.knowledge import Content
from hongyan.runtime.web_settings import WebSettings
from hongyan.telephony.settings import TelephonySettings
from tests.builders.access import PASSWORD
from tests.builders.databases import fresh_database
from tests.builders.knowledge import put
from tests.builders.scripted import a_booking, a_pax, a_segment, an_offer, product_on
from tests.builders.storm_site import MORNING, add_people, play, storm, undecided_holder

Day = Callable[[str, Path], AbstractAsyncContextManager[tuple[Product, Worker, ManualClock]]]
Facts = Callable[[Product, str], Awaitable["PlayedSite"]]
DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
EMBEDDING = "http://www.airline.example"
WORLD = {
    "bookings": [
        a_booking(),
        a_booking(
            a_pax("CHEN/MEI", ticket_no="0992401330118"), locator="R3F8ND", contact_phone="13800001208"
        ),
        a_booking(a_pax("王芳", ticket_no="0992401330119"), locator="T5W9PX", contact_phone="13800001209"),
        a_booking(
            a_pax("SMITH/ANNA", ticket_no="0992401330120"), locator="V2B6HJ", contact_phone="13800001210"
        ),
    ],
    "offers": [an_offer(), an_offer(flight_no="ZZ1311", std="15:00", sta="17:15")],
}
TRIPS = {
    "bookings": [
        a_booking(
            a_pax(name, ticket_no=f"09924013302{number}"),
            locator=locator,
            contact_phone=f"138000012{number}",
            segments=[
                a_segment(status="UN"),
                a_segment(
                    flight_no="ZZ1306", date="2026-11-28", origin="SHA", destination="PEK", std="18:00", sta="20:15"
                ),
            ],
        )
        for name, locator, number in (("周子航", "W6C3QN", "31"), ("CARTER/EMMA", "X8D4RP", "32"))
    ],
    "flights": [{"flight_no": "ZZ1305", "date": "2026-11-26", "status": "cancelled", "cause": "WX"}],
    "offers": [
        an_offer(),
        an_offer(
            flight_no="ZZ1320", date="2026-11-29", origin="SHA", destination="PEK", std="10:00", sta="12:15"
        ),
    ],
}
"""There and back: the flight out is cancelled, the flight home can be changed for money."""
BAGGAGE = (
    Content(
        "免费托运行李额", "国内经济舱旅客可以免费托运行李 20 公斤。", keywords=("行李", "托运", "行李额")
    ),
    Content(
        "Checked baggage allowance",
        "You can check in 20 kg of baggage free of charge in economy class on domestic flights.",
        language="en",
        keywords=("baggage", "check in", "allowance"),
    ),
)
BROKEN = b"ASM\nUTC\nCNL\nZZ/22NOV26\nPEKSHA"


@dataclass(frozen=True)
class PlayedSite:
    """Where the site answers, and the link of a party that still has a held seat."""

    base_url: str
    flight: str
    link: str
    other_link: str
    password: str = PASSWORD


def _missing(what: str) -> None:
    """A laptop may lack it and skips visibly; CI may not."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="module")
def module_dsn(server_dsn: str, template_database: str) -> Iterator[str]:
    """A fresh database for one module: a played day costs seconds."""
    with fresh_database(server_dsn, template_database) as made:
        yield made


@pytest.fixture(scope="module")
def site(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedSite]:
    """The product after ten minutes of a storm, served from a thread, its worker going on."""
    if not (DIST / "index.html").is_file():
        _missing("the built web front end (web/dist)")
    runner = _Runner(module_dsn, tmp_path_factory.mktemp("site"), _stormy, _facts)
    with runner.running() as found:
        yield found


@pytest.fixture(scope="module")
def quiet_site(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedSite]:
    """A day without disruption: some bookings, flights on sale and two articles."""
    if not (DIST / "index.html").is_file():
        _missing("the built web front end (web/dist)")
    runner = _Runner(module_dsn, tmp_path_factory.mktemp("quiet"), _quiet, _address)
    with runner.running() as found:
        yield found


class _Runner:
    """Serves the site from its own thread and event loop."""

    def __init__(self, dsn: str, home: Path, day: "Day", facts: "Facts") -> None:
        self._dsn = dsn
        self._home = home
        self._day = day
        self._facts = facts
        self._ready, self._stop = threading.Event(), threading.Event()
        self._found: PlayedSite | None = None
        self._failed: BaseException | None = None

    def running(self) -> "_Serving":
        return _Serving(self)

    def start(self) -> PlayedSite:
        self._thread = threading.Thread(target=self._run, name="web site")
        self._thread.start()
        self._ready.wait(240)
        if self._failed:
            raise self._failed
        assert self._found is not None, "the site did not come up in time"
        return self._found

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(30)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failed = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        async with self._day(self._dsn, self._home) as (product, worker, clock):
            server = uvicorn.Server(
                uvicorn.Config(create_app(product), port=0, log_config=None, timeout_graceful_shutdown=1)
            )
            serving = asyncio.create_task(server.serve())
            playing = asyncio.create_task(_play_on(worker, clock))
            while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            self._found = await self._facts(product, f"http://127.0.0.1:{port}")
            self._ready.set()
            await asyncio.to_thread(self._stop.wait)
            playing.cancel()
            server.should_exit = True
            await serving


class _Serving:
    def __init__(self, runner: _Runner) -> None:
        self._runner = runner

    def __enter__(self) -> PlayedSite:
        return self._runner.start()

    def __exit__(self, *_: object) -> None:
        self._runner.stop()


@asynccontextmanager
async def _stormy(dsn: str, home: Path) -> AsyncIterator[tuple[Product, Worker, ManualClock]]:
    async with storm(dsn, home) as (product, worker, clock):
        await add_people(product)
        await product.feed_door.accept("asm", [BROKEN], "test")
        # Nobody else decides while the browser does: calls rest, and those under way come to their end.
        await product.outreach.set_pacing("call", 200, 4_000, None, True, "test")
        await play(worker, clock, timedelta(minutes=3))
        yield product, worker, clock


@pytest.fixture(scope="module")
def calling_site(server_dsn: str, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedSite]:
    """The same storm with the telephone in the browser switched on; its links stand for one undecided party each."""
    if not (DIST / "index.html").is_file():
        _missing("the built web front end (web/dist)")
    with fresh_database(server_dsn, template_database) as dsn:
        runner = _Runner(dsn, tmp_path_factory.mktemp("calling"), _calling, _undecided_links)
        with runner.running() as found:
            yield found


@asynccontextmanager
async def _calling(dsn: str, home: Path) -> AsyncIterator[tuple[Product, Worker, ManualClock]]:
    async with storm(dsn, home, telephony=TelephonySettings(handset=True)) as (product, worker, clock):
        await product.outreach.set_pacing("call", 200, 4_000, None, True, "test")
        await play(worker, clock, timedelta(minutes=3))
        yield product, worker, clock


async def _undecided_links(product: Product, base_url: str) -> PlayedSite:
    """``link`` is somebody's whom we know to speak English, ``other_link`` somebody's who speaks Chinese."""
    links = []
    for language in ("en", "zh-CN"):
        who = await undecided_holder(product, skipped=len(links))
        async with product.db.transaction() as conn:
            await conn.run(
                "update outreach.task set language = :l where task_id = :t", l=language, t=who["task_id"]
            )
        links.append(await product.outreach.link_for(party_ids=[who["party_id"]]))
    return PlayedSite(base_url, "", *(f"{base_url}{link}" for link in links))


@pytest.fixture(scope="module")
def trip_site(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedSite]:
    """A day on which two people's flight out is cancelled; ``link`` is the Chinese traveller's, ``other_link`` the other's."""
    if not (DIST / "index.html").is_file():
        _missing("the built web front end (web/dist)")
    runner = _Runner(module_dsn, tmp_path_factory.mktemp("trip"), _trips, _trip_links)
    with runner.running() as found:
        yield found


@asynccontextmanager
async def _trips(dsn: str, home: Path) -> AsyncIterator[tuple[Product, Worker, ManualClock]]:
    clock = ManualClock(MORNING)
    async with product_on(dsn, home, clock) as product:
        worker = Worker(product.queue, product.registry, clock, 2)
        await add_people(product)
        await product.outreach.set_pacing("call", 200, 4_000, None, True, "test")
        assert await product.load_world(TRIPS) == []
        await play(worker, clock, timedelta(minutes=1))
        yield product, worker, clock


async def _trip_links(product: Product, base_url: str) -> PlayedSite:
    async with product.db.snapshot() as conn:
        rows = await conn.rows(
            "select distinct party_id, locator from disruptions.affected order by locator"
        )
    links = [await product.outreach.link_for(party_ids=[row["party_id"]]) for row in rows]
    return PlayedSite(base_url, "ZZ1305", *(f"{base_url}{link}" for link in links))


@asynccontextmanager
async def _quiet(dsn: str, home: Path) -> AsyncIterator[tuple[Product, Worker, ManualClock]]:
    clock = ManualClock(MORNING)
    async with product_on(dsn, home, clock, web=WebSettings(embed_origins=[EMBEDDING])) as product:
        await add_people(product)
        await product.load_world(WORLD)
        await put(product.knowledge, *BAGGAGE)
        yield product, Worker(product.queue, product.registry, clock, 2), clock


async def _address(_product: Product, base_url: str) -> PlayedSite:
    return PlayedSite(base_url, "", "", "")


async def _play_on(worker: Worker, clock: ManualClock) -> None:
    """Let the day go on at about the wall's pace, so that what is chosen is also carried out."""
    while True:
        await worker.drain()
        await asyncio.sleep(0.3)
        clock.set(clock.now() + timedelta(seconds=1))


async def _facts(product: Product, base_url: str) -> PlayedSite:
    async with product.db.snapshot() as conn:
        rows = await conn.rows(
            """
            select distinct o.party_id, d.flight from protection.offer o
            join protection.party p using (party_id) join disruptions.disruption d using (disruption_id)
            where o.state = 'held' and p.state = 'planned' order by o.party_id
            """
        )
    assert len(rows) >= 2, "the storm left too few parties with a held seat"
    links = [await product.outreach.link_for(party_ids=[row["party_id"]]) for row in rows[:2]]
    return PlayedSite(base_url, rows[0]["flight"], *(f"{base_url}{link}" for link in links))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that Playwright brought."""
    with sync_playwright() as playwright:
        installed = (
            shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        )
        if installed is None and not Path(playwright.chromium.executable_path).exists():
            _missing("a Chromium browser")
        opened = playwright.chromium.launch(
            executable_path=installed,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                # an airline's page of another origin is no loopback address, the site under test is one
                "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
            ],
        )
        yield opened
        opened.close()


@pytest.fixture
def desk(browser: Browser, site: PlayedSite) -> Iterator[Page]:
    """A controller's screen, English and light, nobody signed in yet."""
    context = browser.new_context(
        base_url=site.base_url, viewport={"width": 1440, "height": 900}, locale="en-US", color_scheme="light"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


@contextmanager
def a_phone(browser: Browser, base_url: str, patience_ms: int = 20_000) -> Iterator[Page]:
    """A passenger's phone, 360 px wide."""
    context = browser.new_context(
        base_url=base_url, viewport={"width": 360, "height": 740}, locale="en-US", has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(patience_ms)
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser, site: PlayedSite) -> Iterator[Page]:
    """A phone at the played storm."""
    with a_phone(browser, site.base_url) as page:
        yield page
