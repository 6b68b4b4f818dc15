"""Questions that mean the same, put together: characters for Chinese, words for English. Pure but for scikit-learn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hongyan.knowledge.fold_text import fold
from hongyan.knowledge.model import Question
from hongyan.knowledge.plan_query import without_asking
from hongyan.knowledge.synonyms import Synonyms
from hongyan.knowledge.terms import terms_of


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions of one language about one thing; ``terms`` are what most of them say."""

    language: str
    label: str  # the question nearest to all others
    terms: tuple[str, ...]
    questions: tuple[Question, ...]


def clusters(questions: Sequence[Question], synonyms: Synonyms, similarity: float) -> list[Cluster]:
    """Return the clusters, the largest first. A question like no other is a cluster of one."""
    found: list[Cluster] = []
    for language in sorted({q.language for q in questions}):
        group = [q for q in questions if q.language == language]
        found += _of_language(group, language, synonyms, similarity)
    return sorted(found, key=lambda c: (-len(c.questions), c.label))


def _features(text: str, synonyms: Synonyms) -> dict[str, float]:
    """Terms of a question; a word of the synonym table stands for its whole group."""
    folded = without_asking(fold(text))
    spent = list(folded)
    features: Counter[str] = Counter()
    for word in synonyms.find(folded):
        features["=" + min((word.word, *word.others))] += 3
        spent[word.start : word.end] = " " * (word.end - word.start)
    features.update(terms_of("".join(spent)))
    return dict(features)


def _of_language(
    group: list[Question], language: str, synonyms: Synonyms, similarity: float
) -> list[Cluster]:
    if len(group) == 1:
        return [Cluster(language, group[0].text, tuple(terms_of(fold(group[0].text)))[:6], (group[0],))]
    from sklearn.cluster import AgglomerativeClustering  # heavy: only the nightly job and the button need it
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfTransformer

    features = [_features(q.text, synonyms) or {"?": 1.0} for q in group]
    vectors = TfidfTransformer(sublinear_tf=True).fit_transform(DictVectorizer().fit_transform(features))
    likeness = (vectors @ vectors.T).toarray()
    labels = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - similarity
    ).fit_predict(1 - likeness.clip(0, 1))
    found = []
    for label in sorted(set(labels)):
        members = [i for i, own in enumerate(labels) if own == label]
        middle = max(members, key=lambda i: (likeness[i, members].sum(), -i))
        counted = Counter(term.lstrip("=") for i in members for term in features[i] if len(term) > 1)
        terms = tuple(term for term, _ in counted.most_common(6))
        found.append(Cluster(language, group[middle].text, terms, tuple(group[i] for i in members)))
    return found
