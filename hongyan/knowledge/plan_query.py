"""From a question to the concepts it names, each with every way an article may say it. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

from hongyan.knowledge.fold_text import HAN, fold, runs, stem
from hongyan.knowledge.pinyin_of import split_pinyin
from hongyan.knowledge.sparse_index import Member
from hongyan.knowledge.synonyms import Synonyms
from hongyan.knowledge.terms import EMPTY, STOP_WORDS, pairs

# Ways of asking that say nothing about the matter; they are taken out before anything is looked up.
_ASKING = re.compile(
    r"请问一下|请问|我想问一下|我想问|想问一下|问一下|想问|想知道|我想知道|麻烦|你好|您好|能不能|可不可以|可以吗|行不行|是不是|有没有|要不要|"
    r"需不需要|该不该|能否|是否|怎么办|咋办|怎么样|怎样|怎么|如何|为什么|为啥|什么时候|哪些|哪个|哪里|哪儿|什么|多少|吗|呢|啊|吧|呀|谢谢|"
    r"允许|告诉我|应该|应当|需要|必须|随便|这样|一下|我们|你们|他们|我的|是怎么规定的|有什么规定|有什么要求|规定|算不算|"
    r"情况下|情况|的话|如果|万一"
)
_SYNONYM, _SOUND, _SPELLING, _SINGLE, _HOLLOW, _CAP = 0.62, 0.7, 0.7, 0.3, 0.25, 3


@dataclass(frozen=True, slots=True)
class Saying:
    """One way of saying a concept: what to look for in a text, and the terms that find it."""

    surface: str
    member: Member
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Idea:
    """Something the question names. ``weight`` is its share in what an answer must cover; 0 only helps to find."""

    word: str
    weight: float
    sayings: tuple[Saying, ...]
    named: bool = False  # a word of the table, not just characters side by side


class Vocabulary:
    """What the planner must know about an index."""

    def __init__(
        self,
        size: int,
        count: Callable[[str], int],
        alike: Callable[[tuple[str, ...]], Sequence[str]],
        spelt: Callable[[str], Sequence[str]],
    ) -> None:
        self.size, self.count, self.alike, self.spelt = size, count, alike, spelt

    def rarity(self, term: str) -> float:
        """Return BM25's weight of a term: high when few articles have it; that of one article when none has."""
        return self.rarity_of(max(self.count(term), 1))

    def rarity_of(self, found: int) -> float:
        """Return the same for something that ``found`` articles say."""
        found = min(found, self.size)
        return log(1 + (self.size - found + 0.5) / (found + 0.5))


def plan(question: str, vocabulary: Vocabulary, synonyms: Synonyms) -> list[Idea]:
    """Return the ideas of a question, by what they add to finding its answer."""
    folded = fold(question.strip())[:400]
    kept = without_asking(folded)
    ideas: list[Idea] = []
    spent = list(kept)
    for found in synonyms.find(kept):
        ideas.append(_synonym_idea(found.word, found.others, vocabulary))
        spent[found.start : found.end] = " " * (found.end - found.start)
    whole = kept
    left = "".join(spent)
    for start, run in runs(whole):
        if HAN.match(run):
            ideas += _chinese(whole, left, start, run, vocabulary)
        elif left[start : start + len(run)].strip():
            ideas += _latin(run, vocabulary)
    return _merged(ideas)


def without_asking(folded: str) -> str:
    """Blank out ways of asking; a question that is nothing else stays as it is."""
    kept = _ASKING.sub(lambda m: " " * len(m.group()), folded)
    return kept if re.search(r"\w", kept) else folded


def _terms(word: str) -> list[str]:
    """The index's terms of a word: pairs of a Chinese word, stems of letters; a single character is itself."""
    terms: list[str] = []
    for _, run in runs(word):
        if not HAN.match(run):
            terms += [stem(run)] if run not in STOP_WORDS else []
        elif len(run) == 1:
            terms.append(run)
        else:
            terms += pairs(run)
    return terms


