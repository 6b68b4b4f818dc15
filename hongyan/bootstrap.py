"""The composition root: settings in, wired product out. The only file that names adapters."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from fastapi import APIRouter

from hongyan.access import Access, generate_password
from hongyan.assistant import (
    Assistant,
    Composer,
    Drafter,
    Gate,
    ModelReader,
    Translator,
    Understanding,
    World,
)
from hongyan.assistant.adapters.openai_compatible import OpenAiCompatible
from hongyan.assistant.ports import HeldOffer, PartyOffers
from hongyan.bookings import ChangeRunner, Changes, FactCache, Gatherer, Refunds
from hongyan.bookings import handlers as bookings_handlers
from hongyan.bookings.adapters.sandbox import committed, scripted_world
from hongyan.bookings.adapters.sandbox.generator import Generated, SandboxFlight, generate
from hongyan.bookings.adapters.sandbox.linked_products import SandboxLinkedProducts
from hongyan.bookings.adapters.sandbox.retail import SandboxRetail
from hongyan.bookings.adapters.sandbox.schedule import ScheduleUpdate
from hongyan.bookings.adapters.sandbox.settings import GeneratorSettings
from hongyan.bookings.ports import RetailSystem
from hongyan.bookings.settings import BookingsSettings
from hongyan.cargo import Cargo
from hongyan.cargo.adapters.sandbox import script as shipments_of_script
from hongyan.cargo.adapters.sandbox.shipments import SandboxCargo
from hongyan.cases import Cases, RobotPromises
from hongyan.cases import handlers as cases_handlers
from hongyan.cases.api import router as cases_routes
from hongyan.conversations import Conversations, Doorbell, Files, Keys, Records, Transcripts
from hongyan.conversations import handlers as conversations_handlers
from hongyan.conversations.api import router as conversations_routes
from hongyan.conversations.events import ConversationClosed
from hongyan.conversations.translate_turns import DeskTranslation
from hongyan.conversations.translation_api import router as translation_routes
from hongyan.core.clock import Clock, SystemClock
from hongyan.core.errors import InvalidInput
from hongyan.core.phone import to_e164
from hongyan.core.quiet_hours import QuietHours
from hongyan.disruptions import Disruptions
from hongyan.disruptions import handlers as disruptions_handlers
from hongyan.disruptions.api import router as disruptions_routes
from hongyan.disruptions.detect import Detector
from hongyan.disruptions.stations import Stations
from hongyan.flights import Airports, FeedDoor, FlightBoard, FlightStatuses, LegKey
from hongyan.flights import handlers as flights_handlers
from hongyan.flights.api import router as flights_routes
from hongyan.flights.events import LegChanged
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.jobs.outbox import declare_subscriptions
from hongyan.jobs.shared_clock import read_clock
from hongyan.knowledge import Knowledge
from hongyan.knowledge import handlers as knowledge_handlers
from hongyan.knowledge.api import router as knowledge_routes
from hongyan.loyalty import Loyalty
from hongyan.loyalty.adapters.sandbox import script as members_of_script
from hongyan.loyalty.adapters.sandbox.members import SandboxMembers
from hongyan.messaging import OneMail, Sender
from hongyan.messaging.adapters.simulated_agencies import SimulatedAgencies
from hongyan.messaging.adapters.simulated_mail import SimulatedMail
from hongyan.messaging.adapters.simulated_push import SimulatedPush
from hongyan.messaging.adapters.simulated_sms import SimulatedSms
from hongyan.messaging.adapters.sms_chat import SmsChat
from hongyan.messaging.adapters.sms_chat_api import router as sms_routes
from hongyan.messaging.adapters.sms_survey import SmsSurvey
from hongyan.messaging.adapters.smtp import SmtpMail
from hongyan.messaging.adapters.webchat import WebChat
from hongyan.messaging.adapters.webchat_api import router as webchat_routes
from hongyan.messaging.adapters.webchat_identity import Identity
from hongyan.messaging.ports import LinkHolder, PhoneHolder, PhoneStanding
from hongyan.outreach import Choice, Outreach
from hongyan.outreach import handlers as outreach_handlers
from hongyan.outreach.api import router as outreach_routes
from hongyan.outreach.passenger_api import router as passenger_routes
from hongyan.outreach.passenger_page import PassengerPages
from hongyan.protection import Offer, OfferState, Protection
from hongyan.protection import handlers as protection_handlers
from hongyan.protection.api import router as protection_routes
from hongyan.quality import Quality
from hongyan.quality import handlers as quality_handlers
from hongyan.runtime import Database
from hongyan.runtime.clear_tables import clear_tables
from hongyan.runtime.migrate import migrate
from hongyan.runtime.patience import patiently
from hongyan.runtime.secret import Secret
from hongyan.runtime.serve_database import database_server
from hongyan.runtime.web_settings import WebSettings
from hongyan.servicing import Servicing
from hongyan.servicing import handlers as servicing_handlers
from hongyan.settings import Settings
from hongyan.telephony import Line
from hongyan.telephony.adapters.simulated import SimulatedLine
from hongyan.telephony.adapters.simulated_population import PARAMETERS, Population

_WORLD_SCHEMAS = (
    "sandbox",
    "bookings",
    "flights",
    "disruptions",
    "protection",
    "servicing",
    "conversations",
    "cases",
)
_CABIN_WORDS = {"F": "first", "J": "business", "W": "premium", "Y": "economy"}
_PATIENCE_SECONDS = 300.0  # a process that starts beside a database that is down waits for it this long

__all__ = ["AirlineEvidence", "GeneratorSettings", "LineEvidence", "Product", "SandboxFlight", "opened"]


class AirlineEvidence(Protocol):
    """What a simulated airline can testify about itself, from its own tables."""

    async def oversold_seats(self) -> int: ...

    async def double_rebookings(self) -> int: ...

    async def inventory_drift(self) -> int: ...


class LineEvidence(Protocol):
    """What a simulated line can testify about itself, from its own log of calls."""

    async def double_calls(self) -> int: ...


@dataclass(slots=True)
class Product:
    """The wired product. Entry points take what they need from here; nobody else sees it."""

    settings: Settings
    clock: Clock
    db: Database
    registry: Registry
    queue: Queue
    outbox: Outbox
    airports: Airports
    access: Access
    board: FlightBoard
    knowledge: Knowledge
    feed_door: FeedDoor
    airline: RetailSystem
    airline_evidence: AirlineEvidence
    airline_life: SandboxRetail
    line: Line
    line_evidence: LineEvidence
    people: Mapping[str, Any]  # parameters of simulated people, for whoever plays a day
    changes: Changes
    refunds: Refunds
    gatherer: Gatherer
    disruptions: Disruptions
    protection: Protection
    outreach: Outreach
    conversations: Conversations
    files: Files
    transcripts: Transcripts
    cases: Cases
    quality: Quality
    webchat: WebChat
    sms_chat: SmsChat
    loyalty: Loyalty
    cargo: Cargo
    flight_statuses: FlightStatuses
    servicing: Servicing
    detector: Detector
    translator: Translator

    @property
    def routers(self) -> Sequence[APIRouter]:
        """Build every capability's routes; a worker never asks for them."""
        return _routers(self)

    @property
    def web(self) -> WebSettings:
        return self.settings.web

    def clock_speed(self) -> float:
        """Return how many seconds of the product's clock pass in one of the wall clock (screens count with it)."""
        wall = self.clock.real_seconds(timedelta(seconds=1))
        return 1 / wall if wall else 1.0

    @staticmethod
    def generated_password() -> str:
        """Return a strong password that nobody has chosen."""
        return generate_password()

    async def generate_bookings(
        self, flights: Sequence[SandboxFlight], seed: int, settings: GeneratorSettings | None = None
    ) -> Generated:
        """Invent orders on ``flights`` in the sandbox airline, as of now."""
        return await generate(
            self.db, flights, seed=seed, settings=settings or GeneratorSettings(), now=self.clock.now()
        )

    async def load_world(self, world: Mapping[str, Any], now: datetime | None = None) -> list[str]:
        """Put one scripted dialogue's back ends into the sandbox; returns the keys of ``world`` nothing serves."""
        now = now or self.clock.now()
        flights = scripted_world.flights_of(world, self.airports)
        items = scripted_world.feed_items(list(flights.values()), now)
        not_understood = []
        for event in world.get("events", ()):
            async with self.db.transaction() as conn:
                understood, told = await scripted_world.happen(conn, event, now)
            not_understood += [] if understood else [event]
            items += told
        if items:
            await self.feed_door.accept("json", [json.dumps(i).encode() for i in items], source="script")
            await self.feed_door.process_all()
        async with self.db.transaction() as conn:
            await members_of_script.load(conn, world, now)
            await shipments_of_script.load(conn, world)
            await scripted_world.load_orders(conn, world, flights, now)
        told_of = {LegKey.parse(f"{i['flight']}/{i['origin_date']}/{i['board']}-{i['off']}") for i in items}
        legs = await self.board.by_keys(set(flights) | told_of)
        await self.airline_life.apply_schedule([ScheduleUpdate.from_leg(leg) for leg in legs.values()])
        await self.detector.judge_legs([leg.leg_id for leg in legs.values()])
        served = scripted_world.SERVED if not_understood else scripted_world.SERVED | {"events"}
        return sorted(k for k in world if k not in served and not k.startswith(("expected_", "voluntary_")))

    async def clear_world(self) -> int:
        """Empty the sandbox and everything that refers to it; returns how many tables held rows."""
        async with self.db.transaction() as conn:
            await conn.run("delete from procrastinate_jobs where status = 'todo'")
            return await clear_tables(conn, _WORLD_SCHEMAS)

    async def ledger_mark(self) -> int:
        """Return where the ledger of committed acts stands now, for ``ledger_since``."""
        async with self.db.snapshot() as conn:
            return await committed.mark(conn)

    async def ledger_since(self, mark: int) -> list[committed.Committed]:
        """Return what was committed since: changes, refunds, bookings, payments, linked products, services."""
        async with self.db.snapshot() as conn:
            return await committed.since(conn, mark)


