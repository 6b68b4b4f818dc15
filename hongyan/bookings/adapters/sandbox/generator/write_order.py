"""Writes one invented order as rows: travellers, segments, services, contacts, tickets, payment, check-in."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hongyan.bookings.adapters.sandbox.generator import contacts, fares, names
from hongyan.bookings.adapters.sandbox.generator.flights import SandboxFlight
from hongyan.bookings.adapters.sandbox.generator.onward import zone_of
from hongyan.bookings.adapters.sandbox.generator.parties import Member, Party
from hongyan.bookings.adapters.sandbox.settings import GeneratorSettings
from hongyan.bookings.adapters.sandbox.ticketing import PREFIX

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TIERS = ("none", "silver", "gold", "platinum")
_TIER_SHARES = (0.20, 0.10, 0.05, 0.02)  # of all adults; the rest are no members


# kind, value, quality, the traveller it belongs to (None = the whole order), until when it can be used
_Contact = tuple[str, str, str, str | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Booked:
    """One flight of an order's journey, with what was sold on it."""

    flight: SandboxFlight
    cabin: str
    rbd: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Who answers for an order."""

    surname: str
    given_name: str
    language: str
    phone: str | None
    email: str | None


@dataclass(slots=True)
class Rows:
    """Rows by table, in the column order of ``load.COLUMNS``."""

    ffp_account: list[tuple[Any, ...]] = field(default_factory=list)
    orders: list[tuple[Any, ...]] = field(default_factory=list)
    passenger: list[tuple[Any, ...]] = field(default_factory=list)
    segment: list[tuple[Any, ...]] = field(default_factory=list)
    place: list[tuple[Any, ...]] = field(default_factory=list)
    ssr: list[tuple[Any, ...]] = field(default_factory=list)
    contact: list[tuple[Any, ...]] = field(default_factory=list)
    ticket: list[tuple[Any, ...]] = field(default_factory=list)
    coupon: list[tuple[Any, ...]] = field(default_factory=list)
    payment: list[tuple[Any, ...]] = field(default_factory=list)
    departure_control: list[tuple[Any, ...]] = field(default_factory=list)


class OrderWriter:
    """Turns parties and journeys into rows; ids and numbers follow from the seed and the order of calls."""

    def __init__(
        self,
        rng: random.Random,
        seed: int,
        settings: GeneratorSettings,
        now: datetime,
        first_serial: int,
    ) -> None:
        self.rows = Rows()
        self._rng = rng
        self._seed = seed
        self._settings = settings
        self._now = now
        self._serial = first_serial
        self._phones = contacts.PhoneBook(settings.phone_region, seed)
        self._leads: list[Lead] = []

    def write(self, party: Party, journey: list[Booked]) -> None:
        """Add one order."""
        number = len(self.rows.orders) + 1
        order_id = f"ord_{self._seed}_{number:07d}"
        channel = self._channel(party)
        lead = self._lead(channel, number)
        self._order(order_id, number, channel, party, journey)
        people = self._passengers(order_id, lead, party, journey)
        segments = self._segments(order_id, journey)
        for passenger_id, member in people:
            for segment_id in segments:
                self.rows.place.append((segment_id, passenger_id, member.kind != "INF"))
                self.rows.ssr.extend((segment_id, passenger_id, code) for code in member.ssrs)
        self._contacts(order_id, channel, lead, people, journey[0].flight.departs)
        checked_in = self._check_in(people, segments, journey)
        self._tickets(order_id, people, segments, journey, checked_in)

    def _channel(self, party: Party) -> str:
        if party.group:
            return "agency"
        # groups are agency orders already; they are few enough not to move the share
        if self._rng.random() < self._settings.through_agency:
            return "ota" if self._rng.random() < 0.7 else "agency"
        return "corporate" if self._rng.random() < 0.2 else "direct"

    def _lead(self, channel: str, number: int) -> Lead:
        rng, settings = self._rng, self._settings
        if self._leads and rng.random() < settings.twice:
            return rng.choice(self._leads)
        language = "zh-CN" if rng.random() < settings.chinese_share else "en"
        surname, given = names.surname(rng, language), names.given_name(rng, language)
        wrong = rng.random() < settings.wrong_number
        phone = self._phones.wrong_number() if wrong else self._phones.number()
        mail = contacts.email(rng, given, surname, number) if rng.random() < settings.with_email else None
        lead = Lead(surname, given, language, phone, mail)
        if channel == "direct":
            self._leads.append(lead)
        return lead

    def _order(self, order_id: str, number: int, channel: str, party: Party, journey: list[Booked]) -> None:
        rng = self._rng
        created = min(
            self._now - timedelta(hours=1),
            journey[0].flight.departs - timedelta(days=min(330, rng.expovariate(1 / 25)), hours=2),
        )
        linked = []
        if rng.random() < self._settings.linked_products:
            linked = [f"{rng.choice(('hotel:H', 'car:C'))}{rng.randrange(10**6):06d}"]
        group = f"TOUR {number:05d}" if party.group else None
        method = "account" if channel in ("agency", "corporate") else rng.choice(("card", "card", "wallet"))
        self.rows.orders.append((order_id, self._locator(number), 1, channel, group, method, created, linked))

    def _locator(self, number: int) -> str:
        index = (number * 48_271 + self._seed * 7919) % 32**6
        letters = []
        for _ in range(6):
            index, digit = divmod(index, 32)
            letters.append(_LETTERS[digit])
        return "".join(letters)

    def _passengers(
        self, order_id: str, lead: Lead, party: Party, journey: list[Booked]
    ) -> list[tuple[str, Member]]:
        rng = self._rng
        zone = self._zone(journey)
        ids = [f"pax_{order_id[4:]}_{n}" for n in range(1, len(party.members) + 1)]
        for n, member in enumerate(party.members):
            leads = n == 0 and not party.minor_alone
            family = not party.group and (member.kind != "ADT" or rng.random() < 0.5)
            surname = lead.surname if leads or family else names.surname(rng, lead.language)
            given = lead.given_name if leads else names.given_name(rng, lead.language)
            ffp = self._membership() if member.kind == "ADT" else None
            adult = ids[member.lap_of] if member.lap_of is not None else None
            document = f"{'*' * 7}{rng.randrange(10**4):04d}"
            self.rows.passenger.append(
                (
                    ids[n],
                    order_id,
                    n + 1,
                    surname,
                    given,
                    member.kind,
                    lead.language,
                    zone,
                    ffp,
                    adult,
                    document,
                )
            )
        return list(zip(ids, party.members, strict=True))

    def _zone(self, journey: list[Booked]) -> str | None:
        draw = self._rng.random()
        if draw < 0.6:
            return zone_of(journey[0].flight.leg.board)
        if draw < 0.85:
            return zone_of(journey[-1].flight.leg.off)
        return self._rng.choice(("Asia/Shanghai", "America/New_York")) if draw < 0.9 else None

    def _membership(self) -> str | None:
        rng = self._rng
        if rng.random() >= sum(_TIER_SHARES):
            return None
        number = f"ZZ{self._seed % 1000:03d}{len(self.rows.ffp_account) + 1:07d}"
        tier = rng.choices(_TIERS, _TIER_SHARES)[0]
        self.rows.ffp_account.append((number, tier, rng.randrange(200_000)))
        return number

    def _segments(self, order_id: str, journey: list[Booked]) -> list[str]:
        ids = []
        for n, b in enumerate(journey, 1):
            ids.append(f"seg_{order_id[4:]}_{n}")
            flight = b.flight
            self.rows.segment.append(
                (ids[-1], order_id, n, str(flight.leg), b.cabin, b.rbd, "HK", flight.departs, flight.arrives)
            )
        return ids

    def _contacts(
        self,
        order_id: str,
        channel: str,
        lead: Lead,
        people: list[tuple[str, Member]],
        departs: datetime,
    ) -> None:
        rng = self._rng
        found: list[_Contact] = []
        if channel == "agency" or (channel == "ota" and rng.random() < 0.4):
            code, phone = rng.choice(self._phones.agencies)
            found += [("agency", code, "agency", None, None), ("agency_phone", phone, "agency", None, None)]
        elif channel == "ota":
            found += self._through_ota(lead, departs)
        elif lead.phone:
            verified = not contacts.is_wrong_number(lead.phone) and rng.random() < 0.4
            found.append(("mobile", lead.phone, "verified" if verified else "unverified", None, None))
            adults = [i for i, member in people[1:] if member.kind == "ADT"]
            if adults and rng.random() < 0.3:
                found.append(("mobile", self._phones.number(), "unverified", adults[0], None))
        if lead.email:
            found.append(("email", lead.email, "unverified", None, None))
        if rng.random() < self._settings.emergency_contact:
            found.append(("emergency_phone", self._phones.number(), "unverified", None, None))
        self.rows.contact.extend((order_id, n, *contact) for n, contact in enumerate(found, 1))

    def _through_ota(self, lead: Lead, departs: datetime) -> list[_Contact]:
        """An online agency masks the traveller's number; often it lends one of its own that leads there, for some time."""
        rng = self._rng
        found: list[_Contact] = [
            ("agency", rng.choice(self._phones.otas), "agency", None, None),
            ("mobile", contacts.masked_by_agency(lead.phone or ""), "masked", None, None),
        ]
        if rng.random() < self._settings.relay_number:
            ends = departs + timedelta(hours=rng.uniform(*self._settings.relay_hours))
            found.append(("relay", self._phones.number(), "relay", None, ends))
        return found

    def _check_in(self, people: list[tuple[str, Member]], segments: list[str], journey: list[Booked]) -> bool:
        """Plan the party's check-in for all its flights at once; True when it lies in the past."""
        if self._rng.random() < self._settings.no_show:
            return False
        hours = self._rng.triangular(0.75, 24, 3)
        at = journey[0].flight.departs - timedelta(hours=hours)
        at -= timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
        done = at <= self._now
        for segment_id, booked in zip(segments, journey, strict=True):
            self.rows.departure_control.extend(
                (segment_id, passenger_id, str(booked.flight.leg), None if done else at, at if done else None)
                for passenger_id, _ in people
            )
        return done

    def _tickets(
        self,
        order_id: str,
        people: list[tuple[str, Member]],
        segments: list[str],
        journey: list[Booked],
        checked_in: bool,
    ) -> None:
        currency = self._settings.currency
        total = Decimal(0)
        created, method = self.rows.orders[-1][6], self.rows.orders[-1][5]
        for passenger_id, member in people:
            number = f"{PREFIX}{self._serial:010d}"
            self._serial += 1
            self.rows.ticket.append((number, order_id, passenger_id, created))
            for n, (segment_id, b) in enumerate(zip(segments, journey, strict=True), 1):
                minutes = (b.flight.arrives - b.flight.departs).total_seconds() / 60
                base = fares.fare(b.cabin, b.rbd, member.kind, minutes, currency)
                tax = fares.taxes(member.kind, base, currency)
                total += base + tax
                status = "C" if checked_in else "O"
                self.rows.coupon.append(
                    (number, n, order_id, passenger_id, segment_id, status, base, tax, currency)
                )
        reference = f"ACQ{self._seed % 1000:03d}{len(self.rows.payment) + 1:09d}"
        self.rows.payment.append(
            (f"pay_{order_id[4:]}", order_id, method, total, currency, reference, created)
        )
