"""Fixtures every kind of test shares: a PostgreSQL for the run, and a fresh migrated database for each test."""

import os
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from hongyan.core.clock import ManualClock
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime.database import Database
from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.runtime.migrate import migrate
from tests.builders.databases import administer, dsn_of, fresh_database

# Tests say what holds, benchmarks say how fast; CI repeats the same examples, so that red means the change.
hypothesis_settings.register_profile("laptop", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "laptop")

KINDS = ("unit", "contract", "journey", "durability", "web", "security", "exchange")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test module lies in the folder of its kind, or the run stops and says so."""
    for item in items:
        kind = item.path.relative_to(Path(__file__).parent).parts[0]
        if kind not in KINDS:
            raise pytest.UsageError(f"{item.path}: put tests into tests/{{{','.join(KINDS)}}}/")


@pytest.fixture(scope="session")
def server_dsn() -> Iterator[str]:
    """A running PostgreSQL: HONGYAN_TEST_DSN (any database on it), else the embedded one in a temporary folder.

    Several servers may be given, separated by blanks: each test process takes one.
    """
    given = os.environ.get("HONGYAN_TEST_DSN", "").split()
    if given:
        process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        yield given[process % len(given)]
        return
    with tempfile.TemporaryDirectory(prefix="hongyan-test-") as home:
        Path(home).chmod(0o755)
        # Kept for this run alone: nothing has to survive a power cut.
        with EmbeddedPostgres(Path(home) / "postgres", {"fsync": "off"}) as postgres:
            yield postgres.dsn


@pytest.fixture(scope="session")
def template_database(server_dsn: str) -> Iterator[str]:
    """A migrated database that tests copy, which is faster than migrating each."""
    name = f"template_{secrets.token_hex(4)}"
    administer(server_dsn, "create database {}", name)
    migrate(dsn_of(server_dsn, name))
    yield name
    administer(server_dsn, "drop database {} with (force)", name)


@pytest.fixture
def dsn(server_dsn: str, template_database: str) -> Iterator[str]:
    """The DSN of a fresh, migrated, empty database."""
    with fresh_database(server_dsn, template_database) as made:
        yield made


@pytest.fixture
async def db(dsn: str) -> AsyncIterator[Database]:
    database = Database(dsn)
    yield database
    await database.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 22, 2, 0, tzinfo=UTC))


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
async def queue(dsn: str, registry: Registry) -> AsyncIterator[Queue]:
    """A queue without a worker: what is deferred stays as rows; ``tests.builders.jobs.run_all`` runs them."""
    made = Queue(dsn, registry)
    async with made.app.open_async():
        yield made


@pytest.fixture
def outbox(registry: Registry, queue: Queue) -> Outbox:
    return Outbox(registry, queue)
