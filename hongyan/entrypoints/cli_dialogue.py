"""``hongyan dialogue`` and ``hongyan chat``: the robot's tasks, its words, scripted conversations, and talking to it."""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from hongyan.assistant import (
    EN_PER_SECOND,
    ENOUGH,
    MONTH,
    PRESS_SECONDS,
    TASKS,
    ZH_PER_SECOND,
    Gate,
    Menu,
    Script,
    counted,
    current_menu,
    former_menu,
    in_order,
    lint,
    mean_seconds,
    menu_problems,
    menu_reached,
    read_menu,
    spoken_seconds,
)
from hongyan.bootstrap import opened
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


@app.command("menu")
def menu(
    check: Annotated[
        Path | None, typer.Option(help="Check this menu (TOML) instead of showing ours.")
    ] = None,
) -> None:
    """Show the hotline's menu as callers hear it now, with the seconds to each choice, beside the one of old.

    `--check` refuses a file with more than six items, a second level, a key given twice or a task that does not exist: exit code 1.
    """
    if check is not None:
        _check_menu(check)
    logs.configure("ERROR", False)
    wishes = asyncio.run(_wishes(Settings()))
    order = in_order(wishes, TASKS)
    wished = sum(counted(wishes, TASKS).values())
    by = "their order" if wished >= ENOUGH else f"the usual order, for they are fewer than {ENOUGH}"
    console.print(f"{wished} wishes of the menu in the last 30 days: {by}", highlight=False)
    shown = [(f"now, {language}", current_menu(order, language)) for language in ("zh", "en")]
    for title, one in [*shown, ("before, zh", former_menu())]:
        _print_menu(title, one)
    console.print(
        f"Seconds are an estimate, from the end of the greeting: {ZH_PER_SECOND:g} Chinese characters or "
        f"{EN_PER_SECOND:g} English words a second, {PRESS_SECONDS:g} s to press.",
        highlight=False,
    )


def _print_menu(title: str, shown: Menu) -> None:
    found = menu_reached(shown)
    levels = max(len(one.keys) for one in found)
    table = Table(
        "keys",
        "choice",
        "pressed at once",
        "heard out",
        title=f"{title}: {len(found)} choices, levels: {levels}, greeting {spoken_seconds(shown.greeting):.1f} s",
    )
    for one in found:
        table.add_row(one.keys, one.label, f"{one.seconds:.1f} s", f"{one.heard_out:.1f} s")
    at_once, heard_out = mean_seconds(found)
    table.add_row("", "mean", f"{at_once:.1f} s", f"{heard_out:.1f} s", style="bold")
    console.print(table)


def _check_menu(file: Path) -> NoReturn:
    try:
        found = menu_problems(read_menu(file.read_text("utf-8")), TASKS)
    except OSError as error:
        found = [f"{file} cannot be read ({error.strerror}): name a TOML file"]
    except ValueError as error:
        found = [str(error)]
    for problem in found:
        console.print(problem, highlight=False, markup=False)
    console.print(f"{len(found)} problems", highlight=False)
    raise typer.Exit(1 if found else 0)


async def _wishes(settings: Settings) -> dict[str, int]:
    async with opened(settings) as product:
        return await product.conversations.wishes(product.clock.now() - MONTH)


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
