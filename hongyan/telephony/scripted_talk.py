"""A call that says a notice and takes keys. Pure: ``begin`` and ``step`` return the next state and what to do.

notice ──played──▶ choosing ──key with a read-back──▶ reading back ──played──▶ confirming ──1──▶ done
   ▲ any key of the menu counts already here               │ other key: void        │ other key: void
   └───────────────────────────────────────────────────────┴────────────────────────┘
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

CONFIRM, PERSON, REPEAT = "1", "person", "repeat"
_ASKED_TWICE = 2


class Place(StrEnum):
    """Where in the talk a call stands."""

    NOTICE = "notice"
    CHOOSING = "choosing"
    READING_BACK = "reading_back"
    CONFIRMING = "confirming"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Words:
    """What a call may say: the notice, what keys mean, and what is read back before a key counts."""

    script: str
    menu: Mapping[str, str]
    read_backs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk so far. ``keys`` = those that counted; ``silences`` = how often the present question got no answer."""

    place: Place = Place.NOTICE
    pending: str | None = None
    keys: str = ""
    heard: bool = False
    wants_person: bool = False
    silences: int = 0


@dataclass(frozen=True, slots=True)
class Played:
    """What was being said has been said to its end."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key was pressed."""

    key: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing was pressed in time."""


@dataclass(frozen=True, slots=True)
class Say:
    """Say this, breaking off whatever is being said."""

    text: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for a key."""


@dataclass(frozen=True, slots=True)
class ToPerson:
    """Put the caller through to somebody; where nobody can be had, say goodbye."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Hang up."""


Heard = Played | Key | Silence
Action = Say | Listen | ToPerson | Goodbye


def begin(words: Words) -> tuple[Talk, Action]:
    """Start with the notice."""
    return Talk(), Say(words.script)


def step(talk: Talk, heard: Heard, words: Words) -> tuple[Talk, Action | None]:
    """Return the talk after ``heard`` and the one thing to do now (None = go on as you were)."""
    if talk.place is Place.DONE:
        return talk, None
    if isinstance(heard, Played):
        return _played(talk, words)
    if isinstance(heard, Silence):
        return _silent(talk, words)
    if talk.place in (Place.NOTICE, Place.CHOOSING):
        return _chosen(talk, heard.key, words)
    return _answered(talk, heard.key, words)


def replayed(keys: str, words: Words) -> Talk:
    """Return where a talk stands after ``keys``, each pressed when everything had been said: for a restart."""
    talk, _ = begin(words)
    for key in keys:
        if talk.place in (Place.NOTICE, Place.READING_BACK):
            talk, _ = step(talk, Played(), words)
        talk, _ = step(talk, Key(key), words)
    return talk


def _played(talk: Talk, words: Words) -> tuple[Talk, Action]:
    if talk.place is Place.READING_BACK:
        return replace(talk, place=Place.CONFIRMING), Listen()
    told = replace(talk, heard=True)
    if not words.menu:
        return replace(told, place=Place.DONE), Goodbye()
    return replace(told, place=Place.CHOOSING), Listen()


def _silent(talk: Talk, words: Words) -> tuple[Talk, Action]:
    silences = talk.silences + 1
    if silences >= _ASKED_TWICE:
        return replace(talk, place=Place.DONE, silences=silences), Goodbye()
    if talk.place is Place.CONFIRMING and talk.pending is not None:
        return replace(talk, place=Place.READING_BACK, silences=silences), Say(words.read_backs[talk.pending])
    return replace(talk, place=Place.NOTICE, silences=silences), Say(words.script)


def _chosen(talk: Talk, key: str, words: Words) -> tuple[Talk, Action | None]:
    meaning = words.menu.get(key)
    if meaning is None:
        return talk, Listen() if talk.place is Place.CHOOSING else None
    pressed = replace(talk, keys=talk.keys + key, silences=0)
    if meaning == REPEAT:
        return replace(pressed, place=Place.NOTICE), Say(words.script)
    if meaning == PERSON:
        return replace(pressed, place=Place.DONE, wants_person=True), ToPerson()
    if key in words.read_backs:
        return replace(pressed, place=Place.READING_BACK, pending=key), Say(words.read_backs[key])
    return replace(pressed, place=Place.DONE, heard=True), Goodbye()


def _answered(talk: Talk, key: str, words: Words) -> tuple[Talk, Action | None]:
    """Consent is to what was read back to its end: a confirmation before that does not count."""
    if key == CONFIRM and talk.place is Place.READING_BACK:
        return talk, None
    pressed = replace(talk, keys=talk.keys + key, pending=None, silences=0)
    if key == CONFIRM:
        return replace(pressed, place=Place.DONE, heard=True), Goodbye()
    if words.menu.get(key) == PERSON:
        return replace(pressed, place=Place.DONE, wants_person=True), ToPerson()
    return replace(pressed, place=Place.NOTICE), Say(words.script)
