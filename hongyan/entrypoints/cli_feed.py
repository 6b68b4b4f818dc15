"""``hongyan feed``: read, explain and load feed messages from the command line."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from hongyan.flights import feed_parse
from hongyan.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Feed messages: AIDX, SSM/ASM, MVT/DIV, SSIM chapter 7, JSON.")
console = Console()


@app.command()
def parse(file: Annotated[str, typer.Argument(help="A file, or - for standard input.")] = "-") -> None:
    """Print what a message means, as JSON. Nothing is stored."""
    raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    typer.echo(json.dumps(feed_parse(raw), indent=2, ensure_ascii=False, default=str))


@app.command()
def load(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files with messages.")],
) -> None:
    """Send files through the feed door and apply them; what kind they are is found out."""
    from hongyan.bootstrap import opened
    from hongyan.flights import feed_load

    async def work() -> None:
        async with opened(Settings()) as product:
            with Progress(console=console) as progress:
                bar = progress.add_task("Loading", total=len(files))
                for file in files:
                    taken = await feed_load(product.feed_door, file)
                    line = f"{file}: {taken['accepted']} messages ({taken['kind']})"
                    progress.console.print(line, highlight=False)
                    progress.advance(bar)
            while await product.feed_door.process_pending():
                pass
            dead = await product.feed_door.dead_letters(limit=1)
            if dead:
                console.print("Some messages could not be read; see the dead letters in the control room.")

    asyncio.run(work())


@app.command()
def token(name: Annotated[str, typer.Argument(help="Who will use it, such as 'aodb'.")]) -> None:
    """Make a feed token and print it once."""
    from hongyan.bootstrap import opened

    async def work() -> None:
        async with opened(Settings()) as product:
            typer.echo(await product.access.feed_tokens.create(name))

    asyncio.run(work())
