"""One sentence prepared for the finders: views of equal length, what is already claimed, and where a mention stands."""

import re
import unicodedata
from dataclasses import dataclass, field

_SPOKEN_ZH = str.maketrans("零〇洞一幺二两三四五六七拐八九勾", "0001122345677899")
_ZH_DIGIT_RUN = re.compile(r"[0-9零〇洞一幺二两三四五六七拐八九勾]{3,}")
_SPACED_ZH_RUN = re.compile(
    r"(?<![0-9A-Za-z])[零〇洞一幺二三四五六七拐八九勾](?: [零〇洞一幺二三四五六七拐八九勾]){3,}"
)
_DASHES = re.compile(r"[‐‑‒–—―−﹣－]")
_SPACES = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")

_EN_DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
_EN_WORD = "zero|oh|o|nought|one|two|three|four|five|six|seven|eight|niner|nine"
_EN_RUN = re.compile(
    rf"\b(?:(?:double|triple)[ -])?(?:{_EN_WORD}|\d)(?:(?:[ ,-]|, )(?:(?:double|triple)[ -])?(?:{_EN_WORD}|\d)\b){{2,}}",
    re.IGNORECASE,
)
_EN_TOKEN = re.compile(rf"\b(double|triple)\b|\b({_EN_WORD})\b|(\d)", re.IGNORECASE)

_ZH_NEGATION = re.compile(
    r"(?:不是|并非|而不是|不要|不想要?|不坐|不去|不飞|不到|不改到?|不选|别(?:给我|改到?|选|坐|订)?|取消掉?的?是|不再是|不回|不能坐)"
    r"(?:给我|了|坐|订|在|那个|这个|说|选|改到|去|飞|到|我的|什么|靠)?$"
)
_EN_NEGATION = re.compile(
    r"(?:\bnot|n'?t (?:want|need|like)|not (?:comfortable|convenient|happy|ok|okay) with|\bnon|\bhate|\bdislike|\bno longer|\binstead of|\brather than|\bdon't (?:put|give|book|make|fly|go)|\bexcept"
    r"|\bavoid|\bno more|\banything but|\bisn't|\bwasn't)"
    r"(?: (?:me|it|the|a|an|on|in|at|for|to|from|my|sit(?:ting)? (?:in|at|on|by)|fly(?:ing)?|go(?:ing)?|any|by|this))*\s*$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A slot value found at a place in the text. ``kind`` says how it was said, for the choice among several."""

    slot: str
    value: str
    start: int
    end: int
    kind: str = ""


@dataclass(slots=True)
class Utterance:
    """``text`` is normalised; ``low`` and ``digits`` (spoken Chinese digits written out) have its length, so spans agree."""

    text: str
    low: str
    digits: str
    has_han: bool
    has_latin: bool
    taken: bytearray = field(repr=False)

    def free(self, start: int, end: int) -> bool:
        """Is nothing of this span claimed by an earlier finder?"""
        return not any(self.taken[start:end])

    def claim(self, start: int, end: int) -> None:
        """Keep this span from later finders."""
        self.taken[start:end] = b"\x01" * (end - start)

    def before(self, start: int, width: int = 14) -> str:
        return self.low[max(0, start - width) : start]

    def after(self, end: int, width: int = 14) -> str:
        return self.low[end : end + width]

    def negated(self, start: int) -> bool:
        """Is what begins here refused ("不是明天", "not Friday")? A refused value is never filled."""
        before = self.before(start, 30)
        return bool(_ZH_NEGATION.search(before.rstrip()) or _EN_NEGATION.search(before))


def prepare(text: str) -> Utterance:
    """Return the sentence with full-width forms folded, English spoken digits written out and Chinese ones in ``digits``."""
    folded = unicodedata.normalize("NFKC", text[:2000]).replace("’", "'").replace("‘", "'").replace("`", "'")
    folded = _DASHES.sub("-", folded)
    folded = _SPACES.sub(" ", folded).strip()
    has_latin = bool(_LATIN.search(folded))
    if has_latin:
        folded = _EN_RUN.sub(_write_out, folded)
    low = folded.lower()
    if len(low) != len(folded):  # a few letters grow when lowered; keep the views of equal length
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    has_han = bool(_HAN.search(folded))
    digits = folded
    if has_han:
        digits = _SPACED_ZH_RUN.sub(lambda m: m.group().translate(_SPOKEN_ZH), folded)
        digits = _ZH_DIGIT_RUN.sub(lambda m: m.group().translate(_SPOKEN_ZH), digits)
    return Utterance(folded, low, digits, has_han, has_latin, bytearray(len(folded)))


def _write_out(match: re.Match[str]) -> str:
    """ "one three eight double oh" -> "13800"; two or three words may be a time or a date and stay."""
    said = match.group()
    if said.replace(" ", "").replace("-", "").replace(",", "").isdigit():
        return said
    digits, times = "", 1
    for many, word, figure in _EN_TOKEN.findall(said):
        if many:
            times = 2 if many.lower() == "double" else 3
            continue
        digits += (figure or _EN_DIGITS[word.lower()]) * times
        times = 1
    return digits if len(digits) >= 4 else said