class _Names:
    """Travellers' names for messages, asked of the airline system when people are enrolled."""

    def __init__(self, airline: RetailSystem) -> None:
        self._airline = airline

    async def names(self, order_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        orders = await self._airline.get(order_ids)
        return {p.passenger_id: (p.surname, p.given_name) for order in orders for p in order.passengers}


class _LinkHolders:
    """Whom a passenger link speaks for, with the orders and the phone of its parties."""

    def __init__(self, outreach: Outreach, disruptions: Disruptions, airline: RetailSystem) -> None:
        self._outreach = outreach
        self._disruptions = disruptions
        self._airline = airline

    async def holder(self, token: str) -> LinkHolder:
        subject = await self._outreach.open_link(token)
        orders = await self._airline.get(await self._disruptions.orders_of(subject.party_ids))
        phones = [c.value for order in orders for c in order.contacts if c.kind == "mobile"]
        return LinkHolder(
            subject.party_ids,
            tuple(order.order_id for order in orders),
            next((e164 for phone in phones if (e164 := to_e164(phone))), None),
            subject.language,
        )


class _PhoneHolders:
    """What a phone proves to whom it writes: the open disruptions' parties that are told there."""

    def __init__(self, outreach: Outreach, disruptions: Disruptions) -> None:
        self._outreach = outreach
        self._disruptions = disruptions

    async def holder(self, phone: str) -> PhoneHolder:
        found = await self._outreach.parties_of_phone(phone)
        parties = tuple(dict.fromkeys(row["party_id"] for row in found))
        orders = await self._disruptions.orders_of(parties) if parties else ()
        return PhoneHolder(parties, tuple(orders), found[0]["language"] if found else None)

    async def opt_out(self, phone: str, said_by: str) -> int:
        return await self._outreach.opt_out_phone(phone, "sms", said_by)

    async def standing(self, phone: str) -> PhoneStanding:
        found = await self._outreach.standing_of_phone(phone)
        return PhoneStanding(tuple(found["zones"]), found["refuses"], found["undecided"])


class _StormDesk:
    """A disrupted party's offers and decision, for the dialogue: protection's offers, outreach's one door."""

    def __init__(
        self, outreach: Outreach, protection: Protection, disruptions: Disruptions, airports: Airports
    ) -> None:
        self._outreach = outreach
        self._protection = protection
        self._disruptions = disruptions
        self._airports = airports

    async def offers(self, party_id: str) -> PartyOffers | None:
        found = await self._protection.offers_for(party_id)
        made = await self._outreach.decision(party_id)
        chosen = made is not None and made["state"] != "failed"
        if not found and not chosen:
            return None
        hit = await self._disruptions.get([party_id.partition(":")[0]])
        return PartyOffers(
            party_id,
            tuple(self._offer(offer) for offer in found),
            bool(hit) and hit[0].kind != "cancelled" and not hit[0].has_left,
            made["kind"] if made is not None and chosen else None,
            made["state"] if made is not None and chosen else None,
        )

    async def decide(
        self, party_id: str, choice: str, offer_id: str | None, said_by: str, consent: str
    ) -> str | None:
        wanted = Choice(choice, offer_id if choice == "accept" else None)
        return await self._outreach.decide(party_id, wanted, said_by, consent)

    def _offer(self, offer: Offer) -> HeldOffer:
        flights = tuple(
            {
                "flight_no": leg["flight"],
                "origin": leg["board"],
                "destination": leg["off"],
                "departs": self._local(leg["departs"], leg["board"]).isoformat(),
                "arrives": self._local(leg["arrives"], leg["off"]).isoformat(),
            }
            for leg in offer.legs
        )
        first, last = (offer.legs[0], offer.legs[-1]) if offer.legs else (None, None)
        return HeldOffer(
            offer_id=offer.offer_id,
            kind=offer.kind.value,
            flights=flights,
            origin=first["board"] if first else "",
            destination=last["off"] if last else "",
            departs=self._local(first["departs"], first["board"]) if first else None,
            arrives=self._local(last["arrives"], last["off"]) if last else None,
            cabin=_CABIN_WORDS.get(offer.cabins[0], "economy") if offer.cabins else "economy",
            held=offer.state is OfferState.HELD,
            hold_expires_at=offer.hold_expires_at,
            segment_ids=offer.old_segment_ids,
        )

    def _local(self, at: datetime | str, station: str) -> datetime:
        instant = datetime.fromisoformat(at) if isinstance(at, str) else at
        return self._airports.local(instant, station)


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, clock: Clock | None = None, played: bool = False
) -> AsyncIterator[Product]:
    """Find or start the database, bring it up to date, wire the product, and close it all at the end.

    Without ``clock``, the product lives by the clock its database says (a replayed day), else the wall clock.
    A ``played`` day does not wait for the disk at each commit: nobody is hurt when its last moment is lost.
    """
    async with database_server(settings.dsn, settings.home) as dsn:
        await patiently(lambda: asyncio.to_thread(migrate, dsn), _PATIENCE_SECONDS)
        if played:
            dsn += ("&" if "?" in dsn else "?") + "options=-csynchronous_commit%3Doff"
        db = Database(dsn)
        try:
            if clock is None:
                clock = await patiently(lambda: _clock_of(db), _PATIENCE_SECONDS)
            registry = Registry()
            queue = Queue(dsn, registry)
            await patiently(queue.open, _PATIENCE_SECONDS)
            try:
                product = _wire(settings, dsn, db, clock, registry, queue)
                declare_subscriptions(registry, db)
                queue.declare()
                yield product
                await product.servicing.acts.close()
                await product.gatherer.close()
            finally:
                await queue.close()
        finally:
            await db.close()


