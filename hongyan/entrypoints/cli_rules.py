"""``hongyan rules``: passenger rights as data, tested with case files."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from hongyan.disruptions import run_cases

app = typer.Typer(no_args_is_help=True, help="Passenger rights as data.")
console = Console()


@app.callback()
def rules() -> None:
    """Passenger rights as data."""


@app.command("test")
def test(
    file: Annotated[Path, typer.Argument(help="Case file (JSON with `vectors`).")],
) -> None:
    """Run a case file; print each disagreement and `passed N of M`. Exit code 1 when any case disagrees."""
    report = run_cases(file)
    for disagreement in report.disagreements:
        console.print(str(disagreement), highlight=False, markup=False)
    console.print(str(report), highlight=False)
    raise typer.Exit(0 if report.passed == report.total else 1)
