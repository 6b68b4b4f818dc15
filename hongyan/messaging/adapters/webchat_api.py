"""Routes of the web chat: an open line, and the same by plain requests for networks that allow none."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Header, Query, Request, UploadFile, WebSocket

from hongyan.access import Access, address_of
from hongyan.conversations import Conversation, Files, Transcripts
from hongyan.core.clock import Clock
from hongyan.core.errors import NotFound, NotSignedIn, TooMany
from hongyan.messaging.adapters.webchat import WebChat
from hongyan.messaging.adapters.webchat_schemas import (
    ChatOpen,
    ChatOpened,
    ChatRead,
    ClientId,
    FileTaken,
    LanguageSent,
    MessageSent,
    MessageTaken,
    RatingSent,
    SurveySent,
    TranscriptSent,
    TranscriptTaken,
    TurnRead,
    TurnsRead,
)
from hongyan.messaging.adapters.webchat_socket import BAD_ORIGIN, FULL, TOO_MUCH, Line

Authorization = Annotated[str | None, Header(max_length=400)]
_LONGEST_WAIT = 25.0


def router(
    chat: WebChat,
    files: Files,
    transcripts: Transcripts,
    access: Access,
    clock: Clock,
    origins: list[str],
    speed: Callable[[], float] = lambda: 1.0,
) -> APIRouter:
    """Build the routes under ``/api/chat``; they are public, the chat's token is the key and stays out of addresses."""

    @asynccontextmanager
    async def listening(_: Any) -> AsyncIterator[None]:
        async with chat.bell.listening():
            yield
            await chat.settle()

    routes = APIRouter(prefix="/api/chat", tags=["chat"], lifespan=listening)

    async def held(request: Request, authorization: str | None) -> Conversation:
        """Return the chat whose token the request shows. Raises NotSignedIn, NotFound, TooMany."""
        address = address_of(request)
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn("show the chat's token: Authorization: Bearer …")
        if await access.limits.spent("chat-miss", address):
            raise TooMany(limit="chat-miss")
        await access.limits.hit("chat-address", address)
        try:
            return await chat.holder(token.strip())
        except NotFound:
            await access.limits.first("chat-miss", address)
            raise

    async def shown(conversation: Conversation) -> ChatRead:
        survey = await chat.survey_due(conversation)
        return ChatRead.of(conversation, clock.now(), speed(), survey)

    @routes.post("", status_code=201, operation_id="open_chat")
    async def open_chat(body: ChatOpen, request: Request) -> ChatOpened:
        """Begin a chat."""
        address = address_of(request)
        await access.limits.hit("chat-open", address)
        proof = body.link or body.assertion
        if proof and await access.limits.spent("chat-miss", address):
            raise TooMany(limit="chat-miss")
        context = body.context.model_dump(exclude_none=True) if body.context else {}
        try:
            conversation, token = await chat.open(
                body.language, link=body.link, assertion=body.assertion, context=context
            )
        except Exception:
            if proof:
                await access.limits.first("chat-miss", address)
            raise
        return ChatOpened(token=token, chat=await shown(conversation))

    @routes.get("/turns", operation_id="chat_turns")
    async def turns(
        request: Request,
        authorization: Authorization = None,
        after: Annotated[int, Query(ge=0, lt=2**31)] = 0,
        wait: Annotated[float, Query(ge=0, le=_LONGEST_WAIT)] = 0,
    ) -> TurnsRead:
        """Return what was said after a number; with ``wait``, the answer waits until something is."""
        conversation = await held(request, authorization)
        cid = conversation.conversation_id
        with chat.bell.ear(cid) as ear:
            found = await chat.conversations.turns(cid, after, 200)
            if not found and wait:
                chat.answer_soon(cid)
                await ear.wait(wait)
                found = await chat.conversations.turns(cid, after, 200)
        now = await chat.conversations.read(cid)
        return TurnsRead(chat=await shown(now), turns=[TurnRead.of(turn) for turn in found])

    @routes.post("/messages", operation_id="chat_message")
    async def message(
        body: MessageSent, request: Request, authorization: Authorization = None
    ) -> MessageTaken:
        """Say something; the answer comes as a turn."""
        conversation = await held(request, authorization)
        await access.limits.hit("chat-message", conversation.conversation_id)
        turn = await chat.hear(conversation, body.said())
        return MessageTaken(number=turn.number, client_id=body.client_id)

    @routes.post("/language", operation_id="chat_language")
    async def language(body: LanguageSent, request: Request, authorization: Authorization = None) -> ChatRead:
        """Go on in another language."""
        conversation = await held(request, authorization)
        await chat.conversations.set_language(conversation.conversation_id, body.language)
        return await shown(await chat.conversations.read(conversation.conversation_id))

    @routes.post("/close", operation_id="chat_close")
    async def close(request: Request, authorization: Authorization = None) -> ChatRead:
        """End the chat."""
        conversation = await held(request, authorization)
        return await shown(
            await chat.conversations.close(conversation.conversation_id, "customer", "ended_by_customer")
        )

    @routes.post("/files", operation_id="chat_file")
    async def file(
        file: UploadFile,
        client_id: Annotated[ClientId, Form()],
        request: Request,
        authorization: Authorization = None,
    ) -> FileTaken:
        """Send a proof: PDF, JPEG, PNG or HEIC. One that cannot be taken is answered with the reason, and kept as a record."""
        conversation = await held(request, authorization)
        await access.limits.hit("chat-file", conversation.conversation_id)
        content = await file.read(files.limit_bytes + 1)
        taken = await files.take(
            conversation.conversation_id, client_id, file.filename or "", file.content_type, content
        )
        chat.answer_soon(conversation.conversation_id)
        return FileTaken(name=taken.file_name, taken=taken.state == "stored", reason=taken.reason)

    @routes.post("/transcript", status_code=202, operation_id="chat_transcript")
    async def transcript(
        body: TranscriptSent, request: Request, authorization: Authorization = None
    ) -> TranscriptTaken:
        """Have everything said so far mailed to an address."""
        conversation = await held(request, authorization)
        await access.limits.hit("chat-transcript", conversation.conversation_id)
        cid = conversation.conversation_id
        return TranscriptTaken(to=await transcripts.ask(cid, body.address, body.language, body.client_id))

    @routes.post("/survey", status_code=204, operation_id="chat_survey")
    async def survey(body: SurveySent, request: Request, authorization: Authorization = None) -> None:
        """Say how it went, once, after the end."""
        conversation = await held(request, authorization)
        if chat.surveys is None:
            raise NotFound("nobody asks")
        cid = conversation.conversation_id
        await chat.surveys.rate(cid, body.csat, body.nps, body.comment, body.language)

    @routes.post("/rating", status_code=204, operation_id="chat_rating")
    async def rating(body: RatingSent, request: Request, authorization: Authorization = None) -> None:
        """Say whether an answer from an article helped; saying it again corrects it."""
        conversation = await held(request, authorization)
        await access.limits.hit("chat-message", conversation.conversation_id)
        await chat.rate(conversation, body.number, body.helped)

    @routes.websocket("/ws")
    async def line(socket: WebSocket) -> None:
        """An open line; its first message is ``{"type": "hello", "token": …, "after": last number seen}``."""
        if not from_known_page(socket, origins):
            await socket.close(BAD_ORIGIN)
            return
        if chat.lines >= chat.settings.lines_per_process:
            await socket.close(FULL)
            return
        address = address_of(socket)
        try:
            await access.limits.hit("chat-address", address)
        except TooMany:
            await socket.close(TOO_MUCH)
            return
        chat.lines += 1
        try:
            await Line(socket, chat, access.limits, address, clock.now, speed()).run()
        finally:
            chat.lines -= 1

    return routes


def from_known_page(socket: WebSocket, origins: list[str]) -> bool:
    """Whether a browser's page of our own, or one that may embed the chat, opens the line; programs name no page."""
    origin = socket.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc == socket.headers.get("host") or origin in origins
