"""Databases of their own for tests, copied from a migrated template, which is faster than migrating each."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql


def dsn_of(server_dsn: str, name: str) -> str:
    """Return the DSN of another database on the same server."""
    return f"{server_dsn.rsplit('/', 1)[0]}/{name}"


def administer(server_dsn: str, statement: str, *names: str) -> None:
    """Run one statement outside a transaction; ``{}`` stands for each of the names, quoted."""
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def fresh_database(server_dsn: str, template: str) -> Iterator[str]:
    """Yield the DSN of a fresh, migrated, empty database; it is dropped at the end, connections or not."""
    name = f"test_{secrets.token_hex(6)}"
    # Copying files is several times quicker than writing each page to the log.
    administer(server_dsn, "create database {} template {} strategy file_copy", name, template)
    try:
        yield dsn_of(server_dsn, name)
    finally:
        administer(server_dsn, "drop database {} with (force)", name)
