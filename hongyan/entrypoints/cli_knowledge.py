"""``hongyan knowledge``: import documents, search them, and measure how well the search answers."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from hongyan.core.errors import InvalidInput
from hongyan.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Knowledge: import, search, measure.")
console = Console()

_IMPORTED_BY = "command line"


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="A folder (or one file) of .md, .docx, .pdf, .html.")],
    owner: Annotated[str, typer.Option(help="Who looks after these articles.")] = "",
    audience: Annotated[str, typer.Option(help="public, or agents only.")] = "public",
    review: Annotated[
        bool, typer.Option("--review", help="Put into review instead of approving at once.")
    ] = False,
) -> None:
    """Import documents. The same file again changes only what has changed. Exit code 1 when any file is refused."""
    from hongyan.bootstrap import opened
    from hongyan.knowledge import Audience, Given

    if audience not in list(Audience):
        raise InvalidInput(f"there is no audience {audience!r}; there are {', '.join(Audience)}")
    if not folder.exists():
        raise InvalidInput(f"there is no folder or file {folder}")
    given = Given(_IMPORTED_BY, owner, None, Audience(audience), approve=not review)

    async def work() -> int:
        async with opened(Settings()) as product:
            imports = product.knowledge.imports
            if folder.is_file():
                content = await asyncio.to_thread(folder.read_bytes)
                done = await imports.file(folder.name, content, given)
            else:
                done = await imports.folder(folder, given)
        for source, reason in done.refused:
            console.print(f"refused: {source}: {reason}", style="red", markup=False, highlight=False)
        console.print(
            f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged articles; "
            f"{len(done.refused)} files refused",
            highlight=False,
        )
        return 1 if done.refused else 0

    raise typer.Exit(asyncio.run(work()))


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="Words, a question, pinyin; typing mistakes are forgiven.")],
    limit: Annotated[int, typer.Option(help="Most results.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Search all articles, those for agents too."""
    from hongyan.bootstrap import opened

    async def work() -> None:
        async with opened(Settings()) as product:
            hits = await product.knowledge.search(question, limit=limit)
            threshold = product.settings.knowledge.threshold
        if as_json:
            rows = [{name: getattr(hit, name) for name in hit.__slots__} for hit in hits]
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        if not hits:
            console.print("Nothing found.")
        for hit in hits:
            sure = "" if hit.score >= threshold else " (not sure enough to answer)"
            console.print(f"[bold]{hit.title}[/] v{hit.number}  {hit.score:.2f}{sure}", highlight=False)
            console.print(hit.quote, markup=False, highlight=False)
            console.print(f"[dim]{hit.article_id} · {hit.source} {hit.section}[/]\n", highlight=False)

    asyncio.run(work())


@app.command("eval")
def evaluate(
    file: Annotated[
        Path,
        typer.Argument(help='JSONL: {"id","lang","q","statute","article"}; statute null = unanswerable.'),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Measure recall@1, recall@5, MRR, unanswerable questions and time, against whatever has been imported."""
    from hongyan.bootstrap import opened
    from hongyan.knowledge import evaluate as run
    from hongyan.knowledge import read_questions

    questions = read_questions(file)

    async def work() -> None:
        async with opened(Settings()) as product:
            report = await run(product.knowledge, questions)
        figures = report.as_dict()
        if as_json:
            typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
            return
        for name, value in figures.items():
            console.print(f"{name.replace('_', ' '):24} {value}", highlight=False, markup=False)

    asyncio.run(work())
