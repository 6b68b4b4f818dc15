"""An inverted index in flat arrays: immutable segments, added when articles change and merged when there are many."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

Member = Sequence[tuple[str, float]]  # terms that are added up
Concept = Sequence[Member]  # ways of saying it, of which the best one counts


@dataclass(frozen=True, slots=True)
class Segment:
    """The postings of some documents, by term. ``weights`` lack the rarity of the term, which depends on all segments."""

    size: int
    places: Mapping[str, tuple[int, int]]
    documents: Ints
    weights: Floats

    @classmethod
    def build(cls, documents: Iterable[Mapping[str, float]]) -> "Segment":
        """Build from each document's terms, in the order of the documents."""
        vocabulary: dict[str, int] = {}
        term_ids, weights, lengths = array("i"), array("f"), array("i")
        for terms in documents:
            term_ids.extend(vocabulary.setdefault(term, len(vocabulary)) for term in terms)
            weights.extend(terms.values())
            lengths.append(len(terms))
        ids = np.frombuffer(term_ids, dtype=np.int32) if term_ids else np.zeros(0, np.int32)
        values = np.frombuffer(weights, dtype=np.float32) if weights else np.zeros(0, np.float32)
        owners = np.repeat(np.arange(len(lengths), dtype=np.int32), np.asarray(lengths, dtype=np.int32))
        order = np.argsort(ids, kind="stable")
        ends = np.cumsum(np.bincount(ids, minlength=len(vocabulary))) if vocabulary else np.zeros(0, np.int64)
        starts = np.concatenate(([0], ends[:-1])) if vocabulary else ends
        places = {term: (int(starts[i]), int(ends[i])) for term, i in vocabulary.items()}
        return cls(len(lengths), places, owners[order], values[order])

    def count(self, term: str) -> int:
        start, end = self.places.get(term, (0, 0))
        return end - start

    def scores(self, concepts: Sequence[Concept]) -> Floats:
        """Score every document: the sum over concepts of the best way it says each."""
        total = np.zeros(self.size, np.float32)
        for concept in concepts:
            members = [member for member in concept if any(term in self.places for term, _ in member)]
            if len(members) == 1:
                self._add(total, members[0])
            elif members:
                best = np.zeros(self.size, np.float32)
                for member in members:
                    if len(member) == 1:
                        self._raise(best, *member[0])
                    else:
                        sums = np.zeros(self.size, np.float32)
                        self._add(sums, member)
                        np.maximum(best, sums, out=best)
                total += best
        return total

    def _add(self, target: Floats, member: Member) -> None:
        for term, weight in member:
            start, end = self.places.get(term, (0, 0))
            if end > start:
                target[self.documents[start:end]] += self.weights[start:end] * np.float32(weight)

    def _raise(self, target: Floats, term: str, weight: float) -> None:
        start, end = self.places.get(term, (0, 0))
        if end > start:
            found = self.documents[start:end]
            target[found] = np.maximum(target[found], self.weights[start:end] * np.float32(weight))
