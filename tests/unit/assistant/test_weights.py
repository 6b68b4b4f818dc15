"""The weights in the package are those of the labelled sentences in the package."""

from pathlib import Path

from hongyan.assistant.understanding import INTENTS
from hongyan.assistant.understanding.sentences import fingerprint, intent_sentences
from hongyan.assistant.understanding.weights import FILE, Weights


def test_weights_belong_to_the_labelled_sentences() -> None:
    assert Weights.load().notes["fingerprint"] == fingerprint(), (
        "the sentences changed: run hongyan nlu train"
    )


def test_every_intent_can_be_read() -> None:
    assert set(Weights.load().intent.labels) == set(INTENTS)


def test_every_intent_has_enough_sentences_in_both_languages() -> None:
    counts: dict[tuple[str, str], set[str]] = {}
    for sentence in intent_sentences():
        counts.setdefault((sentence.language, sentence.label), set()).add(sentence.text)
    assert len(counts) == 2 * len(INTENTS)
    assert min(len(texts) for texts in counts.values()) >= 80


def test_weights_survive_saving_and_loading(tmp_path: Path) -> None:
    weights = Weights.load()
    weights.save(tmp_path / "again.npz")
    again = Weights.load(tmp_path / "again.npz")
    assert (again.intent.grams == weights.intent.grams).all()
    assert again.vocabulary.index == weights.vocabulary.index
    assert (again.calibration, again.notes) == (weights.calibration, weights.notes)
    assert FILE.stat().st_size < 6_000_000
