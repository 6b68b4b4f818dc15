"""Names of airports and cities in the customer's language, from the places the understanding knows by name."""

import csv
from functools import lru_cache
from importlib.resources import files

import airportsdata


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, str], dict[str, str]]:
    zh: dict[str, str] = {}
    en: dict[str, str] = {}
    text = (files("hongyan.assistant.understanding") / "data" / "places.tsv").read_text("utf-8")
    cities: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        zh.setdefault(row["code"], row["zh"].split("|")[0])  # SHA is the city first, then the airport
        en.setdefault(row["code"], row["en"].split("|")[0])
        cities.setdefault(row["code"], row["city"])
    for code, city in cities.items():  # 上海虹桥, not 虹桥 alone
        town = zh.get(city, "")
        if code != city and not zh[code].startswith(town):
            zh[code] = f"{town}{zh[code]}"
    for code, airport in airportsdata.load("IATA").items():
        en.setdefault(code, airport["city"] or airport["name"])
    return zh, en


def place_name(code: str, language: str) -> str:
    """Return the name of an IATA code in ``language`` (zh, en); the code itself when nobody knows it."""
    zh, en = _names()
    return (zh if language == "zh" else en).get(code, code)
