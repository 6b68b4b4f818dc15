"""Places and days on the keys of a telephone: the area code of a city, month and day, 1 for today."""

import re
from datetime import date, timedelta

from hongyan.assistant.dialogue.advance import advance
from hongyan.assistant.dialogue.events import Pressed
from hongyan.assistant.dialogue.work import Work
from hongyan.assistant.understanding import place_of_area_code
from hongyan.assistant.words import words

TASKS_BY_KEYS = frozenset({"flight.status", "flight.search", "booking.create"})
_DATA = re.compile(r"\d{1,4}")  # an area code or MMDD; longer ones are numbers of tickets, telephones, orders
_NEAR_DAYS = 3  # keys 1 to 3: today, tomorrow, the day after
_LATELY = timedelta(days=7)  # a day as far back as this is meant as it stands, an earlier one of next year


def pressed(work: Work, event: Pressed) -> bool:
    """Take digits as the answer to the place or day asked for. Returns whether they were meant as one."""
    frame = work.state.frame
    if frame is None or frame.task not in TASKS_BY_KEYS or frame.options or frame.pending is not None:
        return False
    wanted = next((name for name in frame.asked if name in ("origin", "destination", "date")), None)
    digits = event.digits.rstrip("#")
    if wanted is None or digits == "0" or not _DATA.fullmatch(digits):
        return False
    value = day_of_keys(digits, event.at.date()) if wanted == "date" else place_of_area_code(digits)
    work.set(silences=0, meant=frame.task)
    if value is None:
        work.say(words("keys.no_day" if wanted == "date" else "keys.no_place"))
        work.unsolved()
        work.set_frame(heard=True)
    else:
        work.set(turn_progress=True)
        work.set_frame(slots={**frame.slots, wanted: value, "by_keys": "yes"}, heard=True)
    advance(work)
    return True


def day_of_keys(digits: str, today: date) -> str | None:
    """Return the ISO date of MMDD (the next one, or one of the last days), or of 1 to 3 = today to the day after tomorrow."""
    if len(digits) == 1:
        ahead = int(digits) - 1
        return (today + timedelta(days=ahead)).isoformat() if 0 <= ahead < _NEAR_DAYS else None
    if len(digits) != 4:
        return None
    for year in (today.year, today.year + 1):
        try:
            day = date(year, int(digits[:2]), int(digits[2:]))
        except ValueError:
            continue
        if day >= today - _LATELY:
            return day.isoformat()
    return None
