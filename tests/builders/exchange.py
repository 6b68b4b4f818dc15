"""A real exchange on loopback with sipp as the far end of its trunk, and prompts that are tones."""

import asyncio
import contextlib
import os
import secrets
import shutil
import socket
import struct
import subprocess
import time
import wave
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from hashlib import sha256
from math import pi, sin
from pathlib import Path

import pytest

from hongyan.telephony import VoiceTalks
from hongyan.telephony.adapters.asterisk.line import AsteriskLine
from hongyan.telephony.settings import AsteriskSettings

ROOT = Path(__file__).parents[2]
_PREFIX = "HONGYAN_TELEPHONY__ASTERISK__"
_KINDS = {
    "late": 0,
    "busy": 1,
    "rings": 2,
    "no_such": 3,
    "listens": 4,
    "accepts": 5,
    "hangs_up": 6,
    "person": 7,
    "half": 8,
    "out_of_order": 9,
}
_CANNOT = 3  # exit code of bin/asterisk where it cannot run


class TonePrompts:
    """Says every text as a short tone. Test only: there is nothing to understand in it."""

    def __init__(self, folder: Path, there: str, seconds: float = 0.4) -> None:
        self._folder = folder
        self._there = there
        self._seconds = seconds

    async def ready(self, texts: Sequence[str], language: str) -> dict[str, str]:
        return {text: self._tone(text) for text in texts}

    def _tone(self, text: str) -> str:
        name = sha256(text.encode()).hexdigest()[:16]
        path = self._folder / f"{name}-{self._seconds}.wav"
        if not path.exists():
            samples = array(
                "h", (int(8000 * sin(2 * pi * 440 * n / 8000)) for n in range(int(8000 * self._seconds)))
            )
            with wave.open(str(path), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(8000)
                file.writeframes(samples.tobytes())
            path.chmod(0o644)
        return f"sound:{self._there}/{path.stem}"


class SippFarEnd:
    """Numbers by which sipp knows what to do (far_end.xml); time passes by itself."""

    def number(self, kind: str, n: int = 0) -> str:
        return f"+86138000{_KINDS[kind]}{n:04d}"

    async def until(self, condition: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not await condition():
            assert time.monotonic() < end, f"it did not come about in {seconds} s"
            await asyncio.sleep(0.05)


class RunningExchange:
    """An Asterisk of this run, and how to reach it. ``restart`` stands for a crash of the exchange."""

    def __init__(self, name: str, trunk_port: int) -> None:
        self.name = name
        self.folder = ROOT / ".tools" / "asterisk" / "root" / "instances" / name
        self._environment = {f"{_PREFIX}TRUNK": f"127.0.0.1:{trunk_port}", f"{_PREFIX}HOTLINE": "true"}
        self._told: dict[str, str] = {}

    def start(self) -> None:
        """Start it, on the ports it had before if it ran before."""
        environment = os.environ | self._environment
        for key in ("PORT", "SIP_PORT", "PASSWORD"):
            if _PREFIX + key in self._told:
                environment[_PREFIX + key] = self._told[_PREFIX + key]
        done = subprocess.run(
            [ROOT / "bin" / "asterisk", "start", self.name],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == _CANNOT and not os.environ.get("CI"):
            pytest.skip(done.stderr.strip().splitlines()[-1])
        assert done.returncode == 0, done.stderr
        self._told = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)

    def stop(self) -> None:
        subprocess.run([ROOT / "bin" / "asterisk", "stop", self.name], check=False, capture_output=True)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        pid = int((self.folder / "pid").read_text())
        os.kill(pid, 9)
        while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            time.sleep(0.02)

    def say(self, command: str) -> str:
        """Ask the exchange on its console."""
        done = subprocess.run(
            [ROOT / "bin" / "asterisk", "console", self.name, command],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout

    def rung(self, channel_id: str) -> int:
        """Count, by the exchange's own record (CDR), the calls over a channel of this name that have ended."""
        record = self.folder / "log" / "cdr-csv" / "Master.csv"
        return record.read_text().count(channel_id) if record.exists() else 0

    def settings(self, **changes: object) -> AsteriskSettings:
        told = {key.removeprefix(_PREFIX).lower(): value for key, value in self._told.items()}
        values: dict[str, object] = {"lines": 200, "listen_seconds": 1.2, "caller_id": "+861012345678"}
        return AsteriskSettings(**(told | values | changes))  # type: ignore[arg-type]

    def prompts(self, seconds: float = 0.4) -> TonePrompts:
        settings = self.settings()
        return TonePrompts(settings.prompts, settings.prompts_there, seconds)


@contextlib.asynccontextmanager
async def running(
    line: AsteriskLine, far_end: SippFarEnd, talks: VoiceTalks | None = None
) -> AsyncIterator[None]:
    """Run a line's calls while the block lasts; at its end the process, as the exchange sees it, is gone."""
    work = asyncio.create_task(line.run(talks))
    try:
        await far_end.until(line.connected)
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


@contextlib.contextmanager
def running_exchange() -> Iterator[RunningExchange]:
    """Start Asterisk and the far end; both are gone afterwards."""
    port = _free_port()
    exchange = RunningExchange(f"test-{os.getpid()}-{secrets.token_hex(2)}", port)
    exchange.start()
    try:
        with _sipp(exchange, port):
            yield exchange
    finally:
        exchange.stop()
        shutil.rmtree(exchange.folder, ignore_errors=True)


@contextlib.contextmanager
def _sipp(exchange: RunningExchange, port: int) -> Iterator[None]:
    there = f"/instances/{exchange.name}"
    audio = 30000 + 2000 * secrets.randbelow(10)  # other test processes have a far end, too
    scenario = (ROOT / "tests" / "exchange" / "far_end.xml").read_text(encoding="utf-8")
    (exchange.folder / "far_end.xml").write_text(scenario.replace("FOLDER", there), encoding="utf-8")
    for key in "01":
        for press in (1, 2):
            (exchange.folder / f"key{key}-{press}.pcap").write_bytes(key_press(int(key), press))
    output = (exchange.folder / "sipp.out").open("wb")
    process = subprocess.Popen(
        [
            *("chroot", exchange.folder.parents[1], "sipp", "-sf", f"{there}/far_end.xml"),
            *("-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1"),
            *("-min_rtp_port", str(audio), "-max_rtp_port", str(audio + 1998), "-nostdin"),
            *("-trace_err", "-error_file", f"{there}/sipp.err"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )
    try:
        _wait_for_udp(port, process)
        yield
    finally:
        process.kill()
        process.wait()
        output.close()


def _wait_for_udp(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        assert process.poll() is None, "sipp ended at once"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return
        time.sleep(0.02)
    raise AssertionError("sipp does not listen")


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def key_press(key: int, press: int) -> bytes:
    """Return a capture file with one key as RFC 4733 events of payload type 101: eight packets, the last three its end.

    ``press`` counts within a call: each needs a timestamp of its own, or the exchange takes it for a repetition.
    """
    file = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for n in range(8):
        end = 0x80 if n >= 5 else 0
        event = struct.pack("!BBH", key, end | 10, 160 * (min(n, 5) + 1))
        rtp = struct.pack("!BBHII", 0x80, 101 | (0x80 if n == 0 else 0), 100 * press + n, 16000 * press, 7)
        udp = struct.pack("!HHHH", 6000, 6000, 8 + len(rtp + event), 0) + rtp + event
        ip = struct.pack(
            "!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), n, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1"
        )
        frame = b"\0" * 12 + b"\x08\0" + ip + udp
        file += struct.pack("<IIII", 0, 20000 * n, len(frame), len(frame)) + frame
    return file
