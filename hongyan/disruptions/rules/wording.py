"""The words of an entitlement in zh-CN and en, from the packaged texts; the rule's answer itself has none."""

from functools import lru_cache
from typing import Any, Literal

from hongyan.disruptions.model import Entitlement
from hongyan.disruptions.rules.book import load_toml

Language = Literal["zh-CN", "en"]


@lru_cache(maxsize=1)
def texts() -> dict[str, Any]:
    """Return the packaged texts by text key, with the names of missing facts under ``needs``."""
    return load_toml("texts.toml")


def word(answer: Entitlement, language: Language = "en") -> str:
    """Say ``answer`` in one sentence. Raises KeyError when a text is missing, which a test rules out."""
    all_texts = texts()
    separator = "、" if language == "zh-CN" else ", "
    needs = separator.join(
        all_texts["needs"][n][language] if n in all_texts["needs"] else n for n in answer.needs
    )
    amount = str(answer.amount) if answer.amount is not None else ""
    values = {**answer.params, "amount": amount, "needs": needs, "legal_basis": answer.legal_basis}
    return _tidy(str(all_texts[answer.text_key][language]).format_map(_Blank(values)))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _tidy(sentence: str) -> str:
    for awkward, better in (
        (" , ", ", "),
        ("退还，", ""),
        ("back, , ", "back, "),
        ("back, with", "back with"),
        ("  ", " "),
    ):
        sentence = sentence.replace(awkward, better)
    return sentence
