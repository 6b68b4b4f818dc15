"""The keys of a call: what was chosen, and whether the read-back was confirmed. A pure state machine.

menu ──1──▶ read back "accept" ──1──▶ confirmed        menu ──3──▶ options by text
  │──2──▶ read back "refund" ──1──▶ confirmed        menu ──0──▶ a person
  └──9──▶ repeat                 └─any other key──▶ menu (the choice is void)
"""

from dataclasses import dataclass

MENU = {"1": "accept", "2": "refund", "3": "options", "9": "repeat", "0": "person"}
CONFIRM = "1"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The end of a menu. ``kind``: accept | refund | options | person | nothing; only confirmed choices are carried out."""

    kind: str
    confirmed: bool = False


def interpret(keys: str) -> Chosen:
    """Read the keys in order. A choice without its confirmation key counts for nothing but is named."""
    pending: str | None = None
    last = Chosen("nothing")
    for key in keys:
        if pending is not None:
            if key == CONFIRM:
                return Chosen(pending, confirmed=True)
            pending, last = None, Chosen("nothing")
            if key == "0":
                return Chosen("person", confirmed=True)
            continue
        meaning = MENU.get(key)
        if meaning in ("person", "options"):
            return Chosen(meaning, confirmed=True)
        if meaning in ("accept", "refund"):
            pending = meaning
            last = Chosen(meaning)
    return last
