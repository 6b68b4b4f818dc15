"""Calls to the hotline over a real exchange: from a key to silence, from a key to the next words, steadiness and cost of the audio.

Asterisk, a database server, a web process and a worker run as on a site; this process plays the telephones, so on a small machine it
takes processor from what it measures. Callers press * (say it again): half of the time while they are spoken to, half after it.
"""

import asyncio
import contextlib
import itertools
import os
import random
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from sip_phone import SipPhone, calling, sip_phone
from site_processes import site_processes

from hongyan.bootstrap import opened
from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.settings import Settings
from hongyan.telephony.adapters.espeak_prompts import EspeakPrompts

_ROOT = Path(__file__).parents[1]
_PREFIX = "HONGYAN_TELEPHONY__ASTERISK__"
_HOTLINE = "95000"
_KEY_SECONDS = 0.1  # until the first packet that tells the key's end
_FRAME = 0.02
_GAP = 0.1  # longer between two frames is a pause
_LOUD = 40  # different values in a frame that is no silence
_FRESH_TEXTS = 40


@dataclass
class Heard:
    """What the telephones heard, in seconds."""

    to_silence: list[float] = field(default_factory=list)
    to_words: list[float] = field(default_factory=list)
    lag: list[float] = field(default_factory=list)
    unanswered: int = 0
    refused: int = 0


def run(calls: int, seconds: float) -> dict[str, Any]:
    """Hold ``calls`` for ``seconds`` and return the figures."""
    with _exchange() as told, tempfile.TemporaryDirectory(prefix="hongyan-bench-") as folder:
        return asyncio.run(_run(calls, seconds, told, Path(folder)))


async def _run(calls: int, seconds: float, told: dict[str, str], home: Path) -> dict[str, Any]:
    heard = Heard()
    with EmbeddedPostgres(home / "postgres") as postgres:
        settings = Settings(home=home, dsn=postgres.dsn)
        async with opened(settings):
            pass  # migrated
        more = told | {f"{_PREFIX}LISTEN_SECONDS": "60"}
        async with site_processes(settings, postgres.dsn, 1, more) as (processes, _):
            port = int(told[f"{_PREFIX}SIP_PORT"])
            await _until_it_answers(port)
            watched = {"worker": processes[1], "asterisk": _asterisk(told)}
            idle = {name: p.memory_info().rss for name, p in watched.items()}
            over = asyncio.Event()
            callers = [asyncio.create_task(_caller(n, port, over, heard)) for n in range(calls)]
            await asyncio.sleep(calls * 0.2 + 5)  # all are there
            before, began = {name: sum(p.cpu_times()[:2]) for name, p in watched.items()}, time.monotonic()
            await asyncio.sleep(seconds)
            wall = time.monotonic() - began
            cores = {name: (sum(p.cpu_times()[:2]) - before[name]) / wall for name, p in watched.items()}
            more_memory = {name: p.memory_info().rss - idle[name] for name, p in watched.items()}
            over.set()
            await asyncio.gather(*callers)
    return {
        "benchmark": "voice",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "calls": calls,
        "load": round(os.getloadavg()[0], 1),
        "key_pressed_to_silence_ms": _spread(heard.to_silence),
        "key_released_to_words_ms": _spread(heard.to_words),
        "frame_lag_ms": _spread(heard.lag),
        "keys": len(heard.to_words),
        "unanswered": heard.unanswered,
        "refused": heard.refused,
        "core_per_call": {name: round(used / calls, 4) for name, used in cores.items()},
        "mb_per_call": {name: round(used / calls / 2**20, 2) for name, used in more_memory.items()},
        "fresh_text_spoken_ms": await _fresh_texts(),
    }


async def _caller(n: int, port: int, over: asyncio.Event, heard: Heard) -> None:
    chance = random.Random(n)
    await asyncio.sleep(n * 0.2)
    try:
        async with calling(port, _HOTLINE, f"+8613911{n:06d}") as phone:
            await _until_told(phone)
            first = _first_sound(phone.arrivals)
            while not over.is_set() and not phone.ended.is_set():
                interrupts = chance.random() < 0.5
                if interrupts:
                    await asyncio.sleep(chance.uniform(0.3, 3))
                else:
                    await _quiet(phone)
                    await asyncio.sleep(chance.uniform(0.3, 1))
                await _press(phone, first, heard)
            _frames([at for at, _ in phone.arrivals], heard)
    except AssertionError:
        heard.refused += 1


