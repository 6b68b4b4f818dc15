"""Cabins in the words of a conversation and in the letters of an airline system. Pure."""

_CABINS = {"economy": "Y", "premium": "W", "business": "J", "first": "F"}
_WORDS = {letter: word for word, letter in _CABINS.items()}


def letter_of(cabin: str) -> str:
    """Return the letter of a cabin's word; a letter stays what it is."""
    return _CABINS.get(cabin, cabin)


def word_of(letter: str) -> str:
    """Return economy, premium, business or first."""
    return _WORDS.get(letter, "economy")
