"""Bring a database to the newest schema with Alembic; run it as often as you like, from any number of processes."""

from pathlib import Path

import psycopg

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_305_111  # one migrating process at a time


def migrate(dsn: str) -> None:
    """Apply all migrations that are missing. Raises psycopg.OperationalError when the server does not answer.

    Each migration is one transaction: one that was cut off is applied anew by the next call.
    """
    with psycopg.connect(dsn, autocommit=True, connect_timeout=10) as guard:
        # Loading them takes longer than most processes that only ask for the front door can spare.
        from alembic import command
        from alembic.config import Config
        from sqlalchemy.exc import OperationalError

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["dsn"] = dsn
        guard.execute("select pg_advisory_lock(%s)", (_LOCK,))
        try:
            command.upgrade(config, "head")
        except OperationalError as error:
            raise psycopg.OperationalError(str(error.orig)) from error
