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
