"""``hongyan dialogue`` and ``hongyan chat``: the robot's tasks, its words, scripted conversations, and talking to it."""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from hongyan.assistant import TASKS, Gate, Script, lint
from hongyan.entrypoints.play_scripts import Played, ScriptPlayer, scripts_in
from hongyan.entrypoints.talk import talk
from hongyan.runtime import logging as logs
from hongyan.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The robot's dialogue.")
console = Console()


@app.command("list")
def list_tasks() -> None:
    """List what the robot can do: each task with its steps and the slots it listens for."""
    table = Table("task", "binding", "needs proof", "steps", "slots")
    for name, task in sorted(TASKS.items()):
        table.add_row(
            name,
            "yes" if task.binding else "",
            "yes" if task.personal else "",
            " → ".join(task.steps),
            ", ".join(sorted(task.slots)),
        )
    console.print(table)


@app.command("lint")
def lint_words() -> None:
    """Check every template: both languages, the same values, no amount and no forbidden phrase. Exit code 1 when one is wrong."""
    problems = lint(Gate(Settings().assistant.forbidden_file))
    for problem in problems:
        console.print(problem, highlight=False, markup=False)
    console.print(f"{len(problems)} problems", highlight=False)
    raise typer.Exit(1 if problems else 0)


@app.command("run")
def run(
    files: Annotated[list[Path], typer.Argument(help="Scripted conversations (JSON Lines).")],
    only: Annotated[str, typer.Option(help="Run only the script with this id.")] = "",
    show: Annotated[bool, typer.Option(help="Print the conversations too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Play scripted conversations against the product with a clean sandbox each; print each difference and `passed N of M`."""
    logs.configure(Settings().log_level, Settings().log_json)
    scripts = [s for file in files for s in scripts_in(file) if not only or s.id == only]
    with tempfile.TemporaryDirectory(prefix="hongyan-scripts-") as home:
        Path(home).chmod(0o755)  # the embedded server runs as its own user
        played = asyncio.run(_play(scripts, Settings(home=Path(home)), as_json))
    if as_json:
        typer.echo(json.dumps([p.as_json() for p in played], ensure_ascii=False, indent=1))
    else:
        for one in played:
            _print(one, show)
    passed = sum(not p.differences for p in played)
    if not as_json:
        console.print(f"passed {passed} of {len(played)}", highlight=False)
    raise typer.Exit(0 if passed == len(played) else 1)


async def _play(scripts: list[Script], settings: Settings, quiet: bool) -> list[Played]:
    async with ScriptPlayer.opened(settings) as player:
        return [await player.play(s) for s in track(scripts, "playing", disable=quiet, transient=True)]


def _print(one: Played, show: bool) -> None:
    if show or one.differences:
        console.rule(one.script.id)
    if show:
        for user, reply, state in one.transcript:
            console.print(f"> {user}", style="bold", highlight=False, markup=False)
            console.print(f"{reply}  [{state}]", highlight=False, markup=False)
    for number, difference in one.differences:
        console.print(f"{one.script.id} turn {number + 1}: {difference}", highlight=False, markup=False)
    for key in one.not_served:
        console.print(f"{one.script.id}: not served: {key}", highlight=False, markup=False)


def chat(
    language: Annotated[str, typer.Option(help="zh-CN or en.")] = "zh-CN",
    phone: Annotated[str, typer.Option(help="Talk as the caller with this number.")] = "",
) -> None:
    """Talk with the robot in the terminal; `/keys 1`, `/silence` and `/quit` are commands."""
    logs.configure("ERROR", False)
    asyncio.run(talk(Settings(), language, phone or None))
