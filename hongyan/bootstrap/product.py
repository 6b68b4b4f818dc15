"""The wired product: every capability under one name, for entry points."""

import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from fastapi import APIRouter

from hongyan.access import Access, generate_password
from hongyan.assistant import (
    Translator,
)
from hongyan.bookings import Changes, Gatherer, Refunds
from hongyan.bookings.adapters.sandbox import committed, scripted_world
from hongyan.bookings.adapters.sandbox.generator import Generated, SandboxFlight, generate
from hongyan.bookings.adapters.sandbox.retail import SandboxRetail
from hongyan.bookings.adapters.sandbox.schedule import ScheduleUpdate
from hongyan.bookings.adapters.sandbox.settings import GeneratorSettings
from hongyan.bookings.ports import RetailSystem
from hongyan.cargo import Cargo
from hongyan.cargo.adapters.sandbox import script as shipments_of_script
from hongyan.cases import Cases
from hongyan.conversations import Conversations, Files, Transcripts
from hongyan.core.clock import Clock
from hongyan.disruptions import Disruptions
from hongyan.disruptions.detect import Detector
from hongyan.flights import Airports, FeedDoor, FlightBoard, FlightStatuses, LegKey
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.knowledge import Knowledge
from hongyan.loyalty import Loyalty
from hongyan.loyalty.adapters.sandbox import script as members_of_script
from hongyan.messaging.adapters.sms_chat import SmsChat
from hongyan.messaging.adapters.webchat import WebChat
from hongyan.outreach import Outreach
from hongyan.protection import Protection
from hongyan.quality import Quality
from hongyan.runtime import Database
from hongyan.runtime.clear_tables import clear_tables
from hongyan.runtime.web_settings import WebSettings
from hongyan.servicing import Servicing
from hongyan.settings import Settings
from hongyan.telephony import Line, VoiceTalks

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


class AirlineEvidence(Protocol):
    """What a simulated airline can testify about itself, from its own tables."""

    async def oversold_seats(self) -> int: ...

    async def double_rebookings(self) -> int: ...

    async def inventory_drift(self) -> int: ...


class LineEvidence(Protocol):
    """What a line can testify about itself, from its own log of calls."""

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
    # What some worker must do for a real line, until cancelled.
    line_work: Callable[[VoiceTalks], Coroutine[Any, Any, None]] | None
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
    voice_talks: VoiceTalks
    loyalty: Loyalty
    cargo: Cargo
    flight_statuses: FlightStatuses
    servicing: Servicing
    detector: Detector
    make_routers: Callable[["Product"], Sequence[APIRouter]]
    translator: Translator

    @property
    def routers(self) -> Sequence[APIRouter]:
        """Build every capability's routes; a worker never asks for them."""
        return self.make_routers(self)

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
