"""What a passenger is entitled to by Regulation 261/2004, in the European Union and in the United Kingdom."""

from collections.abc import Iterator
from decimal import Decimal

from hongyan.disruptions.model import Entitlement, RightsFacts
from hongyan.disruptions.rules import air_passenger_rights as apr
from hongyan.disruptions.rules.answer import Deadline, amount_of, entitlement, price_of
from hongyan.disruptions.rules.book import RuleBook, RuleSet
from hongyan.disruptions.rules.causes import cause_of
from hongyan.disruptions.rules.finding import Finding, granted, refused, unknown
from hongyan.disruptions.rules.territory import airport_inside

_EVENTS = {"cancelled": "cancel", "denied": "denied"}


def europe_entitlements(book: RuleBook, facts: RightsFacts, regime: str) -> Iterator[Entitlement]:
    """Evaluate ``regime`` (EU261 or UK261); nothing is said when the journey is outside its scope."""
    rules = book.pick(regime, facts.flight_date, facts.sale_date)
    if rules is None:
        return
    scope = apr.applies(rules, facts.board_country, facts.off_country, facts.carrier)
    if scope is False or facts.event == "downgrade":
        return
    case = _Case(rules, facts, scope)
    yield entitlement(rules, "cash", case.in_scope(case.cash()), certainty=case.cash_certainty())
    yield from case.choice()
    yield from case.care()
    yield entitlement(rules, "notice", case.in_scope(granted("notice")))


class _Case:
    """One passenger's facts under one rule set."""

    def __init__(self, rules: RuleSet, facts: RightsFacts, scope: bool | None) -> None:
        self.rules, self.facts, self.scope = rules, facts, scope
        self.event = self._event()
        self.distance = None if facts.distance_km is None else Decimal(str(facts.distance_km))
        ends = (airport_inside(rules, facts.board_country), airport_inside(rules, facts.off_country))
        self.intra = False if False in ends else (None if None in ends else True)

    def _event(self) -> str:
        if self.facts.event == "advanced":
            minutes = self.facts.advanced_minutes
            if minutes is None:
                return "advanced"
            return "cancel" if apr.advanced_counts_as_cancelled(self.rules, Decimal(minutes)) else "advanced"
        return _EVENTS.get(self.facts.event, "delay")

    def in_scope(self, found: Finding) -> Finding:
        """A right that would be granted is unknown while it is unknown whether the regime applies."""
        if self.scope is None and found.granted:
            return unknown(found.basis, "operating_carrier", amount=found.amount)
        return found

    def cash(self) -> Finding:
        if self.event == "advanced":
            minutes = self.facts.advanced_minutes
            return (
                unknown("advanced", "advanced_minutes")
                if minutes is None
                else refused("advanced", "one_hour_or_less")
            )
        cause = cause_of(self.facts.cause_code, self.facts.inherited_cause)
        return apr.cash(
            self.rules,
            apr.Claim(
                event=self.event,
                distance_km=self.distance,
                intra=self.intra,
                arrival_delay=self._late(),
                notice_days=_number(self.facts.notice_days),
                rerouted=self.facts.rerouted,
                departs_earlier=Decimal(self.facts.reroute_departs_earlier),
                arrives_later=_number(self.facts.reroute_arrives_later),
                extraordinary=apr.extraordinary(self.rules, cause.cause_class if cause else None),
            ),
        )

    def _late(self) -> Decimal | None:
        """Delay at the final destination: the re-routing's when there is one; a broken connection's is unknown."""
        if self.facts.reroute_arrives_later is not None:
            return Decimal(self.facts.reroute_arrives_later)
        return (
            None
            if self.facts.event in {"misconnect", "diverted"}
            else _number(self.facts.arrival_delay_minutes)
        )

    def cash_certainty(self) -> str:
        # Whether circumstances were extraordinary is judged case by case; the cause's class only says what is usual.
        return "medium" if self.facts.cause_code and self.event != "denied" else self.rules.certainty

    def choice(self) -> Iterator[Entitlement]:
        """Refund within seven days or re-routing (art. 8); after a mere delay a refund from five hours on."""
        amount, currency = amount_of(price_of(self.facts.fare, self.facts.taxes))
        days = Deadline(f"P{self.rules.integer('refund_days')}D")
        if self.event in {"cancel", "denied"}:
            yield entitlement(
                self.rules,
                "refund",
                self.in_scope(granted("choice", amount)),
                days,
                currency,
                params={"fee": "0"},
            )
            yield entitlement(self.rules, "rebook", self.in_scope(granted("choice")), params={"fee": "0"})
            return
        found = apr.refund_right(self.rules, _number(self.facts.departure_delay_minutes))
        if found.granted:
            found = granted(found.basis, amount)
        yield entitlement(self.rules, "refund", self.in_scope(found), days, currency, params={"fee": "0"})

    def care(self) -> Iterator[Entitlement]:
        if self.event in {"cancel", "denied"}:
            meal = granted("care")
        else:
            delay = _number(self.facts.departure_delay_minutes)
            meal = apr.care_due(self.rules, self.distance, self.intra, delay)
        yield entitlement(self.rules, "meal", self.in_scope(meal))
        if meal.granted is False or self.facts.overnight is False:
            return
        hotel = unknown("hotel", "overnight") if self.facts.overnight is None else granted("hotel")
        yield entitlement(self.rules, "hotel", self.in_scope(hotel))


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
