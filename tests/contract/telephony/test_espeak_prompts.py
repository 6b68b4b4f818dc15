"""Prompts by espeak-ng: telephone audio, spoken once, gone after a day; a missing engine is said so."""

import os
import shutil
import time
import wave
from pathlib import Path

import pytest

from hongyan.telephony import PromptsUnavailable
from hongyan.telephony.adapters.espeak_prompts import EspeakPrompts

there_is_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None and not os.environ.get("CI"), reason="espeak-ng is not installed"
)


@there_is_espeak
@pytest.mark.parametrize(
    ("language", "text"), [("zh-CN", "您好，航班MU5137改到15:30。"), ("en", "Hello. Press 1.")]
)
async def test_a_text_becomes_telephone_audio(tmp_path: Path, language: str, text: str) -> None:
    prompts = EspeakPrompts(tmp_path, "/there")
    media = (await prompts.ready([text], language))[text]
    with wave.open(str(tmp_path / f"{media.removeprefix('sound:/there/')}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert 0.5 < file.getnframes() / 8000 < 12
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
    assert max(samples) > 3000  # somebody speaks


@there_is_espeak
async def test_the_same_text_is_spoken_once_and_forgotten_after_a_day(tmp_path: Path) -> None:
    prompts = EspeakPrompts(tmp_path)
    await prompts.ready(["Good morning.", "Good morning."], "en")
    (first,) = files(tmp_path)
    await prompts.ready(["Good morning."], "en")
    assert files(tmp_path) == [first]
    os.utime(tmp_path / first[0], (time.time() - 90000,) * 2)
    await EspeakPrompts(tmp_path).ready(["Good evening."], "en")
    assert first not in files(tmp_path) and len(files(tmp_path)) == 1


def files(folder: Path) -> list[tuple[str, int]]:
    return [(path.name, path.stat().st_ino) for path in folder.iterdir()]


async def test_a_missing_engine_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PromptsUnavailable, match="apt install espeak-ng"):
        await EspeakPrompts(tmp_path).ready(["Hello"], "en")
