"""Prompts spoken by espeak-ng, in a process of its own for each: clear rather than beautiful, and there without a model.

What it cannot do: sound like a person. A better voice is another adapter of ``Prompts``.
"""

import asyncio
import hashlib
import io
import shutil
import time
import wave
from collections.abc import Sequence
from pathlib import Path

from hongyan.telephony.errors import PromptsUnavailable
from hongyan.telephony.read_aloud import english, language_of, pinyin

_RATE = 8000  # Hz, what telephone lines carry
_KEPT_SECONDS = 24 * 3600  # what was said may name a person: it goes a day after it was last needed
_AT_ONCE = 4
_PATIENCE_SECONDS = 10.0


class EspeakPrompts:
    """Speaks into WAV files that the exchange sees as ``there``; the same text is spoken once."""

    def __init__(self, folder: Path, there: str = "", words_a_minute: int = 160) -> None:
        self._folder = folder
        self._there = there or str(folder)
        self._rate = words_a_minute
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._cleared_at = 0.0

    async def ready(self, texts: Sequence[str], language: str) -> dict[str, str]:
        """Have every text spoken. Raises PromptsUnavailable when espeak-ng is missing or fails."""
        await asyncio.to_thread(self._clear)
        unique = list(dict.fromkeys(texts))
        names = await asyncio.gather(*(self._spoken(text, language) for text in unique))
        return {text: f"sound:{self._there}/{name}" for text, name in zip(unique, names, strict=True)}

    async def wav(self, text: str, language: str) -> bytes:
        """Return a text as telephone audio, for whoever plays it elsewhere. Raises PromptsUnavailable."""
        await asyncio.to_thread(self._clear)
        name = await self._spoken(text, language)
        return await asyncio.to_thread((self._folder / f"{name}.wav").read_bytes)

    async def _spoken(self, text: str, language: str) -> str:
        chinese = language_of(text, language) == "zh-CN"
        voice, said = ("cmn-latn-pinyin", pinyin(text)) if chinese else ("en", english(text))
        key = "\0".join(("espeak-ng", voice, str(self._rate), said))
        name = hashlib.sha256(key.encode()).hexdigest()
        path = self._folder / f"{name}.wav"
        if path.exists():
            path.touch()
            return name
        async with self._at_once:
            spoken = await self._run(voice, said)
        await asyncio.to_thread(_store, path, spoken)
        return name

    async def _run(self, voice: str, said: str) -> bytes:
        program = shutil.which("espeak-ng")
        if program is None:
            raise PromptsUnavailable("espeak-ng is not installed (Debian/Ubuntu: apt install espeak-ng)")
        process = await asyncio.create_subprocess_exec(
            program,
            *("-v", voice, "-s", str(self._rate), "--stdin", "--stdout"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                spoken, complaint = await process.communicate(said.encode())
        except (TimeoutError, asyncio.CancelledError) as error:
            process.kill()
            await process.wait()
            if isinstance(error, asyncio.CancelledError):  # nobody listens any more
                raise
            raise PromptsUnavailable("espeak-ng takes too long") from error
        if process.returncode or len(spoken) <= 44:  # a WAV header and nothing in it
            raise PromptsUnavailable(f"espeak-ng failed: {complaint.decode(errors='replace').strip()[:200]}")
        return spoken

    def _clear(self) -> None:
        """Make the folder, and now and then remove what was not needed for a day."""
        self._folder.mkdir(parents=True, exist_ok=True)
        now = time.time()
        if now - self._cleared_at < _KEPT_SECONDS / 24:
            return
        self._cleared_at = now
        for path in self._folder.glob("*.wav"):
            if now - path.stat().st_mtime > _KEPT_SECONDS:
                path.unlink(missing_ok=True)


def _store(path: Path, spoken: bytes) -> None:
    """Write what espeak-ng said as telephone audio; a reader sees all of it or nothing."""
    import numpy as np
    from scipy.signal import resample_poly

    # espeak-ng does not know the length when it writes the header, so the samples are simply what follows it.
    with wave.open(io.BytesIO(spoken)) as file:
        rate = file.getframerate()
    samples = np.frombuffer(spoken[44 : len(spoken) - len(spoken) % 2], dtype="<i2").astype(np.float64)
    telephone = np.clip(resample_poly(samples, _RATE, rate), -32768, 32767).astype("<i2")
    part = path.with_suffix(f".{id(spoken)}.part")
    with wave.open(str(part), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(telephone.tobytes())
    part.chmod(0o644)  # the exchange runs as another user
    part.replace(path)
