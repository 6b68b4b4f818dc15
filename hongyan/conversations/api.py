"""Routes of the conversation view: the list, what was said and why, and colleagues who take over."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from hongyan.access import Access, Actor, require, session_of
from hongyan.conversations.doorbell import Doorbell
from hongyan.conversations.model import State
from hongyan.conversations.ports import PeopleOfOrders, ScoreBook
from hongyan.conversations.read_for_staff import StaffView
from hongyan.conversations.schemas import (
    CloseSent,
    ConversationDetail,
    ConversationList,
    Reason,
    ReplySent,
    SaidRead,
)
from hongyan.conversations.service import Conversations
from hongyan.conversations.store_file import Files
from hongyan.core.clock import Clock

Reader = Annotated[Actor, Depends(require("conversations.read"))]
Answering = Annotated[Actor, Depends(require("conversations.answer"))]


def router(
    conversations: Conversations,
    files: Files,
    bell: Doorbell,
    scores: ScoreBook | None,
    people: PeopleOfOrders,
    access: Access,
    clock: Clock,
) -> APIRouter:
    """Build the routes under ``/api/conversations``."""
    routes = APIRouter(prefix="/api/conversations", tags=["conversations"])
    view = StaffView(access.db, conversations, files, scores, people, clock)

    @routes.get("", operation_id="list_conversations")
    async def listed(
        _actor: Reader,
        state: Annotated[list[State], Query()] = [],  # noqa: B006 - FastAPI copies it
        channel: Annotated[str | None, Query(max_length=40)] = None,
        topic: Annotated[str | None, Query(max_length=80)] = None,
        owner: Annotated[str | None, Query(max_length=80)] = None,
        low_score: bool = False,
        limit: Annotated[int, Query(ge=1, le=200)] = 100,
    ) -> ConversationList:
        """Show conversations, the newest word first, those that wait for a person before the others."""
        items = await view.listed(list(state), channel, topic, owner, low_score, limit)
        return ConversationList(items=items, now=clock.now())

    @routes.get("/{conversation_id}", operation_id="read_conversation")
    async def read(conversation_id: str, actor: Reader) -> ConversationDetail:
        """Show what was said and why; personal data is hidden unless the reader is the one who answers."""
        detail = await view.detail(conversation_id, actor.name)
        await _audit(access, actor, "conversation.read", conversation_id)
        return detail

    @routes.post("/{conversation_id}/reveal", operation_id="reveal_conversation")
    async def reveal(conversation_id: str, body: Reason, actor: Answering) -> ConversationDetail:
        """Show personal data too; the reason is kept in the audit trail."""
        detail = await view.detail(conversation_id, actor.name, reveal=True)
        await _audit(access, actor, "conversation.revealed", conversation_id, body.reason)
        return detail

    @routes.post("/{conversation_id}/take", operation_id="take_conversation")
    async def take(conversation_id: str, actor: Answering, request: Request) -> ConversationDetail:
        """Answer in person from now on."""
        await conversations.take(conversation_id, actor.name, await _display(request))
        await _audit(access, actor, "conversation.taken", conversation_id)
        return await view.detail(conversation_id, actor.name)

    @routes.post("/{conversation_id}/reply", operation_id="reply_in_conversation")
    async def reply(conversation_id: str, body: ReplySent, actor: Answering, request: Request) -> SaidRead:
        """Say something to the customer."""
        turn = await conversations.reply(
            conversation_id,
            actor.name,
            await _display(request),
            body.text,
            f"{actor.name}:{body.client_id}",
            original=body.original,
            language=body.language,
        )
        return SaidRead.of(turn)

    @routes.post("/{conversation_id}/typing", status_code=204, operation_id="typing_in_conversation")
    async def typing(conversation_id: str, actor: Answering, request: Request) -> None:
        """Let the customer see that somebody is writing."""
        conversation = await conversations.read(conversation_id)
        if conversation.owner == actor.name:
            sign = {"type": "typing", "speaker": "agent", "name": await _display(request)}
            await bell.signal(conversation_id, sign)

    @routes.post("/{conversation_id}/return", operation_id="return_conversation")
    async def give_back(conversation_id: str, actor: Answering, request: Request) -> ConversationDetail:
        """Let the robot go on."""
        await conversations.give_back(conversation_id, actor.name, await _display(request))
        await _audit(access, actor, "conversation.returned", conversation_id)
        return await view.detail(conversation_id, actor.name)

    @routes.post("/{conversation_id}/close", operation_id="close_conversation")
    async def close(
        conversation_id: str, body: CloseSent, actor: Answering, request: Request
    ) -> ConversationDetail:
        """End the conversation and say how it ended."""
        name = await _display(request)
        await conversations.close(conversation_id, "agent", body.disposition, name, owner=actor.name)
        await _audit(access, actor, "conversation.closed", conversation_id, body.disposition)
        return await view.detail(conversation_id, actor.name)

    @routes.get("/{conversation_id}/files/{attachment_id}", operation_id="open_conversation_file")
    async def open_file(conversation_id: str, attachment_id: str, actor: Answering) -> Response:
        """Download a proof; it is never shown inside a page."""
        async with access.db.transaction() as conn:
            attachment, content = await files.open(conn, conversation_id, attachment_id)
            await access.audit.by(conn, actor, "conversation.file-opened", attachment_id)
        return Response(
            content,
            media_type=attachment.media_type,
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(attachment.file_name)}",
                "Content-Security-Policy": "sandbox; default-src 'none'",
            },
        )

    return routes


async def _display(request: Request) -> str:
    session = await session_of(request)
    return session.user.name if session else ""


async def _audit(access: Access, actor: Actor, action: str, subject: str, reason: str = "") -> None:
    async with access.db.transaction() as conn:
        await access.audit.by(conn, actor, action, subject, reason)
