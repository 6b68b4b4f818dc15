"""How well search answers a file of questions: recall, rank, unanswerable questions, time."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hongyan.core.errors import InvalidInput
from hongyan.knowledge.article_numbers import article_number, statute_name
from hongyan.knowledge.model import Hit
from hongyan.knowledge.service import SHIPPED, Knowledge

_DEEP = 10  # results looked at; a right article further down counts as not found


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a question file. ``statute`` None: no article answers it."""

    id: str
    lang: str
    q: str
    statute: str | None
    article: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one run. Unanswerable: of those called so, how many are; of those that are, how many were called so."""

    questions: int
    answerable: int
    unanswerable: int
    recall_at_1: float
    recall_at_5: float
    mrr: float
    answered: float  # of the answerable, how many got any answer
    answered_rightly: float  # of the answered, how many cite the right article first
    unanswerable_precision: float | None
    unanswerable_recall: float | None
    p50_ms: float
    p95_ms: float
    missed: tuple[str, ...]  # ids whose article was not among the first five

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_questions(file: Path) -> list[Asked]:
    """Read a JSONL file. Raises InvalidInput with the line that cannot be used."""
    questions = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            statute = row.get("statute")
            questions.append(
                Asked(
                    str(row.get("id", number)),
                    str(row.get("lang", "zh")),
                    str(row["q"]),
                    statute_name(statute) if statute else None,
                    article_number(row.get("article")),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidInput(f"{file.name}, line {number}: {error!r}") from error
    if not questions:
        raise InvalidInput(f"{file.name} holds no questions")
    return questions


async def evaluate(knowledge: Knowledge, questions: Sequence[Asked]) -> Report:
    """Ask every question of whatever has been imported (the articles shipped with the product do not count)."""
    places: list[int | None] = []
    silent: list[bool] = []
    times: list[float] = []
    right = 0
    await knowledge.search("x")  # the first search loads the index; that is no search time
    for asked in questions:
        language = "zh-CN" if asked.lang.startswith("zh") else "en"
        begin = time.perf_counter()
        found = await knowledge.search(asked.q, language=language, audience="public", limit=_DEEP * 2)
        hits = [hit for hit in found if not hit.source.startswith(SHIPPED)][:_DEEP]
        times.append((time.perf_counter() - begin) * 1000)
        place = next((i for i, hit in enumerate(hits) if is_article(hit, asked)), None)
        quiet = not any(hit.score >= knowledge.settings.threshold for hit in hits)
        places.append(place)
        silent.append(quiet)
        right += asked.statute is not None and not quiet and place == 0
    return _report(questions, places, silent, times, right)


def is_article(hit: Hit, asked: Asked) -> bool:
    """Say whether a hit is the article a question names."""
    if asked.statute is None or statute_name(hit.source) != asked.statute:
        return False
    return asked.article is None or article_number(hit.section) == asked.article


def _report(
    questions: Sequence[Asked],
    places: Sequence[int | None],
    silent: Sequence[bool],
    times: Sequence[float],
    right: int,
) -> Report:
    known = [i for i, asked in enumerate(questions) if asked.statute is not None]
    unknown = [i for i, asked in enumerate(questions) if asked.statute is None]
    found = [places[i] for i in known]
    quiet_unknown = sum(silent[i] for i in unknown)
    quiet = sum(silent)
    spoken = sum(not silent[i] for i in known)
    ordered = sorted(times)
    count = max(len(known), 1)
    return Report(
        len(questions),
        len(known),
        len(unknown),
        round(sum(p == 0 for p in found) / count, 4),
        round(sum(p is not None and p < 5 for p in found) / count, 4),
        round(sum(1 / (p + 1) for p in found if p is not None) / count, 4),
        round(spoken / count, 4),
        round(right / max(spoken, 1), 4),
        round(quiet_unknown / quiet, 4) if quiet and unknown else None,
        round(quiet_unknown / len(unknown), 4) if unknown else None,
        round(ordered[len(ordered) // 2], 2),
        round(ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)], 2),
        tuple(questions[i].id for i in known if places[i] is None or (places[i] or 0) >= 5),
    )