async def _clock_of(db: Database) -> Clock:
    async with db.snapshot() as conn:
        return await read_clock(conn)


def _wire(
    settings: Settings, dsn: str, db: Database, clock: Clock, registry: Registry, queue: Queue
) -> Product:
    """Build every capability in the order of the floors, lowest first."""
    _check_adapters(settings)
    secret = Secret.from_file(settings.home / "secret")
    outbox = Outbox(registry, queue)
    airports = Airports()
    stations = Stations(airports)
    access = Access(db, SystemClock(), settings.access, secret.key("sessions"))
    board = FlightBoard(db)
    understanding = Understanding()
    knowledge = Knowledge(db, clock, settings.knowledge, understanding.meaning)
    feed_door = FeedDoor(db, clock, outbox, queue, airports, settings.flights)

    evidence = Database(
        dsn, pool_size=4, application_name="hongyan-simulated"
    )  # their own connections: evidence
    airline = _sandbox(settings, evidence, clock, registry, board)
    population = Population.from_file(settings.telephony.population or PARAMETERS, settings.telephony.seed)
    line = SimulatedLine(evidence, clock, population)
    senders = _senders(settings, evidence, clock, population)

    refunds = Refunds(db, airline, outbox, clock, settings.bookings, stations.country)
    runner = ChangeRunner(db, airline, outbox, clock, refunds, settings.bookings)
    changes = Changes(db, outbox, queue, clock, runner)
    gatherer = _gatherer(settings.bookings, airline, clock)

    disruptions = Disruptions(db, clock, stations)
    detector = Detector(db, clock, outbox, board, airline, stations, settings.disruptions)
    protection = Protection(db, clock, outbox, queue, airline, disruptions, airports, settings.protection)
    outreach = Outreach(
        db,
        clock,
        outbox,
        line,
        senders,
        protection,
        changes,
        airports,
        settings.outreach.model_copy(
            update={"secret": settings.outreach.secret or secret.key("links").hex()}
        ),
        _Names(airline),
        SandboxLinkedProducts(evidence, clock),
    )

    loyalty = Loyalty(SandboxMembers(evidence, clock), clock, airports.distance_km)
    cargo = Cargo(SandboxCargo(evidence))
    servicing = Servicing(
        db,
        outbox,
        airline,
        changes,
        loyalty,
        senders["sms"],
        disruptions,
        board,
        airports,
        clock,
        settings.servicing,
    )
    records = Records(clock, outbox, Keys(secret.key("conversations")))
    cases = Cases(db, clock, outbox, Keys(secret.key("cases")), settings.cases)
    model = _language_model(settings)
    gate = Gate(settings.assistant.forbidden_file)
    flight_statuses = FlightStatuses(board, airports)
    world = World(
        servicing,
        flight_statuses,
        airports,
        knowledge,
        loyalty,
        cargo,
        disruptions,
        Drafter(model, gate) if model else None,
        _StormDesk(outreach, protection, disruptions, airports),
    )
    assistant = Assistant(
        db,
        clock,
        records,
        understanding,
        world,
        RobotPromises(cases, clock, settings.cases),
        Composer(gate),
        settings.assistant,
        ModelReader(model) if model else None,
    )
    conversations = Conversations(
        db,
        clock,
        outbox,
        records,
        settings.conversations,
        responder=assistant if settings.assistant.enabled else None,
    )
    files = Files(db, clock, conversations, settings.conversations)
    transcripts = Transcripts(db, clock, conversations, OneMail(senders["email"]), settings.conversations)
    quality = Quality(db, clock, outbox, conversations, cases, settings.quality)
    identity = Identity(_LinkHolders(outreach, disruptions, airline), settings.messaging.webchat)
    chat_settings = settings.messaging.webchat
    bell = Doorbell(db)
    webchat = WebChat(conversations, bell, identity, chat_settings, secret.key("webchat"), quality)
    conversations.add_channel(webchat)
    phones = _PhoneHolders(outreach, disruptions)
    quiet = QuietHours(settings.outreach.quiet_from_hour, settings.outreach.quiet_to_hour)
    survey = SmsSurvey(
        db,
        clock,
        conversations,
        quality,
        phones,
        quiet,
        settings.messaging.sms_survey,
        settings.assistant.zone,
    )
    sms_chat = SmsChat(db, clock, conversations, senders["sms"], phones, survey)
    conversations.add_channel(sms_chat)

    flights_handlers.register(registry, feed_door)
    knowledge_handlers.register(registry, knowledge)
    servicing_handlers.register(registry, servicing.acts)
    bookings_handlers.wire(registry, changes, refunds)
    disruptions_handlers.register(registry, detector)
    protection_handlers.wire(registry, protection, db)
    outreach_handlers.register(registry, outreach)
    conversations_handlers.register(registry, conversations, transcripts)
    cases_handlers.register(registry, cases)
    quality_handlers.register(registry, quality)
    registry.sweeper("messaging.sms", 5, sms_chat.sweep)
    registry.subscribe(ConversationClosed, "messaging.survey", survey.closed)
    registry.sweeper("messaging.survey", 30, sms_chat.ask_surveys)
    registry.next_due("messaging.survey", survey.next_due, grain=60)
    return Product(
        settings=settings,
        clock=clock,
        db=db,
        registry=registry,
        queue=queue,
        outbox=outbox,
        airports=airports,
        access=access,
        board=board,
        knowledge=knowledge,
        feed_door=feed_door,
        airline=airline,
        airline_evidence=airline,
        airline_life=airline,
        line=line,
        line_evidence=line,
        people=population.parameters,
        changes=changes,
        refunds=refunds,
        gatherer=gatherer,
        disruptions=disruptions,
        protection=protection,
        outreach=outreach,
        conversations=conversations,
        files=files,
        transcripts=transcripts,
        cases=cases,
        quality=quality,
        webchat=webchat,
        sms_chat=sms_chat,
        loyalty=loyalty,
        cargo=cargo,
        flight_statuses=flight_statuses,
        servicing=servicing,
        detector=detector,
        translator=Translator(model, settings.assistant.glossary),
    )


