"""Search over many generated articles: time to build the index, time of a search, in this process."""

import random
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import numpy as np
import psutil

from hongyan.assistant import Understanding
from hongyan.knowledge.find_articles import find
from hongyan.knowledge.model import Audience, Content, State, Version
from hongyan.knowledge.quote_passage import sentences
from hongyan.knowledge.search_index import Document, SearchIndex
from hongyan.knowledge.split_document import split_document
from hongyan.knowledge.synonyms import Synonyms, shipped_table

NOW = datetime(2026, 11, 25, tzinfo=UTC)
QUESTIONS = [
    "充电宝能不能带上飞机", "行李", "宠物", "tuipiao", "行里丢了怎么办", "航班取消了能退多少钱", "怀孕七个月还能坐飞机吗",
    "孩子一个人坐飞机要办什么手续", "晚点了航空公司赔不赔钱", "网上值机什么时候开始", "里程没到账怎么补登", "发票怎么开",
    "身份证忘带了能坐飞机吗", "轮椅服务怎么申请", "货运单号怎么查货到哪里了", "我的箱子被摔坏了在哪里登记要多久内提出",
]  # fmt: skip


def articles(count: int, seed: int) -> list[Content]:
    """Shuffle the sentences of the shipped articles into new ones, with words of their own."""
    rng = random.Random(seed)
    folder = files("hongyan.knowledge") / "starter" / "zh"
    shipped = [s.content for f in folder.iterdir() for s in split_document(f.read_text("utf-8"), f.name)]
    lines = [c.body[a:b].strip() for c in shipped for a, b in sentences(c.body)]
    words = [w for c in shipped for w in c.keywords]
    letters = "".join({c for line in lines for c in line if "一" <= c <= "鿿"})

    def made() -> Content:
        own = ["".join(rng.choices(letters, k=rng.randint(2, 5))) for _ in range(8)]
        body = "".join(f"{rng.choice(lines)}{rng.choice(own)}。" for _ in range(rng.randint(3, 8)))
        return Content(f"{rng.choice(words)}{rng.choice(own)}", body, keywords=(rng.choice(words),))

    return [*shipped, *(made() for _ in range(count - len(shipped)))]


def run(count: int, rounds: int = 25, seed: int = 7) -> dict[str, Any]:
    """Build once, then ask every question ``rounds`` times."""
    contents = articles(count, seed)
    documents = {
        f"a{i}": [Document.of(Version(f"a{i}", 1, c, State.APPROVED, "bench", NOW), "bench", str(i))]
        for i, c in enumerate(contents)
    }
    # What an article means makes no difference to the time; encoding so many would take minutes.
    rng = np.random.default_rng(seed)
    for versions in documents.values():
        vector = rng.standard_normal(512)
        versions[0] = replace(versions[0], vector=(vector / np.linalg.norm(vector)).astype(np.float16))
    meaning = Understanding().meaning
    start = time.perf_counter()
    index = SearchIndex().changed(documents)
    build = time.perf_counter() - start
    start = time.perf_counter()
    index.prepare()
    prepare = time.perf_counter() - start
    synonyms = Synonyms.parse(shipped_table())
    first = time.perf_counter()
    find(QUESTIONS[0], index, synonyms, NOW, language="zh-CN")
    find("tuipiao", index, synonyms, NOW, language="zh-CN")
    warm = time.perf_counter() - first
    start = time.perf_counter()
    index.changed({"a0": documents["a0"]})
    change = time.perf_counter() - start
    times = []
    for _ in range(rounds):
        for question in QUESTIONS:
            begin = time.perf_counter()
            find(
                question,
                index,
                synonyms,
                NOW,
                language="zh-CN",
                audience=Audience.PUBLIC,
                meaning=meaning,
            )
            times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    return {
        "articles": count,
        "characters_mean": round(sum(len(c.body) for c in contents) / count),
        "build_seconds": round(build, 1),
        "sounds_seconds": round(prepare, 1),
        "first_searches_seconds": round(warm, 2),
        "one_change_ms": round(change * 1000, 1),
        "searches": len(times),
        "p50_ms": round(times[len(times) // 2], 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "max_ms": round(times[-1], 2),
        "memory_mib": round(psutil.Process().memory_info().rss / 2**20),
    }
