"""Builds every capability in the order of the floors, lowest first."""

from hongyan.access import Access
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
from hongyan.bookings import ChangeRunner, Changes, Refunds
from hongyan.bookings import handlers as bookings_handlers
from hongyan.bookings.adapters.sandbox.linked_products import SandboxLinkedProducts
from hongyan.bootstrap.adapters import (
    check_adapters,
    gatherer_of,
    language_model,
    line_of,
    sandbox_airline,
    senders_of,
)
from hongyan.bootstrap.bridges import LinkHolders, Names, PhoneHolders, StormDesk
from hongyan.bootstrap.product import Product
from hongyan.bootstrap.routes import routers
from hongyan.cargo import Cargo
from hongyan.cargo.adapters.sandbox.shipments import SandboxCargo
from hongyan.cases import Cases, RobotPromises
from hongyan.cases import handlers as cases_handlers
from hongyan.conversations import Conversations, Doorbell, Files, Keys, Records, Transcripts
from hongyan.conversations import handlers as conversations_handlers
from hongyan.conversations.events import ConversationClosed
from hongyan.core.clock import Clock, SystemClock
from hongyan.core.quiet_hours import QuietHours
from hongyan.disruptions import Disruptions
from hongyan.disruptions import handlers as disruptions_handlers
from hongyan.disruptions.detect import Detector
from hongyan.disruptions.stations import Stations
from hongyan.flights import Airports, FeedDoor, FlightBoard, FlightStatuses
from hongyan.flights import handlers as flights_handlers
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.knowledge import Knowledge
from hongyan.knowledge import handlers as knowledge_handlers
from hongyan.loyalty import Loyalty
from hongyan.loyalty.adapters.sandbox.members import SandboxMembers
from hongyan.messaging import ChatSurvey, OneMail
from hongyan.messaging.adapters.sms_chat import SmsChat
from hongyan.messaging.adapters.sms_survey import SmsSurvey
from hongyan.messaging.adapters.webchat import WebChat
from hongyan.messaging.adapters.webchat_identity import Identity
from hongyan.outreach import Outreach
from hongyan.outreach import handlers as outreach_handlers
from hongyan.protection import Protection
from hongyan.protection import handlers as protection_handlers
from hongyan.quality import Quality
from hongyan.quality import handlers as quality_handlers
from hongyan.runtime import Database
from hongyan.runtime.secret import Secret
from hongyan.servicing import Servicing
from hongyan.servicing import handlers as servicing_handlers
from hongyan.settings import Settings
from hongyan.telephony import VoiceTalks
from hongyan.telephony.adapters.simulated_population import PARAMETERS, Population


def wire(
    settings: Settings, dsn: str, db: Database, clock: Clock, registry: Registry, queue: Queue
) -> Product:
    """Build every capability in the order of the floors, lowest first."""
    check_adapters(settings)
    secret = Secret.from_file(settings.home / "secret")
    outbox = Outbox(registry, queue)
    airports = Airports()
    stations = Stations(airports)
    access = Access(db, SystemClock(), settings.access, secret.key("sessions"))
    board = FlightBoard(db)
    understanding = Understanding.shipped()
    knowledge = Knowledge(db, clock, settings.knowledge, understanding.meaning)
    feed_door = FeedDoor(db, clock, outbox, queue, airports, settings.flights)

    evidence = Database(
        dsn, pool_size=4, application_name="hongyan-simulated"
    )  # their own connections: evidence
    airline = sandbox_airline(settings, evidence, clock, registry, board)
    population = Population.from_file(settings.telephony.population or PARAMETERS, settings.telephony.seed)
    line, line_evidence, line_work = line_of(settings, dsn, evidence, clock, population)
    senders = senders_of(settings, evidence, clock, population)

    refunds = Refunds(db, airline, outbox, clock, settings.bookings, stations.country)
    runner = ChangeRunner(db, airline, outbox, clock, refunds, settings.bookings)
    changes = Changes(db, outbox, queue, clock, runner)
    gatherer = gatherer_of(settings.bookings, airline, clock)

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
        Names(airline),
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
    model = language_model(settings)
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
        StormDesk(outreach, protection, disruptions, airports),
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
    identity = Identity(LinkHolders(outreach, disruptions, airline), settings.messaging.webchat)
    chat_settings = settings.messaging.webchat
    bell = Doorbell(db)
    chat_survey = ChatSurvey(db, clock, conversations, quality, chat_settings, settings.messaging.sms_survey)
    webchat = WebChat(
        conversations, bell, identity, chat_settings, secret.key("webchat"), chat_survey, knowledge.work
    )
    conversations.add_channel(webchat)
    phones = PhoneHolders(outreach, disruptions)
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
    voice_talks = VoiceTalks(conversations, bell, phones)
    conversations.add_channel(voice_talks.channel)

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
        line_evidence=line_evidence,
        line_work=line_work,
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
        voice_talks=voice_talks,
        loyalty=loyalty,
        cargo=cargo,
        flight_statuses=flight_statuses,
        servicing=servicing,
        detector=detector,
        make_routers=routers,
        translator=Translator(model, settings.assistant.glossary),
    )
