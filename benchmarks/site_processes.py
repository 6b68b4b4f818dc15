"""The web process and the workers of a site, started as the operator would, for benchmarks that watch from outside."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping

import httpx
import psutil

from hongyan.settings import Settings


@contextlib.asynccontextmanager
async def site_processes(
    settings: Settings, dsn: str, workers: int, more: Mapping[str, str] | None = None, webs: int = 1
) -> AsyncIterator[tuple[list[psutil.Process], list[str]]]:
    """Start ``webs`` web processes and ``workers``; yield them (the web processes first) and the web addresses."""
    ports = [_free_port() for _ in range(webs)]
    environment = {
        **os.environ,
        "HONGYAN_DSN": dsn,
        "HONGYAN_HOME": str(settings.home),
        **(more or {}),
    }
    command = [sys.executable, "-m", "hongyan"]
    started = [
        await asyncio.to_thread(
            subprocess.Popen,
            [*command, part],
            env=environment | {"HONGYAN_WEB__PORT": str(port)},
            stdout=subprocess.DEVNULL,
        )
        for part, port in (*(("web", port) for port in ports), *[("worker", 0)] * workers)
    ]
    try:
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        for address in addresses:
            await _until_it_answers(address)
        await asyncio.sleep(2)  # the workers' imports
        yield [psutil.Process(p.pid) for p in started], addresses
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:  # the figures are taken: a slow end must not lose them
                process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _until_it_answers(address: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(1200):  # a busy machine takes its time
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(f"{address}/api/health")).status_code == 200:
                    return
            await asyncio.sleep(0.1)
    raise RuntimeError("the web process did not answer")
