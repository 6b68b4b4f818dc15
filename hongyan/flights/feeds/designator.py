"""Flight designators: carrier and number without leading zeros, as flights are compared."""

import re

_DESIGNATOR = re.compile(r"^([A-Z]{3}(?=\d)|[A-Z][A-Z0-9]|[0-9][A-Z])0*(\d{1,4}[A-Z]?)$")


def split_flight(text: str) -> tuple[str, str]:
    """Return carrier and number of ``B60745`` as (``B6``, ``745``). Raises ValueError when it is none."""
    match = _DESIGNATOR.match(text.replace(" ", "").upper())
    if match is None:
        raise ValueError(f"{text} is no flight designator")
    return match[1], match[2]
