"""``hongyan asterisk``: the configuration of the exchange."""

from pathlib import Path
from typing import Annotated

import typer

from hongyan.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The telephone exchange, Asterisk 22.")


@app.command()
def config(
    folder: Annotated[Path, typer.Argument(help="Where the files are written, e.g. /etc/asterisk.")],
    folders: Annotated[
        str, typer.Option(help="Asterisk's own view of the folder above etc, run, log, spool and db.")
    ] = "",
) -> None:
    """Write Asterisk's configuration from the settings (HONGYAN_TELEPHONY__ASTERISK__…)."""
    from hongyan.bootstrap.exchange import write_exchange_configuration

    there = {name: f"{folders}/{name}" for name in ("etc", "run", "log", "spool", "db")} if folders else None
    names = write_exchange_configuration(Settings(), folder, there)
    typer.echo(f"{len(names)} files written to {folder}. They hold passwords: let only Asterisk read them.")
