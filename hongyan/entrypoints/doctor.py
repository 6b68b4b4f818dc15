"""Says what is missing on this machine and how to mend it."""

import asyncio
import importlib.util
import os
import shutil
import socket
import sys
from dataclasses import dataclass

import psycopg

from hongyan.runtime.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError, binaries
from hongyan.settings import Settings

_MIN_FREE_GB = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: ``ok``, what was found, and what to do when it is not."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Run every check; nothing is changed."""
    return [
        _python(),
        _home(settings),
        _disk(settings),
        _database(settings),
        _port(settings),
        _pages(settings),
        _browser(),
        *_telephone(settings),
    ]


def _telephone(settings: Settings) -> list[Finding]:
    if settings.telephony.line != "asterisk":
        return [Finding("Telephone exchange", True, "none: the line is simulated")]
    from hongyan.bootstrap.exchange import check_exchange

    espeak = shutil.which("espeak-ng")
    return [
        Finding("Telephone exchange", *asyncio.run(check_exchange(settings))),
        Finding(
            "Voice of calls", espeak is not None, espeak or "none", "install it: sudo apt install espeak-ng"
        ),
    ]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or newer")


def _home(settings: Settings) -> Finding:
    home = settings.home.absolute()
    existing = next(p for p in (home, *home.parents) if p.exists())
    return Finding(
        "Home folder",
        os.access(existing, os.W_OK),
        str(home),
        f"make {existing} writable, or set HONGYAN_HOME to a folder that is",
    )


def _disk(settings: Settings) -> Finding:
    home = settings.home.absolute()
    existing = next(p for p in (home, *home.parents) if p.exists())
    free = shutil.disk_usage(existing).free / 2**30
    return Finding("Free disk", free >= _MIN_FREE_GB, f"{free:.1f} GiB", f"free at least {_MIN_FREE_GB} GiB")


def _database(settings: Settings) -> Finding:
    dsn = settings.dsn
    if dsn is None:
        try:
            found = f"embedded, {binaries()}"
            dsn = (
                EmbeddedPostgres(settings.home / "postgres").running_dsn() if settings.home.exists() else None
            )
        except EmbeddedPostgresError as error:
            return Finding("PostgreSQL", False, "no embedded server", str(error))
        if dsn is None:
            return Finding("PostgreSQL", True, f"{found}, not running now")
    try:
        with psycopg.connect(dsn, connect_timeout=5) as connection:
            row = connection.execute("show server_version").fetchone()
            version = str(row[0]) if row else "?"
    except psycopg.OperationalError as error:
        return Finding("PostgreSQL", False, str(error).strip(), "start the server, or correct HONGYAN_DSN")
    major = int(version.split(".")[0])
    return Finding("PostgreSQL", major >= 15, version, "PostgreSQL 15 or newer is needed")


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web.host, settings.web.port))
        except OSError as error:
            address = f"{settings.web.host}:{settings.web.port}"
            return Finding(
                "Web address", False, f"{address}: {error.strerror}", "set HONGYAN_WEB__PORT to a free port"
            )
    return Finding("Web address", True, f"{settings.web.host}:{settings.web.port} is free")


def _pages(settings: Settings) -> Finding:
    folder = settings.web.dist
    found = (folder / "index.html").exists()
    return Finding("Web pages", found, str(folder), "run bin/prepare, or npm run build in web/")


def _browser() -> Finding:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    missing = importlib.util.find_spec("playwright") is not None and found is None
    return Finding(
        "Browser for tests",
        not missing,
        found or "none",
        "browser tests need Chromium: sudo apt install chromium",
    )
