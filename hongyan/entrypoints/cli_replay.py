"""``hongyan replay`` and ``hongyan demo``: play a real day."""

import asyncio
import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from hongyan.runtime import logging as logs
from hongyan.settings import Settings

console = Console()
_DATA = Path(__file__).parent / "replay" / "data"
DEMO_DAY = date(2017, 6, 19)


def replay(
    flights: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Flights in the US BTS form (CSV).")
    ],
    planes: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Seats by tail number (CSV).")],
    day: Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="The day to play.")],
    carrier: Annotated[
        str | None, typer.Option(help="Only this carrier's passengers; others are partners.")
    ] = None,
    speed: Annotated[str, typer.Option(help="Seconds of the day in a second, or max.")] = "max",
    seed: Annotated[int, typer.Option(help="Seed of bookings, messages and people.")] = 7,
    report: Annotated[Path | None, typer.Option(help="Where to write the report (JSON).")] = None,
    home: Annotated[
        Path | None, typer.Option(help="Folder for the day's database; a temporary one if not given.")
    ] = None,
) -> None:
    """Turn a day of flights into feed messages, play it, and report."""
    from hongyan.entrypoints.replay import ReplayOptions
    from hongyan.entrypoints.replay.session import replay_day

    if speed != "max" and (not speed.replace(".", "", 1).isdigit() or float(speed) <= 0):
        raise typer.BadParameter("speed is a positive number, or max")
    options = ReplayOptions(
        flights, planes, day.date(), carrier, None if speed == "max" else float(speed), seed
    )
    settings = Settings()
    logs.configure(settings.log_level, settings.log_json)
    figures = asyncio.run(replay_day(settings, options, home, _bar()))
    _show(figures, report)


def demo(
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget everything and start the day again.")
    ] = False,
    speed: Annotated[
        float, typer.Option(help="Seconds of the day in a second, once the storm has begun.")
    ] = 300.0,
    carrier: Annotated[str, typer.Option(help="Whose passengers are looked after.")] = "B6",
    seed: Annotated[int, typer.Option(help="Seed of bookings, messages and people.")] = 7,
    report: Annotated[Path | None, typer.Option(help="Where to write the report (JSON).")] = None,
) -> None:
    """Play 19 June 2017 at a speed one can watch, then go on serving until Ctrl-C."""
    from hongyan.entrypoints.replay import ReplayOptions
    from hongyan.entrypoints.replay.session import demo_day

    settings = Settings()
    logs.configure("WARNING", settings.log_json)
    options = ReplayOptions(
        _DATA / "flights_2017-06-19.csv", _DATA / "planes.csv", DEMO_DAY, carrier, speed, seed
    )
    asyncio.run(
        demo_day(
            settings, options, fresh=fresh, announce=_say, bar=_bar(), finished=lambda f: _show(f, report)
        )
    )


def _say(line: str) -> None:
    console.print(line, highlight=False, soft_wrap=True)


def _bar() -> Progress:
    return Progress(
        TextColumn("[bold]{task.fields[clock]}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(), console=console, transient=True,
    )  # fmt: skip


def _show(figures: dict[str, Any], file: Path | None) -> None:
    text = json.dumps(figures, indent=2, ensure_ascii=False, default=str)
    if file is not None:
        file.write_text(text + "\n")
    console.print_json(text)
