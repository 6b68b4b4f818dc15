"""Cities with more than one airport, by their IATA metropolitan code; every other airport is its own city."""

# A code that is also an airport's (SHA, CTU) means the city: who says Shanghai means both its airports.
_CITIES: dict[str, tuple[str, ...]] = {
    "BJS": ("PEK", "PKX"),
    "SHA": ("SHA", "PVG"),
    "CTU": ("CTU", "TFU"),
    "CKG": ("CKG", "WXN"),
    "SIA": ("XIY",),
    "TPE": ("TPE", "TSA"),
    "TYO": ("HND", "NRT"),
    "OSA": ("KIX", "ITM", "UKB"),
    "SPK": ("CTS", "OKD"),
    "NGO": ("NGO", "NKM"),
    "SEL": ("ICN", "GMP"),
    "BKK": ("BKK", "DMK"),
    "JKT": ("CGK", "HLP"),
    "KUL": ("KUL", "SZB"),
    "DXB": ("DXB", "DWC"),
    "IST": ("IST", "SAW"),
    "MOW": ("SVO", "DME", "VKO", "ZIA"),
    "LON": ("LHR", "LGW", "STN", "LTN", "LCY", "SEN"),
    "PAR": ("CDG", "ORY", "BVA"),
    "ROM": ("FCO", "CIA"),
    "MIL": ("MXP", "LIN", "BGY"),
    "BER": ("BER",),
    "STO": ("ARN", "BMA", "NYO", "VST"),
    "NYC": ("JFK", "LGA", "EWR"),
    "WAS": ("IAD", "DCA", "BWI"),
    "CHI": ("ORD", "MDW"),
    "HOU": ("IAH", "HOU"),
    "QDF": ("DFW", "DAL"),
    "YTO": ("YYZ", "YTZ", "YHM"),
    "YMQ": ("YUL", "YMX"),
    "SAO": ("GRU", "CGH", "VCP"),
    "RIO": ("GIG", "SDU"),
    "BUE": ("EZE", "AEP"),
    "MEL": ("MEL", "AVV"),
}
_OF: dict[str, str] = {airport: city for city, airports in _CITIES.items() for airport in airports}


def airports_of(code: str) -> tuple[str, ...]:
    """Return the airports a city or airport code means: all of a city, else the one airport."""
    return _CITIES.get(code.upper(), (code.upper(),))


def city_of(airport: str) -> str:
    """Return the metropolitan code of an airport, its own code when it is alone."""
    return _OF.get(airport.upper(), airport.upper())


def same_city(one: str, other: str) -> bool:
    """Say whether two codes, of cities or airports, mean the same city."""
    return city_of(one) == city_of(other)
