"""Routes of translation in the conversation view; without a language model they say so."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hongyan.access import Actor, require
from hongyan.conversations.translate_turns import DeskTranslation

Answering = Annotated[Actor, Depends(require("conversations.answer"))]
Language = Literal["zh-CN", "en", "zh", "ja", "ko", "fr", "de", "es", "ru", "ar", "th"]


class TurnsAsked(BaseModel):
    """Which turns, and the reader's language."""

    model_config = ConfigDict(extra="forbid")
    numbers: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=20)]
    language: Language


class ReplyAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
    language: Language


class TranslatedTurn(BaseModel):
    """``text`` is None when the translation lost a name, number or amount: read the original."""

    number: int
    text: str | None


class TranslationRead(BaseModel):
    """``configured`` = there is a language model to translate with."""

    configured: bool
    turns: list[TranslatedTurn] = []


class TranslatedReply(BaseModel):
    text: str


def router(desk: DeskTranslation) -> APIRouter:
    """Build the translation routes under ``/api/conversations``."""
    routes = APIRouter(prefix="/api/conversations", tags=["conversations"])

    @routes.post("/{conversation_id}/translation", operation_id="translate_conversation")
    async def turns(conversation_id: str, body: TurnsAsked, actor: Answering) -> TranslationRead:
        """Show what was said in the reader's language; codes, names and amounts stay as they are."""
        if not desk.configured:
            return TranslationRead(configured=False)
        made = await desk.turns(conversation_id, actor.name, body.numbers, body.language)
        shown = [TranslatedTurn(number=number, text=text) for number, text in made.items()]
        return TranslationRead(configured=True, turns=shown)

    @routes.post("/{conversation_id}/translated-reply", operation_id="translate_reply")
    async def reply(conversation_id: str, body: ReplyAsked, _actor: Answering) -> TranslatedReply:
        """Put an answer into the customer's language; it is sent by ``reply`` after the colleague has read it."""
        return TranslatedReply(text=await desk.reply(conversation_id, body.text, body.language))

    return routes
