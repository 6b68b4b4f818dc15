"""The labelled sentences the models are trained from: one file for each intent and language, tables for emotion."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from hongyan.assistant.understanding.emotion_words import WORDS
from hongyan.assistant.understanding.intents import INTENTS, LANGUAGES

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One labelled sentence."""

    text: str
    language: str
    label: str
    urgency: float = 0.0


def intent_sentences(folder: Path = DATA) -> list[Sentence]:
    """Return every sentence of ``<language>/<intent>.txt``, one a line; lines that begin with # are remarks."""
    return [
        Sentence(line.strip(), language, intent)
        for language in LANGUAGES
        for intent in INTENTS
        if (file := folder / language / f"{intent}.txt").exists()
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]


def term_sentences(folder: Path = DATA) -> list[Sentence]:
    """Return what belongs to every fold's training side.

    ``terms/<language>.txt`` has lines of an intent, a colon, and phrases between bars; ``outside/<language>.txt`` has sentences
    of other people about other things, which are ``none``.
    """
    found = []
    for language in LANGUAGES:
        file = folder / "terms" / f"{language}.txt"
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            intent, colon, phrases = line.partition(": ")
            if colon and intent in INTENTS:
                found += [Sentence(phrase.strip(), language, intent) for phrase in phrases.split("|")]
        outside = folder / "outside" / f"{language}.txt"
        if outside.exists():
            lines = outside.read_text(encoding="utf-8").splitlines()
            found += [Sentence(line, language, "none") for line in lines if line and not line.startswith("#")]
    return found


def emotion_sentences(folder: Path = DATA) -> list[Sentence]:
    """Return every line of ``emotion/<language>.tsv``: label, urgency (0 to 1), text."""
    found = []
    for language in LANGUAGES:
        file = folder / "emotion" / f"{language}.tsv"
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            parts = line.split("\t")
            if len(parts) == 3 and not line.startswith("#") and parts[0] != "label":
                found.append(Sentence(parts[2].strip(), language, parts[0].strip(), float(parts[1])))
    return found


def emotion_words() -> list[Sentence]:
    """Return the word list as tiny sentences, with no say about urgency."""
    return [
        Sentence(word, language, label, 0.5)
        for language in LANGUAGES
        for label, words in WORDS[language].items()
        for word in words
    ]


def all_texts(folder: Path = DATA) -> list[str]:
    """Return the text of every sentence."""
    return [s.text for s in (*intent_sentences(folder), *term_sentences(folder), *emotion_sentences(folder))]


def fingerprint(folder: Path = DATA) -> str:
    """Return the hash of all labelled sentences, whatever the order of files: weights name the data they were made from."""
    digest = hashlib.sha256()
    for s in sorted(
        (*intent_sentences(folder), *term_sentences(folder), *emotion_sentences(folder)),
        key=lambda s: (s.language, s.label, s.text),
    ):
        digest.update(f"{s.language}\t{s.label}\t{s.urgency}\t{s.text}\n".encode())
    return digest.hexdigest()
