"""``hongyan nlu`` and ``hongyan emotion``: read a sentence, measure understanding on labelled sets, train its weights."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(no_args_is_help=True, help="What customers mean: read, measure, train.")
emotion = typer.Typer(no_args_is_help=True, help="What customers feel: measure.")
console = Console()
_JSON = Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")]
_CONFUSIONS = 20


@emotion.callback()
def emotions() -> None:
    """What customers feel: measure."""


def _now(now: str | None) -> datetime:
    return datetime.fromisoformat(now) if now else datetime.now(ZoneInfo("Asia/Shanghai"))


@app.command()
def read(
    text: Annotated[str, typer.Argument(help="What the customer says.")],
    intent: Annotated[str | None, typer.Option(help="The task under way, if any.")] = None,
    now: Annotated[
        str | None, typer.Option(help="The moment, ISO with zone; else this one in Shanghai.")
    ] = None,
) -> None:
    """Print how one utterance is understood."""
    from hongyan.assistant import Context, Understanding

    reading = Understanding().read(text, Context(_now(now), intent=intent))
    typer.echo(json.dumps(asdict(reading), ensure_ascii=False, indent=2))


@app.command("eval")
def evaluate(
    file: Annotated[
        Path, typer.Argument(help="Labelled set, JSON Lines: id, lang, text, intent, slots, now.")
    ],
    as_json: _JSON = False,
    errors: Annotated[bool, typer.Option(help="Also list each sentence that was read wrongly.")] = False,
) -> None:
    """Measure understanding: accuracy, F1, confusions, slots, what it does without asking, time and memory."""
    from hongyan.assistant import measure_understanding

    figures, outcomes = measure_understanding(file.read_text(encoding="utf-8").splitlines(), _now(None))
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    _show(figures)
    for o in outcomes if errors else ():
        if not o.right:
            typer.echo(
                f"{o.labelled.id}\t{o.labelled.intent} -> {o.intent} {o.confidence}\t{o.labelled.text}"
            )


def _show(figures: dict[str, Any]) -> None:
    acts, speed, model = figures["acting"], figures["milliseconds"], figures["model"]
    by_language = ", ".join(f"{name} {value:.1%}" for name, value in figures["by_language"].items())
    console.print(
        f"{figures['sentences']} sentences: accuracy {figures['accuracy']:.1%} ({by_language}), "
        f"macro-F1 {figures['macro_f1']:.3f}, calibration error {figures['calibration_error']:.3f}",
        highlight=False,
    )
    console.print(
        f"acts without asking on {acts['coverage']:.1%}, right in {acts['precision']:.1%} of {acts['acted']}; "
        f"{speed['p50']} ms a sentence (p95 {speed['p95']} ms), loaded in {model['load_seconds']} s, {model['memory_mb']} MB",
        highlight=False,
    )
    _scores("intent", figures["intents"])
    if figures["slots"]["support"]:
        _scores("slot", {"all slots": figures["slots"], **figures["slots"]["by_slot"]})
    for confusion in figures["confusions"][:_CONFUSIONS]:
        console.print(
            f"{confusion['times']} x {confusion['wanted']} read as {confusion['said']}", highlight=False
        )


def _scores(what: str, scores: dict[str, dict[str, Any]]) -> None:
    table = Table(what, "precision", "recall", "F1", "sentences")
    for name, score in scores.items():
        table.add_row(
            name, *(f"{score[key]:.3f}" for key in ("precision", "recall", "f1")), str(score["support"])
        )
    console.print(table)


@app.command()
def train(
    check: Annotated[
        bool, typer.Option("--check", help="Only tell whether the weights belong to the labelled sentences.")
    ] = False,
) -> None:
    """Train the weights from the labelled sentences: cross-validate, calibrate, write (some minutes)."""
    from hongyan.assistant import train_understanding, weights_are_fresh

    if check:
        fresh = weights_are_fresh()
        typer.echo("The weights belong to these sentences." if fresh else "Stale: run hongyan nlu train.")
        raise typer.Exit(0 if fresh else 1)
    train_understanding(say=typer.echo).save()


@emotion.command("eval")
def evaluate_emotion(
    file: Annotated[Path, typer.Argument(help='Labelled set, JSON Lines: {"text", "lang", "label"}.')],
    as_json: _JSON = False,
) -> None:
    """Measure emotion: accuracy, recall of each class, negative against the rest, beside a keyword baseline."""
    from hongyan.assistant import measure_emotion

    figures = measure_emotion(file.read_text(encoding="utf-8").splitlines(), _now(None))
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    table = Table("", "model", "keywords alone")
    for name in ("accuracy", "negative_against_rest"):
        table.add_row(name.replace("_", " "), *(f"{figures[who][name]:.1%}" for who in figures))
    for label in figures["model"]["recall"]:
        table.add_row(f"recall {label}", *(f"{figures[who]['recall'][label]:.1%}" for who in figures))
    console.print(table)
