"""One replay from an empty folder to its report; and the demo, which serves the pages while the day unfolds."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Set
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.progress import Progress as Bar

from hongyan.access import Role
from hongyan.bootstrap import Product, opened
from hongyan.core.errors import InvalidInput
from hongyan.entrypoints.replay.day_clock import DayClock, Onlookers
from hongyan.entrypoints.replay.options import ReplayOptions
from hongyan.entrypoints.replay.play import Progress, play, read, script_of
from hongyan.entrypoints.run import work
from hongyan.entrypoints.server import until_stopped, web_server
from hongyan.entrypoints.web import create_app
from hongyan.flights import BtsDay
from hongyan.jobs import cancel, set_clock
from hongyan.settings import Settings

_TROUBLE = "select exists (select 1 from disruptions.disruption)"

# Somebody who knows, has a seat held, has not chosen, and whom neither a simulated call nor a colleague will ask again.
_UNDECIDED = """
select t.task_id, t.party_ids from outreach.task t
join protection.offer o on o.party_id = any(t.party_ids) and o.state = 'held' and o.kind <> 'same_flight'
where t.state = 'reached' and not t.decided and t.next_channel is null
order by t.party_ids && cast(:yours as text[]) desc, o.hold_expires_at desc, t.task_id limit 1
"""

Announce = Callable[[str], None]
Finished = Callable[[dict[str, Any]], None]


async def replay_day(
    settings: Settings, options: ReplayOptions, home: Path | None, bar: Bar
) -> dict[str, Any]:
    """Play a day on a database of its own and return the report. Raises InvalidInput when the day has no flights."""
    day = _read_or_refuse(options)
    with tempfile.TemporaryDirectory(prefix="hongyan-replay-") as temporary:
        folder = home or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        clock = DayClock(_begin(day, options), options.speed)
        async with opened(settings.model_copy(update={"home": folder}), clock=clock, played=True) as product:
            return await _play(product, clock, day, options, bar)


async def demo_day(
    settings: Settings,
    options: ReplayOptions,
    *,
    fresh: bool,
    announce: Announce,
    bar: Bar,
    finished: Finished,
) -> None:
    """Serve the pages, play the day once, then go on serving on the day's clock. A second start keeps the data."""
    home = settings.home / "demo"
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    telephony = settings.telephony.model_copy(update={"handset": True})
    settings = settings.model_copy(update={"home": home, "telephony": telephony})
    day = _read_or_refuse(options)
    marker = home / "day-is-over"
    clock = DayClock(_begin(day, options), None)
    yours: set[str] = set()
    async with opened(settings, clock=clock, played=True) as product:
        await _go_on_where_it_stopped(product, clock)
        await product.knowledge.begin()
        app = Onlookers(create_app(product), clock)
        server = asyncio.create_task(web_server(app, settings).serve_until_cancelled())
        await _welcome(product, settings, announce)

        async def unfold() -> None:
            if not marker.exists():
                follower = asyncio.create_task(_announce_first_link(product, announce, yours))
                finished(await _play(product, clock, day, options, bar, remember=True, left_alone=yours))
                await cancel(follower)
                marker.touch()
            await _announce_link(product, announce, yours)
            announce("The day is over; the pages stay open. Ctrl-C stops everything, the data stays.")
            clock.let_go()
            await work(product)

        await until_stopped(server, asyncio.create_task(unfold()))


def _read_or_refuse(options: ReplayOptions) -> BtsDay:
    day = read(options)
    if not day.legs:
        of = f" of {options.carrier}" if options.carrier else ""
        raise InvalidInput(f"{options.flights} has no flight on {options.day}{of}")
    return day


def _begin(day: BtsDay, options: ReplayOptions) -> datetime:
    """The day begins when its schedule becomes known."""
    return script_of(day, options)[0][0]


async def _play(
    product: Product,
    clock: DayClock,
    day: BtsDay,
    options: ReplayOptions,
    bar: Bar,
    remember: bool = False,
    left_alone: Set[str] = frozenset(),
) -> dict[str, Any]:
    with bar:
        shown = bar.add_task("day", total=1.0, clock="")

        async def on_progress(progress: Progress) -> None:
            share = (progress.now - progress.begin) / (progress.end - progress.begin)
            local = product.airports.local(progress.now, day.home)
            bar.update(shown, completed=share, clock=local.strftime("%a %H:%M"))
            if remember:
                async with product.db.transaction() as conn:
                    await set_clock(conn, progress.now, clock.pace or options.speed or 1.0)
                    if clock.speed is None and await conn.value(_TROUBLE):
                        clock.speed = options.speed  # the quiet morning flies by; the storm can be watched

        return await play(product, clock, day, options, on_progress, left_alone)


async def _go_on_where_it_stopped(product: Product, clock: DayClock) -> None:
    async with product.db.snapshot() as conn:
        stored = await conn.value("select start from jobs.clock")
    if stored is not None:
        clock.set(stored)


async def _welcome(product: Product, settings: Settings, announce: Announce) -> None:
    address = f"http://{settings.web.host}:{settings.web.port}"
    if not await product.access.users.any_user():
        await product.access.users.add_user("controller", product.generated_password(), Role.CONTROLLER)
    code = await product.access.sessions.issue_code("controller")
    announce(f"Control room, signs you in: {address}/sign-in#code={code}")


async def _announce_first_link(product: Product, announce: Announce, yours: set[str]) -> None:
    """Print one passenger's link as soon as somebody has been told and has a seat held, but has not chosen."""
    while True:
        if await _announce_link(product, announce, yours):
            return
        await asyncio.sleep(1)


async def _announce_link(product: Product, announce: Announce, yours: set[str]) -> bool:
    async with product.db.snapshot() as conn:
        found = await conn.row(_UNDECIDED, yours=list(yours))
    if found is None:
        return False
    yours.update(found["party_ids"])
    path = await product.outreach.link_for(task_id=found["task_id"])
    link = f"{product.settings.outreach.public_url.rstrip('/')}{path}"
    announce(f"A passenger who has not chosen yet (open it in a phone-sized window): {link}")
    announce(f"The same passenger's telephone in a browser tab, to talk with the robot: {link}/call")
    announce("While you are on that page the day runs at its normal speed.")
    return True
