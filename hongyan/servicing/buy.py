"""Buys a ticket: hold the seats, then order, payment and tickets in one call; what fails gives the seats back."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from hongyan.bookings.model import HoldRequest, NewOrder, NewTraveller, Order
from hongyan.bookings.ports import RetailSystem
from hongyan.core.clock import Clock
from hongyan.core.errors import HongyanError, InvalidInput, Unavailable
from hongyan.core.money import Money
from hongyan.core.phone import to_e164
from hongyan.servicing.cabins import letter_of
from hongyan.servicing.errors import PriceChanged, SeatsGone
from hongyan.servicing.find_options import OptionFinder, parse_option
from hongyan.servicing.model import Act, FlightOption
from hongyan.servicing.names import is_han, split_name
from hongyan.servicing.settings import ServicingSettings

T = TypeVar("T")
_KINDS = frozenset({"ADT", "CHD", "INF"})
_SHARE = {"ADT": Decimal(1), "CHD": Decimal("0.5"), "INF": Decimal("0.1")}


class Once(Protocol):
    """``Performer.once``."""

    async def __call__(self, key: str, call: Callable[[], Awaitable[T]]) -> T: ...


class Buyer:
    """The price on sale is what is paid: taxes are in it."""

    def __init__(
        self, airline: RetailSystem, finder: OptionFinder, clock: Clock, settings: ServicingSettings
    ) -> None:
        self._airline = airline
        self._finder = finder
        self._clock = clock
        self._settings = settings

    async def buy(self, act: Act, once: Once) -> dict[str, Any]:
        """Return order_id, locator, tickets, total and payment of the new order.

        Raises SeatsGone, PriceChanged, InvalidInput, PaymentRefused; whatever was held is free again then.
        """
        key = f"{act.act_id}:order"
        done = await self._airline.lookup(key)
        if done is not None and done.order_id:  # an earlier try went through
            (order,) = await self._airline.get([done.order_id])
            return _made(order, done.details)
        option = await self._option(act)
        travellers = _travellers(act, option)
        hold_id = await self._hold(act, option, travellers)
        wanted = NewOrder(
            hold_id,
            travellers,
            to_e164(str(act.args.get("phone") or "")),
            str(act.args.get("payment_method") or "card"),
        )
        said = act.args.get("total")
        if said is not None and Decimal(str(said)) != wanted.total.amount:
            await self._airline.release_holds([hold_id], f"{act.act_id}:release")
            raise PriceChanged(agreed=str(said), now=str(wanted.total.amount), currency=wanted.total.currency)
        try:
            made = await once(key, lambda: self._airline.create_order(wanted, key))
        except Unavailable:
            raise  # nobody knows yet: the seats stay held for the next try
        except HongyanError:
            await self._airline.release_holds([hold_id], f"{act.act_id}:release")
            raise
        outcome = await self._airline.lookup(key)
        return _made(made, outcome.details if outcome else {})

    async def _option(self, act: Act) -> FlightOption:
        option_id = str(act.args.get("option_id") or "")
        option = await self._finder.option(option_id, Money.zero("CNY"))
        if option is None or not option.fare:
            raise SeatsGone(option_id=option_id)
        return option

    async def _hold(self, act: Act, option: FlightOption, travellers: tuple[NewTraveller, ...]) -> str:
        leg, rbd = parse_option(option.option_id)
        (result,) = await self._airline.hold(
            [
                HoldRequest(
                    f"{act.act_id}:hold",
                    (leg,),
                    (letter_of(option.cabin),),
                    sum(t.kind != "INF" for t in travellers),
                    self._clock.now() + timedelta(minutes=self._settings.hold_minutes),
                    (rbd,),
                )
            ]
        )
        if result.hold_id is None:
            raise SeatsGone(reason="seats_gone", option_id=option.option_id)
        return result.hold_id


def _travellers(act: Act, option: FlightOption) -> tuple[NewTraveller, ...]:
    people = [dict(t) for t in act.args.get("travellers", ())]
    kinds = [str(t.get("kind", "ADT")) for t in people]
    if not people or not set(kinds) <= _KINDS or "ADT" not in kinds:
        raise InvalidInput("an order needs travellers, and an adult among them")
    adults = [n for n, kind in enumerate(kinds) if kind == "ADT"]
    infants = 0
    made = []
    for person, kind in zip(people, kinds, strict=True):
        name = str(person.get("name", "")).strip()
        if not name:
            raise InvalidInput("every traveller needs a name")
        surname, given = split_name(name)
        accompanies = None
        if kind == "INF":
            if infants >= len(adults):
                raise InvalidInput("every infant needs an adult of its own")
            accompanies = adults[infants]
            infants += 1
        made.append(
            NewTraveller(
                surname,
                given,
                kind,
                Money((option.fare * _SHARE[kind]).quantize(Decimal("0.01")), option.currency),
                Money.zero(option.currency),
                "zh-CN" if is_han(name) else "en",
                person.get("member_no"),
                accompanies,
                person.get("age"),
            )
        )
    return tuple(made)


def _made(order: Order, details: dict[str, str]) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "locator": order.locator,
        "ticket_numbers": sorted({c.ticket_number for c in order.coupons}),
        "total": details.get("amount"),
        "currency": details.get("currency"),
        "payment_id": details.get("payment_id"),
    }