async def _quiet(phone: SipPhone) -> None:
    while phone.spoken_to and not phone.ended.is_set():  # noqa: ASYNC110 - packets come by themselves
        await asyncio.sleep(0.02)


async def _until_told(phone: SipPhone) -> None:
    """Wait for a second of the greeting."""
    while phone.packets < 50 and not phone.ended.is_set():  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.02)


def _first_sound(arrivals: list[tuple[float, bytes]]) -> int:
    """Return the number of the first frame that is no silence: by it the beginning is known again."""
    return next(i for i, (_, sound) in enumerate(arrivals) if len(set(sound)) > _LOUD)


async def _press(phone: SipPhone, first: int, heard: Heard) -> None:
    """Press * and see when the greeting begins anew: its first sound comes again, byte for byte."""
    spoken_to, pressed, before = phone.spoken_to, time.monotonic(), phone.packets
    await phone.press("*")
    await asyncio.sleep(2.5)
    arrivals, sign = phone.arrivals, phone.arrivals[first][1]
    found = next((i for i in range(before, len(arrivals)) if arrivals[i][1] == sign), None)
    if found is None:
        heard.unanswered += 1
        return
    began = found - first  # the first frame of the greeting, silent perhaps
    heard.to_words.append(arrivals[began][0] - pressed - _KEY_SECONDS)
    if spoken_to and began > before:
        heard.to_silence.append(arrivals[began - 1][0] - pressed)


def _frames(times: list[float], heard: Heard) -> None:
    heard.lag += [
        max(0.0, later - sooner - _FRAME)
        for sooner, later in itertools.pairwise(times)
        if later - sooner < _GAP
    ]


async def _fresh_texts() -> dict[str, float]:
    """Have sentences spoken that nobody has said before."""
    with tempfile.TemporaryDirectory() as folder:
        prompts = EspeakPrompts(Path(folder))
        took = []
        for n in range(_FRESH_TEXTS):
            began = time.monotonic()
            await prompts.ready(
                [f"CA1{n:03d} 航班 12:{n:02d} 从北京起飞，14:{n:02d} 到上海，请按 {n}。"], "zh-CN"
            )
            took.append(time.monotonic() - began)
    return _spread(took[1:])  # the first loads the dictionaries


def _spread(values: list[float]) -> dict[str, float]:
    if len(values) < 2:
        return {}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {name: round(cuts[i] * 1000, 1) for name, i in (("p50", 49), ("p95", 94), ("p99", 98))} | {
        "max": round(max(values) * 1000, 1)
    }


@contextlib.contextmanager
def _exchange() -> Iterator[dict[str, str]]:
    """Start an exchange with a hotline; yields what a site needs to know to use it."""
    name = f"bench-{os.getpid()}"
    environment = {
        "HONGYAN_TELEPHONY__LINE": "asterisk",
        f"{_PREFIX}TRUNK": f"127.0.0.1:{_free_port()}",
        f"{_PREFIX}HOTLINE": "true",
    }
    done = subprocess.run(
        [_ROOT / "bin" / "asterisk", "start", name],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr.strip())
    told = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    try:
        yield environment | told
    finally:
        subprocess.run([_ROOT / "bin" / "asterisk", "stop", name], check=False, capture_output=True)
        shutil.rmtree(Path(told[f"{_PREFIX}PROMPTS"]).parent, ignore_errors=True)


def _asterisk(told: dict[str, str]) -> psutil.Process:
    return psutil.Process(int((Path(told[f"{_PREFIX}PROMPTS"]).parent / "pid").read_text()))


async def _until_it_answers(port: int) -> None:
    for _ in range(300):
        async with sip_phone(port) as phone:
            if await phone.call(_HOTLINE, "+8613900000000") == 200:
                phone.hang_up()
                await asyncio.sleep(1)
                return
        await asyncio.sleep(0.2)
    raise RuntimeError("the hotline did not answer")


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
