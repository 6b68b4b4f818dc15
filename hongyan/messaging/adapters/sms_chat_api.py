"""The door of the SMS provider: replies come in with a feed token that is for ``sms`` by name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from hongyan.access import Access, FeedSource, require_sms_token
from hongyan.messaging.adapters.sms_chat import SmsChat
from hongyan.messaging.ports import InboundSms


class SmsSent(BaseModel):
    """One message from a handset, as the provider's gateway hands it over."""

    model_config = ConfigDict(extra="forbid")

    message_id: str = Field(
        min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$", description="the provider's name of it"
    )
    sender: str = Field(min_length=5, max_length=24, description="the handset's number, E.164 or national")
    text: str = Field(min_length=1, max_length=1000)


class SmsTaken(BaseModel):
    accepted: bool = True


def router(chat: SmsChat, access: Access) -> APIRouter:
    """Build the route; acknowledged means stored."""

    @asynccontextmanager
    async def settling(_: Any) -> AsyncIterator[None]:
        yield
        await chat.settle()

    routes = APIRouter(prefix="/api/sms", tags=["messaging"], lifespan=settling)

    @routes.post("/inbound", status_code=202, operation_id="sms_inbound")
    async def inbound(body: SmsSent, source: Annotated[FeedSource, Depends(require_sms_token)]) -> SmsTaken:
        """Take in one reply; sent again with the same message_id, it is the same one."""
        await access.limits.hit("sms-sender", body.sender)
        message = InboundSms(f"{source.name}:{body.message_id}", body.sender, body.text)
        conversation_id = await chat.hear(message)
        if conversation_id is not None:
            chat.answer_soon(conversation_id)
        return SmsTaken()

    return routes
