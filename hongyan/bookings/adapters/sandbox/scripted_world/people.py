"""The travellers of a scripted booking: names split, infants with their adult, each with a price. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hongyan.core.ids import new_id

Row = Mapping[str, Any]
_INFANT_SHARE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Person:
    """One traveller as the script has it."""

    passenger_id: str
    name: str
    surname: str
    given: str
    kind: str
    ticket_no: str | None
    ssrs: tuple[str, ...]
    seat: str | None
    coupon: str | None
    facts: Row

    def price(self, segment: Row) -> tuple[Decimal, Decimal]:
        """Return face fare and taxes of one segment: the traveller's own when said, an infant a tenth without taxes."""
        fare = Decimal(str(self.facts.get("face_fare", segment.get("face_fare", 0))))
        taxes = Decimal(str(self.facts.get("taxes", segment.get("taxes", 0))))
        if self.kind == "INF" and "face_fare" not in self.facts:
            return fare * _INFANT_SHARE, Decimal(0)
        return fare, taxes


@dataclass(frozen=True, slots=True)
class People:
    """All travellers of one booking, as rows of the passenger table too."""

    people: tuple[Person, ...]
    rows: tuple[tuple[Any, ...], ...]
    ages: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, pax: Sequence[Row], order_id: str, members: set[str]) -> "People":
        people = [_person(row) for row in pax]
        adults = [p for p in people if p.kind == "ADT"]
        rows, ages = [], []
        free = list(adults)
        for position, p in enumerate(people, 1):
            adult = None
            if p.kind == "INF" and adults:
                named = [a for a in free if a.name == p.facts.get("with") or a.surname == p.surname]
                found = (named or free or adults)[0]
                free = [a for a in free if a is not found]
                adult = found.passenger_id
            member = str(p.facts.get("member_no") or "")
            rows.append(
                (p.passenger_id, order_id, position, p.surname, p.given, p.kind, language_of(p.name), None,
                 member if member in members else None, adult, None)
            )  # fmt: skip
            age = p.facts.get("age")
            if age is None and p.facts.get("age_months") is not None:
                age = int(p.facts["age_months"]) // 12
            if age is not None:
                ages.append({"id": p.passenger_id, "age": int(age)})
        rows.sort(key=lambda row: row[9] is not None)  # an infant's adult is written before it
        return cls(tuple(people), tuple(rows), tuple(ages))


def language_of(name: str) -> str:
    """Return the language a traveller is written to: Chinese for a name in Chinese characters."""
    return "zh-CN" if any("\u3400" <= c <= "\u9fff" for c in name) else "en"


def split_name(name: str) -> tuple[str, str]:
    """Return (surname, given name) as a booking system keeps them."""
    if "/" in name:
        surname, _, given = name.partition("/")
        return surname.strip(), given.strip()
    if language_of(name) == "zh-CN":
        return name[:1], name[1:]
    given, _, surname = name.rpartition(" ")
    return surname, given


def _person(row: Row) -> Person:
    name = str(row["name"])
    surname, given = split_name(name)
    return Person(
        passenger_id=new_id("pax"),
        name=name,
        surname=surname,
        given=given,
        kind=str(row.get("type", "ADT")),
        ticket_no=row.get("ticket_no"),
        ssrs=tuple(dict.fromkeys(row.get("ssr", ()))),
        seat=row.get("seat"),
        coupon="C" if row.get("checked_in") else row.get("coupon"),
        facts=row,
    )
