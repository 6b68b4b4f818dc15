"""One city, several airports: which codes mean the same place to a passenger."""

CITY_AIRPORTS: dict[str, frozenset[str]] = {
    "BJS": frozenset({"BJS", "PEK", "PKX"}),
    "SHA": frozenset({"SHA", "PVG"}),
    "CTU": frozenset({"CTU", "TFU"}),
    "LON": frozenset({"LON", "LHR", "LGW", "STN", "LTN", "LCY"}),
    "NYC": frozenset({"NYC", "JFK", "EWR", "LGA"}),
    "TYO": frozenset({"TYO", "HND", "NRT"}),
    "OSA": frozenset({"OSA", "KIX", "ITM"}),
    "SEL": frozenset({"SEL", "ICN", "GMP"}),
    "PAR": frozenset({"PAR", "CDG", "ORY"}),
    "MIL": frozenset({"MIL", "MXP", "LIN", "BGY"}),
    "ROM": frozenset({"ROM", "FCO", "CIA"}),
    "MOW": frozenset({"MOW", "SVO", "DME", "VKO"}),
    "WAS": frozenset({"WAS", "IAD", "DCA", "BWI"}),
    "CHI": frozenset({"CHI", "ORD", "MDW"}),
}
_CITY_OF = {airport: city for city, airports in CITY_AIRPORTS.items() for airport in airports}


def city_of(code: str) -> str:
    """Return the city code of an airport, or the code itself."""
    return _CITY_OF.get(code, code)


def same_place(one: str, other: str) -> bool:
    """Say whether two IATA codes mean one city to a passenger. An airport named on purpose still matches its city."""
    return one == other or city_of(one) == city_of(other)
