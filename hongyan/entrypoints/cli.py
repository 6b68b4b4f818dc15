"""The command ``hongyan``: run the parts, look after users and feeds, test rules, replay days, measure."""

import asyncio
import sys
import tomllib
from collections.abc import Coroutine
from typing import Annotated, Any

import psycopg
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from hongyan.core.errors import HongyanError, InvalidInput
from hongyan.entrypoints import (
    cli_asterisk,
    cli_bench,
    cli_dialogue,
    cli_docs,
    cli_feed,
    cli_knowledge,
    cli_nlu,
    cli_replay,
    cli_rules,
)
from hongyan.runtime import logging as logs
from hongyan.runtime.embedded_postgres import EmbeddedPostgresError
from hongyan.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="Hongyan 鸿雁, the open contact centre for airlines, airports and travel desks.",
)
users = typer.Typer(no_args_is_help=True, help="People who may sign in.")
app.add_typer(users, name="user")
app.add_typer(cli_feed.app, name="feed")
app.add_typer(cli_rules.app, name="rules")
app.add_typer(cli_knowledge.app, name="knowledge")
app.add_typer(cli_bench.app, name="bench")
app.add_typer(cli_asterisk.app, name="asterisk")
app.add_typer(cli_docs.app, name="docs")
app.add_typer(cli_nlu.app, name="nlu")
app.add_typer(cli_nlu.emotion, name="emotion")
app.add_typer(cli_dialogue.app, name="dialogue")
app.command(name="chat")(cli_dialogue.chat)
app.command(name="replay")(cli_replay.replay)
app.command(name="demo")(cli_replay.demo)

console = Console()
problems = Console(stderr=True)


def _settings() -> Settings:
    settings = Settings()
    logs.configure(settings.log_level, settings.log_json)
    return settings


def _run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


@app.command()
def up() -> None:
    """Run everything in one process: database, web pages, worker. Ctrl-C stops it; the data stays."""
    from hongyan.entrypoints.run import up as run_up

    _run(run_up(_settings(), web=True, worker=True, announce=console.print))


@app.command()
def web() -> None:
    """Run a web process. Give HONGYAN_DSN when the database runs elsewhere."""
    from hongyan.entrypoints.run import up as run_up

    _run(run_up(_settings(), web=True, worker=False, announce=console.print))


@app.command()
def worker() -> None:
    """Run a worker process. Start as many as you like against one database."""
    from hongyan.entrypoints.run import up as run_up

    _run(run_up(_settings(), web=False, worker=True, announce=console.print))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from hongyan.runtime.migrate import migrate as run_migrations
    from hongyan.runtime.serve_database import database_server

    settings = _settings()

    async def work() -> None:
        async with database_server(settings.dsn, settings.home) as dsn:
            await asyncio.to_thread(run_migrations, dsn)
        console.print("The database is up to date.")

    _run(work())


@app.command()
def doctor() -> None:
    """Explain what is missing on this machine and how to mend it."""
    from hongyan.entrypoints.doctor import examine

    findings = examine(_settings())
    table = Table("", "check", "found", "what to do")
    for finding in findings:
        mark = "[green]ok[/]" if finding.ok else "[red]missing[/]"
        table.add_row(mark, finding.name, finding.found, "" if finding.ok else finding.remedy)
    console.print(table)
    raise typer.Exit(0 if all(f.ok for f in findings) else 1)


@users.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="Sign-in name.")],
    role: Annotated[str, typer.Option(help="controller, agent, supervisor or admin.")] = "agent",
    language: Annotated[str, typer.Option(help="zh-CN or en.")] = "zh-CN",
    password: Annotated[
        str | None, typer.Option(help="Asked for when not given; - generates one and prints it once.")
    ] = None,
) -> None:
    """Add a person who may sign in."""
    from hongyan.access import Role, generate_password
    from hongyan.bootstrap import opened

    if role not in list(Role):
        raise InvalidInput(f"there is no role {role!r}; the roles are {', '.join(Role)}")
    generated = password == "-"  # noqa: S105 - the sign for "make one"
    if password is None:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    secret = generate_password() if generated else password

    async def work() -> None:
        async with opened(_settings()) as product:
            await product.access.users.add_user(name, secret, Role(role), language=language)
        console.print(
            f"{name} may sign in as {role}." + (f" Password, shown once: {secret}" if generated else "")
        )

    _run(work())


def main() -> None:
    """Run the command line; what a person can put right is told in one sentence, anything else is a trace."""
    try:
        app()
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        problems.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


def _sentence(error: Exception) -> str | None:
    if isinstance(error, ValidationError) and error.title == "Settings":
        wrong = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False))
        return f"the settings cannot be used: {'; '.join(wrong)}"
    if isinstance(error, tomllib.TOMLDecodeError):
        return f"hongyan.toml cannot be read: {error}"
    if isinstance(error, psycopg.OperationalError) or type(error) is psycopg.ProgrammingError:
        # not answering, or an address that cannot be read; errors of statements are subclasses of the latter
        return f"the database cannot be used: {' '.join(str(error).split())}"
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error) if isinstance(error, HongyanError | EmbeddedPostgresError | PermissionError) else None
