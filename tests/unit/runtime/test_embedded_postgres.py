"""The embedded server keeps data over restarts and over kill -9, and has one owner."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hongyan.runtime.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hongyan-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "postgres"


def test_committed_rows_survive_a_killed_server(home: Path) -> None:
    first = EmbeddedPostgres(home)
    with psycopg.connect(first.start(), autocommit=True) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (1)")
        os.kill(first.process_id(), signal.SIGKILL)
    first.stop()
    with EmbeddedPostgres(home) as second, psycopg.connect(second.dsn) as connection:
        assert connection.execute("select n from kept").fetchall() == [(1,)]


def test_a_second_owner_is_told_what_to_do(home: Path) -> None:
    with EmbeddedPostgres(home), pytest.raises(EmbeddedPostgresError, match="HONGYAN_HOME"):
        EmbeddedPostgres(home).start()


def test_the_password_is_for_its_owner_only(home: Path) -> None:
    with EmbeddedPostgres(home):
        assert (home / "password").stat().st_mode & 0o077 == 0


def test_a_dead_server_comes_back_on_the_same_port(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        before = server.dsn
        os.kill(server.process_id(), signal.SIGKILL)
        while not server.restart_if_dead():
            pass
        with psycopg.connect(before) as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_another_process_finds_the_running_server(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        assert EmbeddedPostgres(home).running_dsn() == server.dsn
    assert EmbeddedPostgres(home).running_dsn() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_a_folder_closed_to_others_is_no_obstacle(home: Path) -> None:
    closed = home.parent / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "postgres") as server, psycopg.connect(server.dsn) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert not server.home.is_relative_to(closed)
    shutil.rmtree(server.home)
