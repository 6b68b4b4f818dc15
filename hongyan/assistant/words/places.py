"""Names of airports and cities in the customer's language."""

import airportsdata

_ENGLISH = {code: row["city"] or row["name"] for code, row in airportsdata.load("IATA").items()}


def place_name(code: str, language: str) -> str:
    """Return the name of an IATA code in ``language``; the code itself when nobody knows it."""
    return _ENGLISH.get(code, code) if language == "en" else code
