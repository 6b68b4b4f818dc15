"""Which adapter stands behind each port, by the settings."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any

from hongyan.assistant.adapters.openai_compatible import OpenAiCompatible
from hongyan.bookings import FactCache, Gatherer
from hongyan.bookings.adapters.sandbox.retail import SandboxRetail
from hongyan.bookings.adapters.sandbox.schedule import ScheduleUpdate
from hongyan.bookings.ports import RetailSystem
from hongyan.bookings.settings import BookingsSettings
from hongyan.bootstrap.product import LineEvidence
from hongyan.core.clock import Clock, SystemClock
from hongyan.core.errors import InvalidInput
from hongyan.flights import FlightBoard, LegKey
from hongyan.flights.events import LegChanged
from hongyan.jobs import Registry
from hongyan.messaging import Sender
from hongyan.messaging.adapters.simulated_agencies import SimulatedAgencies
from hongyan.messaging.adapters.simulated_mail import SimulatedMail
from hongyan.messaging.adapters.simulated_push import SimulatedPush
from hongyan.messaging.adapters.simulated_sms import SimulatedSms
from hongyan.messaging.adapters.smtp import SmtpMail
from hongyan.runtime import Database
from hongyan.settings import Settings
from hongyan.telephony import Line, VoiceTalks
from hongyan.telephony.adapters.espeak_prompts import EspeakPrompts
from hongyan.telephony.adapters.simulated import SimulatedLine
from hongyan.telephony.adapters.simulated_population import Population


def check_adapters(settings: Settings) -> None:
    """A name nobody knows is an error: who asks for a real line must not get a simulated one."""
    for port, chosen, known in (
        ("airline system", settings.airline, ("sandbox",)),
        ("line", settings.telephony.line, ("simulated", "asterisk")),
        ("SMS", settings.messaging.sms, ("simulated",)),
        ("push", settings.messaging.push, ("simulated",)),
        ("agencies", settings.messaging.agencies, ("simulated",)),
    ):
        if chosen not in known:
            raise InvalidInput(f"there is no {port} adapter called {chosen!r}; known: {', '.join(known)}")


LineWork = Callable[[VoiceTalks], Coroutine[Any, Any, None]]


def line_of(
    settings: Settings, dsn: str, evidence: Database, clock: Clock, population: Population
) -> tuple[Line, LineEvidence, LineWork | None]:
    """Return the line, what it testifies about itself, and what a worker has to do for it.

    Raises InvalidInput when a real line could not work, or would ring real people on a played day.
    """
    if settings.telephony.line == "simulated":
        simulated = SimulatedLine(evidence, clock, population)
        return simulated, simulated, None
    # Loaded only where a real exchange is used: its WebSocket library takes a while.
    from hongyan.telephony.adapters.asterisk.line import AsteriskLine

    exchange = settings.telephony.asterisk
    if not isinstance(clock, SystemClock):
        raise InvalidInput("a played day must not ring real people: set HONGYAN_TELEPHONY__LINE=simulated")
    if not exchange.password.get_secret_value():
        raise InvalidInput("line = asterisk needs HONGYAN_TELEPHONY__ASTERISK__PASSWORD")
    prompts = prompts_of(settings)
    calls = Database(dsn, pool_size=8, application_name="hongyan-line")
    line = AsteriskLine(calls, clock, prompts, exchange)
    return line, line, line.run


def prompts_of(settings: Settings) -> EspeakPrompts:
    """The voice of calls."""
    exchange = settings.telephony.asterisk
    return EspeakPrompts((settings.home / exchange.prompts).absolute(), exchange.prompts_there)


def language_model(settings: Settings) -> OpenAiCompatible | None:
    """The language model, if one is named; the product needs none."""
    chosen = settings.assistant.model
    return OpenAiCompatible(chosen) if chosen.base_url and chosen.model else None


def sandbox_airline(
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


def gatherer_of(settings: BookingsSettings, airline: RetailSystem, clock: Clock) -> Gatherer:
    cache = FactCache(settings.gather_cache_entries, timedelta(hours=settings.gather_cache_hours))
    return Gatherer(airline, cache, clock, settings.gather_budget_ms / 1000, settings.gather_hedge_ms / 1000)


def senders_of(
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