def _saying(word: str, vocabulary: Vocabulary, worth: float) -> Saying | None:
    """Look for ``word``, at the weight of about one pair and a little more for longer words."""
    terms = _terms(word)
    known = [t for t in terms if vocabulary.count(t)]
    if not known or len(known) * 2 < len(terms):
        return None
    if len(word) == 1:
        worth *= 0.6
    scale = worth / sqrt(len(terms))
    return Saying(word, [(t, vocabulary.rarity(t) * scale) for t in known], worth)


def _synonym_idea(word: str, others: Sequence[str], vocabulary: Vocabulary) -> Idea:
    """All names of one thing. A name common in the articles makes the whole idea common: it then weighs little."""
    own = _saying(word, vocabulary, 1.0)
    rest = [s for other in others if (s := _saying(other, vocabulary, _SYNONYM)) is not None]
    said = sum(min(vocabulary.count(t) for t, _ in s.member) for s in ([own] if own else []) + rest)
    common = vocabulary.rarity_of(max(said, 1))
    sayings = ([own] if own else []) + [_capped(s, common) for s in rest]
    return Idea(word, max(common, 0.5), tuple(sayings), named=True)


def _capped(saying: Saying, rarity: float) -> Saying:
    total = sum(w for _, w in saying.member)
    most = rarity * saying.worth * _CAP
    if total <= most:
        return saying
    return Saying(saying.surface, [(t, w * most / total) for t, w in saying.member], saying.worth)


def _chinese(whole: str, left: str, start: int, run: str, vocabulary: Vocabulary) -> list[Idea]:
    ideas: list[Idea] = []
    for i in range(len(run) - 1):
        at, pair = start + i, run[i : i + 2]
        free = sum(left[j] != " " for j in (at, at + 1))
        hollow = any(c in EMPTY for c in pair)
        if free == 0:
            continue
        worth = (_HOLLOW if hollow else 1.0) * (1.0 if free == 2 else 0.5)
        sayings = []
        if vocabulary.count(pair):
            sayings.append(Saying(pair, [(pair, vocabulary.rarity(pair) * worth)], worth))
        elif not hollow:
            sayings += [
                Saying(word, [(word, vocabulary.rarity(word) * _SOUND * worth)], _SOUND)
                for word in _sound_alike(pair, vocabulary)
            ]
        strong = not hollow and free == 2
        ideas.append(Idea(pair, vocabulary.rarity(pair) * 0.8 if strong else 0.0, tuple(sayings)))
    for i, character in enumerate(run):
        if left[start + i] != " " and character not in EMPTY and vocabulary.count(character):
            rarity = vocabulary.rarity(character)
            single = len(run) == 1
            worth = 0.8 if single else _SINGLE
            ideas.append(
                Idea(
                    character,
                    rarity if single else 0.0,
                    (Saying(character, [(character, rarity * worth)], worth),),
                )
            )
    return ideas


def _sound_alike(pair: str, vocabulary: Vocabulary) -> Sequence[str]:
    from hongyan.knowledge.pinyin_of import sounds

    return vocabulary.alike(sounds(pair))


def _latin(word: str, vocabulary: Vocabulary) -> list[Idea]:
    if word in STOP_WORDS:
        return []
    term = stem(word)
    rarity = vocabulary.rarity(term)
    if vocabulary.count(term):
        return [Idea(word, rarity, (Saying(term, [(term, rarity)]),))]
    syllables = split_pinyin(word)
    if syllables:
        ideas = []
        for pair in pairwise(syllables):
            sayings = tuple(
                Saying(w, [(w, vocabulary.rarity(w) * _SOUND)], _SOUND) for w in vocabulary.alike(pair)
            )
            if sayings:
                weight = max(vocabulary.rarity(s.surface) for s in sayings)
                ideas.append(Idea("".join(pair), weight, sayings))
        if ideas:
            return ideas
    near = tuple(
        Saying(w, [(w, vocabulary.rarity(w) * _SPELLING)], _SPELLING) for w in vocabulary.spelt(term)
    )
    return [Idea(word, rarity, near)]


def _merged(ideas: list[Idea]) -> list[Idea]:
    """One idea counts once, however often it is said."""
    seen: dict[str, Idea] = {}
    for idea in ideas:
        if idea.word not in seen or seen[idea.word].weight < idea.weight:
            seen[idea.word] = idea
    return list(seen.values())