def _check_adapters(settings: Settings) -> None:
    """A name nobody knows is an error: who asks for a real line must not get a simulated one."""
    for port, chosen, known in (
        ("airline system", settings.airline, "sandbox"),
        ("line", settings.telephony.line, "simulated"),
        ("SMS", settings.messaging.sms, "simulated"),
        ("push", settings.messaging.push, "simulated"),
        ("agencies", settings.messaging.agencies, "simulated"),
    ):
        if chosen != known:
            raise InvalidInput(f"there is no {port} adapter called {chosen!r}; known: {known}")


def _language_model(settings: Settings) -> OpenAiCompatible | None:
    """The language model, if one is named; the product needs none."""
    chosen = settings.assistant.model
    return OpenAiCompatible(chosen) if chosen.base_url and chosen.model else None


def _sandbox(
    settings: Settings, evidence: Database, clock: Clock, registry: Registry, board: FlightBoard
) -> SandboxRetail:
    """The simulated airline: it hears of flights as a real one does, and its departments work by themselves."""
    airline = SandboxRetail(evidence, clock, settings=settings.sandbox)

    async def follow(events: list[LegChanged]) -> None:
        legs = await board.by_keys({LegKey.parse(e.leg_key) for e in events})
        await airline.apply_schedule([ScheduleUpdate.from_leg(leg) for leg in legs.values()])

    registry.subscribe(LegChanged, "sandbox", follow, priority=20)
    registry.sweeper("sandbox.departments", 5.0, airline.sweep)
    registry.next_due("sandbox", airline.next_due, grain=300)
    return airline


