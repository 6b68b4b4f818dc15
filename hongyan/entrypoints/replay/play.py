"""Play one day: load its schedule and bookings, let its messages arrive, and report."""

import time
from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hongyan.bootstrap import Product
from hongyan.entrypoints.replay.colleagues import ColleagueHabits, Colleagues
from hongyan.entrypoints.replay.day_clock import DayClock
from hongyan.entrypoints.replay.driver import Actor, Driver
from hongyan.entrypoints.replay.feed import Feed, Message
from hongyan.entrypoints.replay.options import ReplayOptions
from hongyan.entrypoints.replay.report import report_of
from hongyan.entrypoints.replay.report_talk import talk_report
from hongyan.entrypoints.replay.texters import TexterHabits, Texters
from hongyan.entrypoints.replay.visitors import VisitorHabits, Visitors
from hongyan.entrypoints.replay.world import load_bookings
from hongyan.flights import BtsDay, bts_messages, read_bts_day
from hongyan.jobs import Worker

AFTERMATH = timedelta(hours=4)  # the day goes on this long after its last message, for choices and retries
LONGEST = timedelta(hours=36)  # from its schedule on: a flight that is a day late does not prolong the day


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the day is, for a progress bar."""

    now: datetime
    begin: datetime
    end: datetime


def read(options: ReplayOptions) -> BtsDay:
    """Read the day's file. Rows that cannot be read are in ``errors`` with their line; the rest goes on."""
    return read_bts_day(options.flights, options.planes, options.day, options.carrier)


def script_of(day: BtsDay, options: ReplayOptions) -> list[Message]:
    """Return the day's messages with the instants they become known; the first one is the schedule."""
    return bts_messages(day, seed=options.seed)


async def play(
    product: Product,
    clock: DayClock,
    day: BtsDay,
    options: ReplayOptions,
    on_progress: Callable[[Progress], Awaitable[None]],
    left_alone: Set[str] = frozenset(),
) -> dict[str, Any]:
    """Play ``day`` on ``product``, whose clock is ``clock``; returns the report.

    Simulated visitors do not choose for the parties ``left_alone``. A day that was stopped half way goes on where it stopped: messages already known are duplicates to the feed door.
    """
    began = time.monotonic()
    script = script_of(day, options)
    await load_bookings(product, day, options)
    worker = Worker(product.queue, product.registry, clock, product.settings.worker_concurrency)
    colleagues = Colleagues(
        product.db,
        product.outreach,
        product.protection,
        product.airline,
        options.seed,
        ColleagueHabits.of(product.people["colleagues"]),
    )
    actors: list[Actor] = [
        Feed(product.feed_door, script),
        Visitors(product.db, product.outreach, product.protection, options.seed, VisitorHabits(), left_alone),
        Texters(product, options.seed, TexterHabits.of(product.people["replies"])),
        colleagues,
    ]
    live = [known_at for known_at, _, _ in script if known_at > clock.now()]
    last = min(max(live), script[0][0] + LONGEST) if live else clock.now()
    end = max(last, clock.now()) + AFTERMATH
    begin = clock.now()

    async def on_step(now: datetime) -> None:
        await on_progress(Progress(now, begin, end))

    driver = Driver(clock, worker, actors, on_step)
    await driver.play(end)
    report = await report_of(product, day, options, wall_seconds=time.monotonic() - began, steps=driver.steps)
    report["simulated_colleagues"] = {
        "on_duty": int(product.people["colleagues"]["on_duty"]),
        "tries": colleagues.tries,
        "reached": colleagues.reached,
    }
    report["talks_by_text"] = await talk_report(product)
    return report
