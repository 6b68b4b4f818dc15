"""``hongyan bench``: measurements that print their own figures with the machine, from the checkout's ``benchmarks/``."""

import json
import platform
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer

app = typer.Typer(no_args_is_help=True, help="Measurements, printed as JSON with the machine.")

_FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"


def _benchmark(name: str) -> Callable[..., dict[str, Any]]:
    file = _FOLDER / f"{name}.py"
    if not file.exists():
        typer.echo(
            "The benchmarks are part of a checkout of the project, not of the installed package.", err=True
        )
        raise typer.Exit(1)
    sys.path.insert(0, str(_FOLDER))  # benchmarks share how a site's processes are started
    run: Callable[..., dict[str, Any]] = runpy.run_path(str(file), run_name=f"benchmarks.{name}")["run"]
    return run


def machine() -> dict[str, Any]:
    """Describe the machine a figure was measured on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _print(figures: dict[str, Any]) -> None:
    typer.echo(json.dumps({**figures, "machine": machine()}, indent=2, default=str))


@app.command()
def storm(
    passengers: Annotated[
        int, typer.Option(help="Affected passengers, about 150 on each cancelled flight.")
    ] = 15000,
    workers: Annotated[int, typer.Option(help="Worker processes.")] = 1,
) -> None:
    """From cancellation messages to first contact of everybody, on the wall clock, with separate processes."""
    _print(_benchmark("storm")(passengers=passengers, workers=workers))


@app.command()
def chat(
    chats: Annotated[int, typer.Option(help="Open web chats.")] = 2000,
    seconds: Annotated[
        float, typer.Option(help="How long the customers write, about once a minute each.")
    ] = 60,
    web: Annotated[int, typer.Option(help="Web processes that share the chats.")] = 2,
) -> None:
    """Web chats: message to answer on the open line, opened a second, memory, and the time of a dialogue step."""
    _print(_benchmark("chat")(chats, seconds, web))


@app.command()
def voice(
    calls: Annotated[int, typer.Option(help="Calls at the same time.")] = 20,
    seconds: Annotated[float, typer.Option(help="How long they go on.")] = 60,
) -> None:
    """From a key to silence and to the next words, over a real exchange of this machine (Debian, as root)."""
    _print(_benchmark("voice")(calls=calls, seconds=seconds))


@app.command()
def feed(messages: Annotated[int, typer.Option(help="Messages to send through the door.")] = 20000) -> None:
    """Feed messages accepted and applied a second."""
    _print(_benchmark("feed")(messages))


@app.command()
def plan(
    passengers: Annotated[int, typer.Option(help="Passengers on cancelled flights.")] = 15000,
    flights: Annotated[int, typer.Option(help="Cancelled flights.")] = 100,
) -> None:
    """The protection plan: seconds, gap to the LP bound, and the delay beside first-come-first-served."""
    _print(_benchmark("plan")(passengers, flights))


@app.command()
def gather(passengers: Annotated[int, typer.Option(help="Passengers to gather facts for.")] = 2000) -> None:
    """Order, departure control and member facts of one passenger, with one slow system."""
    _print(_benchmark("gather")(passengers))


@app.command()
def nlu(sentences: Annotated[int, typer.Option(help="Labelled sentences to read.")] = 2000) -> None:
    """Understanding: milliseconds a sentence, seconds to load, memory."""
    _print(_benchmark("understanding")(sentences))


@app.command()
def knowledge(articles: Annotated[int, typer.Option(help="Generated articles.")] = 100_000) -> None:
    """Search among many articles: time to build the index, to take in a change, and of a search."""
    _print(_benchmark("knowledge")(articles))
