"""Runs the interpreter over labelled sets, with the clock and the memory of this process beside the figures."""

import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psutil

from hongyan.assistant.understanding.emotion_words import by_keyword
from hongyan.assistant.understanding.evaluate import Outcome, emotion_report, parse, report
from hongyan.assistant.understanding.mask_values import normalise
from hongyan.assistant.understanding.reading import Context
from hongyan.assistant.understanding.sentences import fingerprint
from hongyan.assistant.understanding.understanding import Understanding
from hongyan.assistant.understanding.weights import Weights


def measure_understanding(lines: Sequence[str], now: datetime) -> tuple[dict[str, Any], list[Outcome]]:
    """Return the figures for a labelled set (JSON Lines) and each outcome. ``now`` stands where a line names no moment."""
    labelled = parse(lines)
    process = psutil.Process()
    memory, started = process.memory_info().rss, time.perf_counter()
    understanding = Understanding()
    understanding.read("明天的航班", Context(now))
    loaded = time.perf_counter() - started
    outcomes = []
    for line in labelled:
        context = Context(line.now or now)
        begun = time.perf_counter()
        reading = understanding.read(line.text, context)
        seconds = time.perf_counter() - begun
        outcomes.append(
            Outcome(line, reading.intent, reading.confidence, reading.sure, reading.slots, seconds)
        )
    grown = (process.memory_info().rss - memory) / 1e6
    return report(outcomes) | {
        "model": {"load_seconds": round(loaded, 3), "memory_mb": round(grown, 1)}
    }, outcomes


def measure_emotion(lines: Sequence[str], now: datetime) -> dict[str, Any]:
    """Return the figures of the model and of the keyword baseline for lines of ``{"text", "lang", "label"}``."""
    rows = [json.loads(line) for line in lines if line.strip()]
    understanding, context = Understanding(), Context(now)
    wanted = [row["label"] for row in rows]
    said = [understanding.read(row["text"], context).emotion.label for row in rows]
    keyword = [by_keyword(normalise(row["text"]), row.get("lang", "zh")) for row in rows]
    return {
        "model": emotion_report(list(zip(wanted, said, strict=True))),
        "keyword_baseline": emotion_report(list(zip(wanted, keyword, strict=True))),
    }


def weights_are_fresh() -> bool:
    """Tell whether the weights were made from the labelled sentences as they are now."""
    return bool(Weights.load().notes["fingerprint"] == fingerprint())