def _gatherer(settings: BookingsSettings, airline: RetailSystem, clock: Clock) -> Gatherer:
    cache = FactCache(settings.gather_cache_entries, timedelta(hours=settings.gather_cache_hours))
    return Gatherer(airline, cache, clock, settings.gather_budget_ms / 1000, settings.gather_hedge_ms / 1000)


def _senders(
    settings: Settings, evidence: Database, clock: Clock, population: Population
) -> Mapping[str, Sender]:
    """One sender a channel; mail is real as soon as a mail server is named."""
    smtp = settings.messaging.smtp
    return {
        "sms": SimulatedSms(evidence, clock, population),
        "push": SimulatedPush(evidence, clock, population),
        "agency": SimulatedAgencies(evidence, clock, population),
        "email": SmtpMail(smtp, clock) if smtp.host else SimulatedMail(evidence, clock, population),
    }


def _routers(product: Product) -> list[APIRouter]:
    """Every capability's routes, wired to the services they show."""
    pages = PassengerPages(
        product.db,
        product.clock,
        product.disruptions,
        product.protection,
        product.changes,
        product.refunds,
        product.outreach,
        product.airports,
        speed=product.clock_speed,
    )
    return [
        flights_routes(
            product.feed_door,
            product.board,
            product.airports,
            product.clock,
            product.access,
            product.disruptions.count_by_leg,
        ),
        knowledge_routes(product.knowledge, product.access),
        disruptions_routes(product.disruptions, product.outreach, product.settings.disruptions),
        protection_routes(product.protection),
        outreach_routes(
            product.outreach,
            product.disruptions,
            product.protection,
            product.clock,
            product.access,
            product.clock_speed,
        ),
        passenger_routes(product.outreach, pages, product.changes, product.access),
        conversations_routes(
            product.conversations,
            product.files,
            product.webchat.bell,
            product.quality,
            product.access,
            product.clock,
        ),
        translation_routes(DeskTranslation(product.db, product.conversations, product.translator)),
        cases_routes(product.cases, product.access, product.clock),
        sms_routes(product.sms_chat, product.access),
        webchat_routes(
            product.webchat,
            product.files,
            product.transcripts,
            product.access,
            product.clock,
            product.settings.web.embed_origins,
            product.clock_speed,
        ),
    ]
