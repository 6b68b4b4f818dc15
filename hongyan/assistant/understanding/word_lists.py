"""Word lists kept as data: one file a list, words apart by white space."""

from importlib.resources import files


def words_of(name: str) -> frozenset[str]:
    """Return the words of a file of ``data``."""
    return frozenset(
        (files("hongyan.assistant.understanding") / "data" / name).read_text(encoding="utf-8").split()
    )
