"""A small site of real processes that can be killed: a database server, a web process and two workers."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from hongyan.runtime.embedded_postgres import EmbeddedPostgres

_STARTED_AFTER = 6.0  # seconds
VICTIMS = ("worker-1", "worker-2", "web", "database")


@dataclass
class Site:
    """Processes of one installation in ``home``. ``kill`` is always -9, and what was killed is started again."""

    home: Path
    dsn: str
    postgres: EmbeddedPostgres
    port: int
    settings: Mapping[str, str] = field(default_factory=dict)
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: list[str] = field(default_factory=list)

    def start(self, name: str) -> None:
        """Start ``web`` or ``worker-N``; its standard error goes to a file of its name."""
        environment = {
            **os.environ,
            **self.settings,
            "HONGYAN_DSN": self.dsn,
            "HONGYAN_HOME": str(self.home),
            "HONGYAN_WEB__PORT": str(self.port),
        }
        with (self.home / f"{name}.log").open("ab") as log:
            self.parts[name] = subprocess.Popen(
                [sys.executable, "-m", "hongyan", name.split("-")[0]],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def kill(self, name: str) -> None:
        """Kill -9 a process or the whole database server, and start it again."""
        self.kills.append(name)
        if name == "database":
            os.kill(self.postgres.process_id(), signal.SIGKILL)
            deadline = time.monotonic() + 20
            while not self.postgres.restart_if_dead():
                if time.monotonic() > deadline:
                    raise AssertionError("the killed database server does not go away")
                time.sleep(0.02)
            return
        self.kill_for_good(name)
        self.start(name)

    def kill_for_good(self, name: str) -> None:
        process = self.parts.pop(name)
        process.kill()
        process.wait(10)

    def check_alive(self) -> None:
        """A part that ended by itself is a failure: whatever happens around it, it waits and goes on."""
        for name, process in self.parts.items():
            if process.poll() is not None:
                raise AssertionError(f"{name} ended by itself:\n{self.last_words(name)}")

    def last_words(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(errors="replace")[-2000:]

    def stop(self) -> None:
        """Stop everything; the parts' logs are kept in the folder HONGYAN_CHAOS_LOGS names."""
        for process in self.parts.values():
            process.terminate()
        for process in self.parts.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
                continue
            process.kill()
            process.wait(5)
        if kept := os.environ.get("HONGYAN_CHAOS_LOGS"):
            Path(kept).mkdir(parents=True, exist_ok=True)
            for log in self.home.glob("*.log"):
                shutil.copy(log, kept)

    def row(self, sql: str, *parameters: Any) -> dict[str, Any]:
        """Return one row, trying again while the database is down."""
        return self.rows(sql, *parameters)[0]

    def rows(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        """Return rows, trying again while the database is down."""
        deadline = time.monotonic() + 30
        while True:
            try:
                with psycopg.connect(self.dsn, row_factory=dict_row, connect_timeout=3) as connection:
                    return connection.execute(sql.encode(), parameters).fetchall()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def torment(self, rounds: int, dice: random.Random, pause: tuple[float, float]) -> Iterator[str]:
        """Kill something at a random moment, ``rounds`` times; yields what will be killed, just before.

        Mostly something that has had time to start and is at work; now and then whatever comes, also while it starts.
        """
        killed_at = dict.fromkeys(VICTIMS, 0.0)
        for _ in range(rounds):
            time.sleep(dice.uniform(*pause))
            self.check_alive()
            rested = [v for v in VICTIMS if time.monotonic() - killed_at[v] > _STARTED_AFTER]
            victim = dice.choice(rested if rested and dice.random() < 0.8 else VICTIMS)
            yield victim
            self.kill(victim)
            killed_at[victim] = time.monotonic()
