"""The hand-written training sentences: enough of them, no sentence under two intents, no twins made from one template."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import hongyan.assistant.understanding as understanding

DATA = Path(understanding.__file__).parent / "data"
LANGUAGES = [code for code in ("zh", "en") if (DATA / code).is_dir()]
FEWEST = 80
EMOTIONS = ("neutral", "pleased", "anxious", "dissatisfied", "angry")
FEWEST_PER_EMOTION = 150

INTENTS = (
    "flight.status", "flight.search", "booking.create", "booking.view", "booking.change", "booking.refund",
    "refund.status", "fare.rules", "disruption.options", "compensation.claim", "certificate.request",
    "invoice.request", "proof.upload", "seat.select", "checkin.do", "baggage.allowance", "baggage.problem",
    "special.assist", "meal.request", "pet.travel", "loyalty.balance", "loyalty.enrol", "loyalty.redeem",
    "loyalty.missing", "cargo.track", "cargo.quote", "cargo.book", "partner.offers", "distributor.service",
    "weather.query", "airport.info", "trip.linked", "arrival.problem", "complaint.file", "praise.give",
    "lostfound.report", "safety.help", "callback.request", "agent.human", "dialog.yes", "dialog.no",
    "dialog.repeat", "dialog.greet", "dialog.bye", "dialog.thanks", "none",
)  # fmt: skip

# Names long or rare enough not to be a part of other words: what a template would vary.
CITIES = (
    "北京|上海|广州|深圳|成都|重庆|杭州|南京|武汉|西安|昆明|厦门|青岛|大连|三亚|海口|长沙|郑州|沈阳|哈尔滨|长春|济南|天津|福州|贵阳|南宁"
    "|兰州|西宁|银川|太原|合肥|南昌|宁波|温州|乌鲁木齐|拉萨|丽江|桂林|珠海|香港|台北|东京|大阪|首尔|曼谷|新加坡|伦敦|巴黎|法兰克福|洛杉矶"
    "|虹桥|浦东|首都机场|大兴|萧山|白云|宝安"
    "|beijing|shanghai|guangzhou|shenzhen|chengdu|chongqing|hangzhou|nanjing|wuhan|xi'an|kunming|xiamen|qingdao|dalian|sanya|haikou"
    "|changsha|harbin|hong kong|taipei|tokyo|osaka|seoul|bangkok|singapore|london|paris|frankfurt|los angeles|new york|sydney|dubai"
)
NUMBERS_ZH = re.compile(r"[0-9〇零一二三四五六七八九十百千两幺洞]+")
NUMBERS_EN = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|second|third|fourth|fifth|tenth"
    r"|twenty|thirty|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)


def sentences(language: str, intent: str) -> list[str]:
    """The lines of one file that are not blank."""
    path = DATA / language / f"{intent}.txt"
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def bare(text: str) -> str:
    """Without punctuation, spaces and case."""
    return re.sub(r"[\W_]+", "", text.lower())


def without_details(text: str, language: str) -> str:
    """As ``bare``, with every number, weekday and city made the same: two twins of one template meet here."""
    lowered = re.sub(CITIES, "@", text.lower())
    lowered = NUMBERS_ZH.sub("#", lowered) if language == "zh" else NUMBERS_EN.sub("#", lowered)
    return re.sub(r"[^\w@#]+", "", lowered)


def repeated(keys: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of sources that share a key."""
    seen: dict[str, str] = {}
    pairs = []
    for key, source in keys:
        if key in seen:
            pairs.append((seen[key], source))
        seen.setdefault(key, source)
    return pairs


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_has_enough_distinct_sentences(language: str) -> None:
    counts = {
        path.stem: len({bare(line) for line in sentences(language, path.stem)})
        for path in (DATA / language).glob("*.txt")
    }
    assert {intent: count for intent, count in counts.items() if count < FEWEST} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice(language: str) -> None:
    files = sorted((DATA / language).glob("*.txt"))
    lines = (
        (bare(line), f"{path.stem}: {line}") for path in files for line in sentences(language, path.stem)
    )
    assert repeated(lines) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_sentences_differ_only_in_a_number_or_a_city(language: str) -> None:
    twins = []
    for path in sorted((DATA / language).glob("*.txt")):
        twins += repeated(
            (without_details(line, language), f"{path.stem}: {line}")
            for line in sentences(language, path.stem)
        )
    assert twins == []


@pytest.mark.parametrize("table", sorted((DATA / "emotion").glob("*.tsv")), ids=lambda path: path.stem)
def test_every_emotion_has_enough_distinct_sentences_with_an_urgency(table: Path) -> None:
    rows = [line.split("\t") for line in table.read_text("utf-8").splitlines() if line.strip()]
    assert [row for row in rows if len(row) != 3 or not 0 <= float(row[1]) <= 1] == []
    counts = {label: len({bare(text) for named, _, text in rows if named == label}) for label in EMOTIONS}
    assert {label: count for label, count in counts.items() if count < FEWEST_PER_EMOTION} == {}
    assert repeated((bare(text), f"{label}: {text}") for label, _, text in rows) == []
    assert {label for label, _, _ in rows} == set(EMOTIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_has_a_file(language: str) -> None:
    assert {path.stem for path in (DATA / language).glob("*.txt")} == set(INTENTS)


def test_both_languages_are_there() -> None:
    assert LANGUAGES == ["zh", "en"]
