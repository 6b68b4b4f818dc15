"""Who is inside a regime's territory: airports by country, carriers by where they hold their licence."""

from functools import lru_cache

from hongyan.disruptions.rules.book import RuleSet, load_toml


@lru_cache(maxsize=1)
def _licences() -> dict[str, str]:
    table = load_toml("carriers.toml")["licence"]
    return {code: country for country, codes in table.items() for code in codes}


def airport_inside(rules: RuleSet, country: str | None) -> bool | None:
    """Say whether an airport of ``country`` (ISO 3166) lies in the territory; None when the country is unknown."""
    return None if country is None else country in rules.words("territory")


def carrier_inside(rules: RuleSet, carrier: str | None) -> bool | None:
    """Say whether ``carrier`` (IATA code, or a word such as "Community") is licensed inside; None when unknown."""
    if not carrier:
        return None
    word = carrier.lower()
    for known in rules.words("carrier_words"):
        if f"non-{known}" in word or f"non {known}" in word:
            return False
        if known in word:
            return True
    country = _licences().get(carrier[:2].upper())
    return None if country is None else country in rules.words("carrier_territory")
