"""A small site of real processes that can be killed: a database server, a web process and two workers."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from hongyan.runtime.embedded_postgres import EmbeddedPostgres


@dataclass
class Site:
    """Processes of one installation in ``home``. ``kill`` is always -9, and what was killed is started again."""

    home: Path
    dsn: str
    postgres: EmbeddedPostgres
    port: int
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: list[str] = field(default_factory=list)

    def start(self, name: str) -> None:
        """Start ``web`` or ``worker-N``; its standard error goes to a file of its name."""
        environment = {
            **os.environ,
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
        process = self.parts[name]
        process.kill()
        process.wait(10)
        self.start(name)

    def stop(self) -> None:
        for process in self.parts.values():
            process.terminate()
        for process in self.parts.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
                continue
            process.kill()
            process.wait(5)

    def value(self, sql: str) -> object:
        """Return one value, trying again while the database is down."""
        deadline = time.monotonic() + 30
        while True:
            try:
                with psycopg.connect(self.dsn, row_factory=dict_row, connect_timeout=3) as connection:
                    row = connection.execute(sql.encode()).fetchone()
                    return next(iter(row.values())) if row else None
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def torment(self, rounds: int, dice: random.Random, pause: tuple[float, float]) -> Iterator[str]:
        """Kill something at a random moment, ``rounds`` times; yields what was killed."""
        for _ in range(rounds):
            time.sleep(dice.uniform(*pause))
            victim = dice.choice(["worker-1", "worker-2", "web", "database"])
            self.kill(victim)
            yield victim
