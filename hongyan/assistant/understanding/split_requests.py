"""Cuts a compound utterance where a connective starts a further request; a sentence without one stays whole."""

import re

_SHORTEST = (
    10  # signs, of which a Chinese one counts twice: a shorter piece is an interjection, not a request
)
_MOST = 3  # requests of one utterance; the fourth has to be said again
_CUT = re.compile(
    r"[,，。.;；!！?？\s]*(?:另外再?|还有(?:就是|一个|个事)?|顺便(?:再|帮|问)?|对了|以及|再一个|另一个问题|除此之外|然后再?帮我|"
    r"\b(?:and also|also|by the way|btw|another thing|one more thing|plus|on top of that|as well as that|and can you also|and then can you)\b)[,，、:：\s]*"
    r"|[。！？!?;；\n]+\s*|(?<=[a-z])\. +"
)


def split_requests(text: str) -> list[str]:
    """Return the pieces of an utterance that may be requests of their own, in order; one piece when there is no seam."""
    pieces = [piece.strip() for piece in _CUT.split(text[:400].lower()) if piece]
    whole = [
        piece for piece in pieces if sum(2 if c > "\u2e80" else 1 for c in piece if c.isalnum()) >= _SHORTEST
    ]
    return whole[:_MOST] if len(whole) > 1 else []


_CLAUSE = re.compile(r"[，。；,;.!！\n]+|\b(?:and|but|while)\b")
_ACTS = {
    "booking.change": re.compile(
        r"改(?!签费|签规|签手续)|换到|换成|\b(?:change|move|rebook|switch|push)\b", re.I
    ),
    "booking.refund": re.compile(r"退(?!改|票费|票手续|票规)|\b(?:refund|money back)\b", re.I),
}
# Weighed against each other, denied or only asked about: no two requests.
_NO_ACT = re.compile(
    r"不(?:想|要|能|用)?(?:改|退)|别(?:改|退)|多少|怎么|[吗呢？?]|如果|要是|不行就|否则|还是|或者|\b(?:if|or|not|how|what|would|instead|rather)\b|n't\b",
    re.I,
)


def split_acts(text: str) -> list[tuple[str, str]]:
    """Return (intent, piece) twice when one sentence changes one ticket and gives back another; [] for everything else."""
    if _NO_ACT.search(text):
        return []
    seams: list[tuple[str, int]] = []
    start = 0
    for end in [*(m.end() for m in _CLAUSE.finditer(text)), len(text)]:
        named = [intent for intent, pattern in _ACTS.items() if pattern.search(text, start, end)]
        if len(named) == 1 and named[0] not in (intent for intent, _ in seams):
            seams.append((named[0], start if seams else 0))
        start = end
    if len(seams) != 2:
        return []
    (first, _), (second, cut) = seams
    return [(first, text[:cut].strip()), (second, text[cut:].strip())]
