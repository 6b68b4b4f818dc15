"""Time, load and memory of understanding: every labelled sentence of the package is read once, in one thread."""

import random
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psutil


def run(sentences: int = 2000) -> dict[str, Any]:
    """Measure loading, memory growth and the time of each reading."""
    process = psutil.Process()
    imported = time.perf_counter()
    from hongyan.assistant.understanding import Context, Understanding
    from hongyan.assistant.understanding.evaluate import times
    from hongyan.assistant.understanding.sentences import intent_sentences

    imports = time.perf_counter() - imported
    texts = [s.text for s in intent_sentences()]
    random.Random(7).shuffle(texts)
    memory, started = process.memory_info().rss, time.perf_counter()
    understanding = Understanding()
    context = Context(datetime.now(ZoneInfo("Asia/Shanghai")))
    understanding.read("明天的航班", context)
    loaded = time.perf_counter() - started
    wall, cpu = [], []
    for text in texts[:sentences]:
        begun, worked = time.perf_counter(), time.process_time()
        understanding.read(text, context)
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - worked)
    return {
        "sentences": len(wall),
        "milliseconds": times(wall),
        "processor_milliseconds": times(cpu),
        "load_seconds": round(loaded, 3),
        "import_seconds": round(imports, 3),
        "memory_growth_mb": round((process.memory_info().rss - memory) / 1e6, 1),
        "load_average": psutil.getloadavg()[0],
    }
