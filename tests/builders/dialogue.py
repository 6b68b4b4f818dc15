"""A small world and a player for dialogues: the pure step with answers from memory, every act counted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hongyan.assistant.catalogue import TASKS
from hongyan.assistant.dialogue import (
    Carry,
    DialogueState,
    Fetch,
    Fetched,
    HandOver,
    Opened,
    Pressed,
    Promise,
    Said,
    Say,
    Settled,
)
from hongyan.assistant.dialogue.events import Event
from hongyan.assistant.dialogue.queries import (
    FlightStatus,
    HeldOffers,
    Identify,
    Knowledge,
    MyTrips,
    Options,
    Query,
    QuoteChange,
    QuoteRefund,
    SearchFlights,
)
from hongyan.assistant.dialogue.state import Identity
from hongyan.assistant.dialogue.step import step
from hongyan.assistant.facts import HeldOffer, PartyOffers
from hongyan.assistant.ports import Answer
from hongyan.assistant.understanding import Emotion, Reading
from hongyan.assistant.words import render
from hongyan.conversations import Citation
from hongyan.flights.model import FlightStatusView
from hongyan.servicing.model import FlightOption, Linked, Quote, Receipt, Traveller, Trip, TripFlight

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZONE)


def option(number: int, day: str, hour: int, fare: int = 1000, seats: int = 9) -> FlightOption:
    departs = datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=ZONE)
    return FlightOption(
        option_id=f"opt_{number}_{day}",
        flight_no=f"ZZ{number}",
        leg=f"ZZ{number}/{day}/PEK-SHA",
        date=day,
        origin="PEK",
        destination="SHA",
        departs=departs,
        arrives=departs + timedelta(hours=2, minutes=15),
        cabin="economy",
        rbd="K",
        fare=Decimal(fare),
        currency="CNY",
        seats=seats,
    )


def trip(*names: str, involuntary: bool = False, linked: Sequence[Linked] = ()) -> Trip:
    names = names or ("林晓彤",)
    departs = datetime(2026, 11, 26, 14, 0, tzinfo=ZONE)
    flight = TripFlight(
        segment_id="seg_1",
        flight_no="ZZ1305",
        leg="ZZ1305/2026-11-26/PEK-SHA",
        date="2026-11-26",
        origin="PEK",
        destination="SHA",
        departs=departs,
        arrives=departs + timedelta(hours=2, minutes=15),
        cabin="economy",
        rbd="K",
        status="UN" if involuntary else "HK",
        coupon="O",
        fare=Decimal(1000),
        taxes=Decimal(90),
        currency="CNY",
        involuntary=involuntary,
        disruption={"kind": "cancelled"} if involuntary else {},
    )
    people = tuple(
        Traveller(passenger_id=f"pax_{n}", name=name, kind="ADT", ticket_number=f"099240133011{n}")
        for n, name in enumerate(names)
    )
    return Trip("ord_1", "K7M2QD", 3, people, (flight,), tuple(linked), contact_phone="+8613800001207")


def held_offer(number: int, hour: int, held: bool = False) -> HeldOffer:
    departs = datetime(2026, 11, 26, hour, 0, tzinfo=ZONE)
    arrives = departs + timedelta(hours=2, minutes=15)
    flight = {
        "flight_no": f"ZZ{number}",
        "origin": "PEK",
        "destination": "SHA",
        "departs": departs.isoformat(),
        "arrives": arrives.isoformat(),
    }
    until = NOW + timedelta(hours=4) if held else None
    return HeldOffer(
        f"off_{number}", "own", (flight,), "PEK", "SHA", departs, arrives, "economy", held, until, ("seg_1",)
    )


def storm_world(*offers: HeldOffer, **changes: Any) -> "World":
    """A cancelled flight whose party has seats held: ZZ1307 at three in the afternoon and ZZ1311 at seven."""
    disrupted = trip(involuntary=True)
    flight = replace(disrupted.flights[0], disruption={"kind": "cancelled", "disruption_id": "dis_1"})
    world = World(trips=[replace(disrupted, flights=(flight,), party_id="dis_1:ord_1")])
    refund = HeldOffer("off_refund", "refund", segment_ids=("seg_1",))
    journeys = offers or (held_offer(1307, 15, held=True), held_offer(1311, 19))
    world.party = PartyOffers("dis_1:ord_1", (*journeys, refund), **changes)
    return world


@dataclass
class World:
    """Answers queries from memory and counts what was done."""

    trips: list[Trip] = field(default_factory=lambda: [trip()])
    options: list[FlightOption] = field(
        default_factory=lambda: [option(1309, "2026-11-27", 9, 1080), option(1305, "2026-11-27", 14)]
    )
    statuses: list[FlightStatusView] = field(default_factory=list)
    articles: dict[str, str] = field(
        default_factory=lambda: {"行李": "经济舱可免费托运 20 公斤行李。", "baggage": "20 kg"}
    )
    asked: list[Query] = field(default_factory=list)  # queries of flight status
    proofs: dict[str, str] = field(default_factory=dict)  # locator → name that fits
    acts: list[dict[str, Any]] = field(default_factory=list)
    party: PartyOffers | None = None  # what protection holds
    refusals: list[str] = field(default_factory=list)  # slugs of the next acts that fail

    def answer(self, query: Query) -> Any:
        match query:
            case HeldOffers():
                return self.party
            case MyTrips():
                return self.trips
            case Identify():
                fits = query.locator is not None and self.proofs.get(query.locator) == query.name
                return self.trips[0] if fits else None
            case Options():
                return [
                    o for o in self.options if o.date == query.date and o.seats >= len(query.passenger_ids)
                ]
            case SearchFlights():
                return [o for o in self.options if o.date == query.date]
            case FlightStatus():
                self.asked.append(query)
                return self.statuses
            case QuoteChange():
                return self._change(query)
            case QuoteRefund():
                return self._refund(query)
            case Knowledge():
                hits = [text for word, text in self.articles.items() if word in query.question]
                return [
                    Answer(text, Citation(title="行李规定", ref="art_1", version="2"), 0.9) for text in hits
                ]
        raise AssertionError(query)

    def _change(self, query: QuoteChange) -> Quote:
        chosen = next(o for o in self.options if o.option_id == query.option_id)
        free = self.trips[0].flights[0].involuntary
        count = len(query.passenger_ids)
        fee = Decimal(0) if free else Decimal(100) * count
        difference = Decimal(0) if free else max(Decimal(0), chosen.fare - 1000) * count
        return Quote(
            "quo_1", "change", "ord_1", 3, query.passenger_ids, ("seg_1",), True, free, fee, difference, Decimal(0),
            fee + difference, "CNY", "carrier:ZZ", "K 舱，48–168 小时：10 %", "K class, 48–168 h: 10 %", (), chosen,
        )  # fmt: skip

    def _refund(self, query: QuoteRefund) -> Quote:
        free = self.trips[0].flights[0].involuntary
        fee = Decimal(0) if free else Decimal(200)
        return Quote(
            "quo_2", "refund", "ord_1", 3, query.passenger_ids, ("seg_1",), True, free, fee, Decimal(0), Decimal(90),
            Decimal(1090) - fee, "CNY", "carrier:ZZ", "K 舱：20 %", "K class: 20 %",
        )  # fmt: skip

    def carry_out(self, carry: Carry) -> Receipt:
        self.acts.append({"key": carry.key, "consent": carry.consent, **carry.act})
        return Receipt(act_id=f"act_{len(self.acts)}", kind=carry.act["kind"], state="done")


class Player:
    """Plays one dialogue; ``text`` is what was said last, ``log`` everything in order."""

    def __init__(
        self,
        world: World | None = None,
        language: str = "zh",
        channel: str = "webchat",
        subject: str | None = None,
        menu: tuple[str, ...] = (),
        hears: bool = True,
        **identity: Any,
    ) -> None:
        self.world = world or World()
        self.state = DialogueState(conversation_id="cnv_test")
        self.log: list[tuple[str, Any]] = []
        self.text = ""
        self.handed_over: str | None = None
        self.promises: list[Promise] = []
        self.labels: list[str] = []
        self.send(Opened(NOW, Identity(**identity), language, channel, 1, subject, menu, hears))

    def send(self, event: Event) -> str:
        self.text, self.labels = "", []
        todo: list[Event] = [event]
        while todo:
            self.state, actions = step(self.state, todo.pop(0), TASKS)
            for action in actions:
                match action:
                    case Say():
                        self.text += render(action.words, self.state.language)
                        self.labels += [o.key for o in action.options]
                    case Fetch():
                        value = type(action.query).dump(self.world.answer(action.query))
                        todo.append(Fetched(NOW, action.key, value))
                    case Carry():
                        self.log.append(("act", action.consent))
                        if self.world.refusals:
                            todo.append(Settled(NOW, action.key, trouble=self.world.refusals.pop(0)))
                            continue
                        todo.append(Settled(NOW, action.key, asdict(self.world.carry_out(action))))
                    case HandOver():
                        self.handed_over = action.reason
                    case Promise():
                        self.promises.append(action)
        if self.state.frame and self.state.frame.pending:
            self.log.append(("read", self.state.frame.pending.consent))
        self.state = DialogueState.model_validate_json(
            self.state.model_dump_json()
        )  # it must survive being stored
        return self.text

    def press(self, digits: str) -> str:
        return self.send(Pressed(NOW, digits))

    def say(
        self,
        text: str,
        intent: str = "none",
        *,
        sure: bool = True,
        emotion: str = "neutral",
        cut_in: bool = False,
        **slots: str,
    ) -> str:
        reading = Reading(
            text=text,
            language="zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en",
            intent=intent,
            confidence=0.97 if sure else 0.2,
            sure=sure,
            slots=slots,
            emotion=Emotion(label=emotion),
        )
        return self.send(Said(NOW, reading, cut_in))
