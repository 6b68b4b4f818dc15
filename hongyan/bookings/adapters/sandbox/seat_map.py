"""The seats of a cabin and which of them somebody wants: window, aisle, front, exit row or a number. Pure."""

import re
from collections.abc import Collection, Iterator

_ROWS = {"F": (1, "ACJL"), "J": (6, "ACJL"), "W": (21, "ABCJKL"), "Y": (31, "ABCJKL")}
_WINDOW, _AISLE = frozenset("AL"), frozenset("CJ")
_NUMBER = re.compile(r"^0*([1-9]\d?)([A-L])$")


def seats_of(cabin: str, capacity: int) -> Iterator[str]:
    """Yield the seat numbers of a cabin, front to back."""
    first, letters = _ROWS[cabin]
    for n in range(capacity):
        yield f"{first + n // len(letters)}{letters[n % len(letters)]}"


def choose(cabin: str, capacity: int, taken: Collection[str], wish: str) -> str | None:
    """Return a free seat that meets ``wish`` (a number, a kind, or anything for any seat); None when there is none."""
    free = [seat for seat in seats_of(cabin, capacity) if seat not in taken]
    number = _NUMBER.match(wish.upper())
    if number:
        wanted = f"{number[1]}{number[2]}"
        return wanted if wanted in free else None
    first, letters = _ROWS[cabin]
    exit_row = first + max(1, capacity // len(letters) // 2)
    kind = wish.lower()

    def fits(seat: str) -> bool:
        row, letter = int(seat[:-1]), seat[-1]
        if kind == "window":
            return letter in _WINDOW
        if kind == "aisle":
            return letter in _AISLE
        if kind == "front":
            return row < first + 4
        return kind != "exit" or row == exit_row

    return next((seat for seat in free if fits(seat)), None)
