"""What a menu is: a definition in TOML, what is wrong with it, and how many seconds each choice takes to reach. Pure.

Speaking time is an estimate, the same for every menu: ``ZH_PER_SECOND`` Chinese characters (and single digits), ``EN_PER_SECOND`` English
words, and ``PRESS_SECONDS`` for finding and pressing a key on each level, from the end of the greeting. Whoever speaks needs none of it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from hongyan.assistant.dialogue.menu import MOST, OTHER_LANGUAGE, label
from hongyan.assistant.dialogue.task import Tasks
from hongyan.assistant.words import TEMPLATES

ZH_PER_SECOND = 4.0  # an unhurried announcement: 240 characters a minute
EN_PER_SECOND = 2.5  # 150 words a minute
PRESS_SECONDS = 1.5
_KEPT_KEYS = {"0": "a person", OTHER_LANGUAGE: "the other language"}
_ZH_UNIT = re.compile(r"[\u4e00-\u9fff0-9]")
_EN_UNIT = re.compile(r"[A-Za-z']+")


@dataclass(frozen=True, slots=True)
class Item:
    """One choice: it starts ``task``, or opens ``items`` on a further level."""

    key: str
    label: str
    task: str = ""
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """``greeting`` is said before the first choice. ``language``: zh or en."""

    language: str
    greeting: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """A choice that starts something, and the keys to it.

    ``seconds`` for who presses as soon as a choice is said, ``heard_out`` for who hears every level to its end before pressing.
    """

    label: str
    keys: str
    seconds: float
    heard_out: float


def current(names: Sequence[str], language: str) -> Menu:
    """Return the menu that callers hear now, its tasks in this order."""
    said = TEMPLATES[language]
    items = tuple(Item(str(n), said[label(name)], name) for n, name in enumerate(names, start=1))
    return Menu(language, said["greeting.voice"], items)


def former() -> Menu:
    """Return the menu of old that the flat one is measured against: ten items on three levels."""
    return read(files(__package__).joinpath("ten_items_three_levels.toml").read_text("utf-8"))


def read(text: str) -> Menu:
    """Return the menu that a TOML text defines. Raises ValueError, which says what is missing and where."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"this is no TOML: {error}") from None
    items = tuple(_items(raw, "item"))
    if not items:
        raise ValueError("there is no [[item]]: give each choice key, label and task")
    language = raw.get("language", "zh")
    if language not in ("zh", "en"):
        raise ValueError(f'language is {language!r}: write "zh" or "en"')
    return Menu(language, str(raw.get("greeting", "")), items)


def _items(raw: Mapping[str, object], where: str) -> Iterator[Item]:
    listed = raw.get("item", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise ValueError(f"{where}: write each choice as a table of its own, [[item]]")
    for number, one in enumerate(listed, start=1):
        place = f"{where} {number}"
        for name in ("key", "label"):
            if not str(one.get(name, "")).strip():
                raise ValueError(f"{place} has no {name}")
        yield Item(
            str(one["key"]), str(one["label"]), str(one.get("task", "")), tuple(_items(one, f"{place}, item"))
        )


def problems(menu: Menu, tasks: Tasks) -> list[str]:
    """Return what is wrong with a menu and what to do about it, a sentence each; empty = callers can be given it."""
    return list(_problems(menu.items, tasks))


def _problems(items: Sequence[Item], tasks: Tasks) -> Iterator[str]:
    if len(items) > MOST:
        yield (
            f"{len(items)} items, and callers keep {MOST} in mind: leave the {MOST} that are wished for most, "
            "the others are reached in the caller's own words"
        )
    seen: dict[str, str] = {}
    for item in items:
        if item.key in seen:
            yield f"key {item.key} is given to {seen[item.key]} and to {item.label}: give each its own"
        seen.setdefault(item.key, item.label)
        if item.key in _KEPT_KEYS:
            yield f"key {item.key} ({item.label}) is kept for {_KEPT_KEYS[item.key]}: use 1 to {MOST}"
        elif not re.fullmatch(r"[1-8]", item.key):
            yield f"key {item.key} ({item.label}) is not one of the keys 1 to {MOST}: use one of them"
        if item.items:
            yield (
                f"{item.label} opens a second level: let it start one task, which asks for what it needs, "
                "or put its choices into the first level"
            )
        elif item.task not in tasks:
            named = f"the unknown task {item.task!r}" if item.task else "no task"
            yield f"{item.label} starts {named}: name one that `hongyan dialogue list` shows"


def seconds(text: str) -> float:
    """Return how long a text takes to say, by the rates above; a text may mix both languages."""
    return len(_ZH_UNIT.findall(text)) / ZH_PER_SECOND + len(_EN_UNIT.findall(text)) / EN_PER_SECOND


def reached(menu: Menu) -> list[Reached]:
    """Return every choice that starts something, with its seconds after the greeting."""
    return list(_reached(menu.items, menu.language, 0.0, 0.0, ""))


def _reached(
    items: Sequence[Item], language: str, before: float, before_out: float, keys: str
) -> Iterator[Reached]:
    at = before
    out = before_out + sum(seconds(said(item, language)) for item in items) + PRESS_SECONDS
    for item in items:
        at += seconds(said(item, language))
        pressed = at + PRESS_SECONDS
        if item.items:
            yield from _reached(item.items, language, pressed, out, keys + item.key)
        else:
            yield Reached(item.label, keys + item.key, round(pressed, 1), round(out, 1))


def said(item: Item, language: str) -> str:
    """Return how a choice is said."""
    return f"{item.label}, press {item.key}" if language == "en" else f"{item.label}，请按 {item.key}"


def means(found: Sequence[Reached]) -> tuple[float, float]:
    """Return the mean over the choices of ``seconds`` and of ``heard_out``; each choice counts once."""
    return (
        round(sum(one.seconds for one in found) / len(found), 1),
        round(sum(one.heard_out for one in found) / len(found), 1),
    )
