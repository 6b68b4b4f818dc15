"""A question without what could name a person: numbers, addresses, codes. Pure."""

import re

_MARKS = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "‹mail›"),
    (re.compile(r"(?<![A-Za-z0-9])\d{17}[\dXx](?![A-Za-z0-9])"), "‹id›"),
    (re.compile(r"(?<!\d)(?:\+?\d[\s-]?){7,19}\d(?!\d)"), "‹number›"),
    (re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d{7,9}(?![A-Za-z0-9])"), "‹id›"),
    (
        re.compile(
            r"(?<![A-Za-z0-9])(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])(?!EU261|UK261)[A-Z0-9]{6}(?![A-Za-z0-9])"
        ),
        "‹code›",
    ),
    (
        re.compile(
            r"(我叫|我是|名字是|my name is |i am )[\u4e00-\u9fff]{2,4}(?=[，,。. 、的]|$)", re.IGNORECASE
        ),
        r"\1‹name›",
    ),
    (re.compile(r"(my name is )[A-Z][a-z]+( [A-Z][a-z]+)*", re.IGNORECASE), r"\1‹name›"),
)
_LONGEST = 400


def masked_question(text: str) -> str:
    """Return ``text`` for keeping: no phone, document, ticket or card number, mail address, locator or given name."""
    for pattern, instead in _MARKS:
        text = pattern.sub(instead, text)
    return text.strip()[:_LONGEST]
