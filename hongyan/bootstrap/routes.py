"""Every capability's routes, wired to the services they show; a worker never asks for them."""

from fastapi import APIRouter

from hongyan.bootstrap.adapters import prompts_of
from hongyan.bootstrap.bridges import LinkHolders, PeopleOfOrders
from hongyan.bootstrap.product import Product
from hongyan.cases.api import router as cases_routes
from hongyan.conversations.api import router as conversations_routes
from hongyan.conversations.translate_turns import DeskTranslation
from hongyan.conversations.translation_api import router as translation_routes
from hongyan.disruptions.api import router as disruptions_routes
from hongyan.flights.api import router as flights_routes
from hongyan.knowledge.api import router as knowledge_routes
from hongyan.messaging.adapters.sms_chat_api import router as sms_routes
from hongyan.messaging.adapters.webchat_api import from_known_page
from hongyan.messaging.adapters.webchat_api import router as webchat_routes
from hongyan.outreach.api import router as outreach_routes
from hongyan.outreach.passenger_api import router as passenger_routes
from hongyan.outreach.passenger_page import PassengerPages
from hongyan.protection.api import router as protection_routes
from hongyan.telephony.adapters.handset.api import Handset
from hongyan.telephony.adapters.handset.api import router as handset_routes


def routers(product: Product) -> list[APIRouter]:
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
        handset=product.settings.telephony.handset,
    )
    people = PeopleOfOrders(product.airline, product.clock)
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
            people,
            product.access,
            product.clock,
        ),
        translation_routes(DeskTranslation(product.db, product.conversations, product.translator, people)),
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
        handset_routes(_handset(product) if product.settings.telephony.handset else None),
    ]


def _handset(product: Product) -> Handset:
    origins = product.settings.web.embed_origins
    return Handset(
        product.voice_talks,
        LinkHolders(product.outreach, product.disruptions, product.airline),
        prompts_of(product.settings),
        product.access,
        lambda socket: from_known_page(socket, origins),
        product.settings.telephony.asterisk.listen_seconds,
    )
