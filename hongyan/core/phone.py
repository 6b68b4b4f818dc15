"""Telephone numbers: E.164 where they parse, and a mask for screens and logs that need no number."""

import phonenumbers


def to_e164(raw: str, region: str = "CN") -> str | None:
    """Return ``raw`` as E.164 (``+8613800138000``), or None when no valid number can be read from it."""
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str | None) -> str:
    """Return ``number`` with all but the last two digits hidden: ``•••••••••00``."""
    if not number:
        return ""
    return "•" * max(0, len(number) - 2) + number[-2:]
