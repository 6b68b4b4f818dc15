"""One served storm for all security tests: starting it is most of their time."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.builders.storm_site import StormSite, served_storm

# The limits have tests of their own; here they would hide what lies behind them.
NO_LIMITS = dict.fromkeys(
    (
        "sign_in_per_name_and_address",
        "sign_in_per_address",
        "sign_in_per_name",
        "link_requests_per_minute",
        "link_requests_per_minute_per_address",
        "link_misses_per_minute_per_address",
    ),
    10**9,
)


@pytest.fixture(scope="session")
def site(server_dsn: str, template_database: str) -> Iterator[StormSite]:
    """The whole product over HTTP, with one cancelled flight and its passengers."""
    name = "security_site"
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template_database)
            )
        )
    with (
        tempfile.TemporaryDirectory(prefix="hongyan-security-") as home,
        served_storm(f"{server_dsn.rsplit('/', 1)[0]}/{name}", Path(home), access=NO_LIMITS) as served,
    ):
        yield served
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
