"""The table of words that mean the same, and finding them in a question. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from hongyan.knowledge.errors import UnreadableSynonyms
from hongyan.knowledge.fold_text import HAN, fold

_MAX_WORDS, _MAX_LENGTH = 40, 60


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the table in a question: its place and what else it may be called."""

    start: int
    end: int
    word: str
    others: tuple[str, ...]


class Synonyms:
    """Groups of words; a word may stand in several groups."""

    def __init__(self, groups: tuple[tuple[str, ...], ...]) -> None:
        self.groups = groups
        self._others: dict[str, list[str]] = {}
        for group in groups:
            for word in group:
                known = self._others.setdefault(word, [])
                known += [other for other in group if other != word and other not in known]
        self._longest = max((len(word) for word in self._others), default=0)

    @classmethod
    def parse(cls, text: str) -> "Synonyms":
        """Read the table. Raises UnreadableSynonyms with the line that cannot be used."""
        groups = []
        for number, line in enumerate(text.splitlines(), 1):
            line = line.split("#", 1)[0].strip()
            if not line:
                continue
            words = tuple(
                dict.fromkeys(fold(w.strip()) for w in line.replace("，", ",").split(",") if w.strip())
            )
            if len(words) < 2:
                raise UnreadableSynonyms(f"line {number}: a group needs two words", line=number)
            if len(words) > _MAX_WORDS or max(map(len, words)) > _MAX_LENGTH:
                raise UnreadableSynonyms(f"line {number}: too many or too long words", line=number)
            groups.append(words)
        return cls(tuple(groups))

    def others(self, word: str) -> tuple[str, ...]:
        return tuple(self._others.get(fold(word), ()))

    def words(self) -> Iterator[str]:
        return iter(self._others)

    def find(self, folded: str) -> list[Found]:
        """Find the table's words in a folded question, the longest first, none inside another."""
        found: list[Found] = []
        at = 0
        while at < len(folded):
            word = self._longest_at(folded, at)
            if word is None:
                at += 1
                continue
            found.append(Found(at, at + len(word), word, tuple(self._others[word])))
            at += len(word)
        return found

    def _longest_at(self, folded: str, at: int) -> str | None:
        for length in range(min(self._longest, len(folded) - at), 0, -1):
            word = folded[at : at + length]
            if word in self._others and _whole(folded, at, at + length, word):
                return word
        return None


def _whole(text: str, start: int, end: int, word: str) -> bool:
    """Letters must be whole words; a plural s may follow. Chinese has no spaces to ask for."""
    if HAN.search(word):
        return True
    before = start == 0 or not text[start - 1].isalnum() or bool(HAN.match(text[start - 1]))
    rest = text[end:]
    after = not rest or not rest[0].isalnum() or bool(HAN.match(rest[0]))
    return before and after


@lru_cache(maxsize=1)
def shipped_table() -> str:
    """Return the table that comes with the product."""
    return (files("hongyan.knowledge") / "data" / "synonyms.txt").read_text(encoding="utf-8")
