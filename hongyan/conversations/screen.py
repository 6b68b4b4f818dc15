"""Personal data on colleagues' screens: hidden until somebody says why it must be seen."""

import re
from collections.abc import Sequence
from typing import Any

from hongyan.conversations.hide_names import HIDDEN, NameScreen, PersonName, names_in
from hongyan.conversations.model import Conversation, Turn
from hongyan.conversations.ports import PeopleOfOrders
from hongyan.core.errors import Unavailable

_MAIL = re.compile(r"[^\s@,;:<>\"']+@[^\s@,;:<>\"'，。]+\.[A-Za-z]{2,}")
_DIGITS = re.compile(r"(?<![\w.])\+?\d(?:[ \-]?\d){6,}(?!\w)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2})?")
_IDS = ("_id", "ref", "rule", "version", "at")


class Screen:
    """Hides phones, ticket numbers and mail addresses but for their last two characters, and these people's names.

    ``names`` None = nobody can say now whose names to hide: then no words are shown at all.
    """

    def __init__(self, names: NameScreen | None) -> None:
        self._names = names

    @property
    def shut(self) -> bool:
        return self._names is None

    def text(self, text: str) -> str:
        """Return ``text`` with personal data hidden."""
        if self._names is None:
            return HIDDEN if text else ""
        text = _DIGITS.sub(_hidden_digits, _MAIL.sub(lambda m: "•••@" + m.group().rpartition("@")[2], text))
        return self._names.hide(text)

    def value(self, value: Any, key: str = "") -> Any:
        """Do the same in every text of a JSON value; ids and rules stay."""
        if isinstance(value, str):
            if key.endswith(_IDS):
                return value
            return HIDDEN if key in ("name", "phone") and value else self.text(value)
        if isinstance(value, dict):
            return {k: self.value(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.value(v, key) for v in value]
        return value


async def screen_of(conversation: Conversation, turns: Sequence[Turn], people: PeopleOfOrders) -> Screen:
    """Return what hides the names this conversation knows: its orders' passengers, and those that were told."""
    told = names_in(conversation.subject, conversation.handover, *(turn.reasons for turn in turns))
    try:
        booked = await people.of(conversation.subject.get("order_ids", ()))
    except Unavailable:
        return Screen(None)
    return Screen(NameScreen([*booked, *map(PersonName.said, told)]))


def _hidden_digits(match: re.Match[str]) -> str:
    text = match.group()
    return text if _DATE.fullmatch(text) else "•" * 6 + text[-2:]
