"""``hongyan feed``: read, explain and load feed messages from the command line."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from hongyan.flights import UnreadableMessage, feed_load, feed_parse
from hongyan.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Feed messages: AIDX, SSM/ASM, MVT/DIV, SSIM chapter 7, JSON.")
console = Console()


@app.command()
def parse(file: Annotated[str, typer.Argument(help="A file, or - for standard input.")] = "-") -> None:
    """Print what a message means, as JSON. Nothing is stored."""
    raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    typer.echo(json.dumps(feed_parse(raw), indent=2, ensure_ascii=False, default=str))


@app.command()
def load(files: Annotated[list[Path], typer.Argument(help="Files with messages.")]) -> None:
    """Send files through the feed door and apply them; what kind they are is found out."""
    for file in files:
        file.open("rb").close()  # a wrong name is told before the database starts
    if not asyncio.run(_load(files)):
        raise typer.Exit(1)


async def _load(files: list[Path]) -> bool:
    """Load the files one by one and apply their messages; False when one of them is no feed file."""
    from hongyan.bootstrap import opened

    all_read = True
    async with opened(Settings()) as product:
        door = product.feed_door
        dead_before = await door.count_dead_letters()
        with Progress(console=console) as progress:
            for file in progress.track(files, description="Loading"):
                try:
                    taken = await feed_load(door, file)
                except UnreadableMessage as error:
                    all_read = False
                    progress.console.print(
                        f"{file}: {error}", highlight=False, markup=False, style="red", soft_wrap=True
                    )
                    continue
                line = f"{file}: messages taken in: {taken['accepted']} ({taken['kind']})"
                progress.console.print(line, highlight=False, markup=False, soft_wrap=True)
        while await door.process_pending():
            pass
        dead = await door.count_dead_letters() - dead_before
    if dead:
        console.print(f"Messages that could not be read: {dead}; see the dead letters in the control room.")
    return all_read


@app.command()
def token(name: Annotated[str, typer.Argument(help="Who will use it, such as 'aodb'.")]) -> None:
    """Make a feed token and print it once."""
    from hongyan.bootstrap import opened

    async def work() -> None:
        async with opened(Settings()) as product:
            typer.echo(await product.access.feed_tokens.create(name))

    asyncio.run(work())
