"""Takes a customer's file (a proof): looked into, sealed, and shown as a turn; a refused one is kept as a record."""

import asyncio
import dataclasses
import hashlib

from hongyan.conversations.errors import ConversationOver
from hongyan.conversations.inspect_file import Limits, Refused, media_type_of, safe_name
from hongyan.conversations.model import Attachment, Kind, Speaker, State, Turn, robot_turn
from hongyan.conversations.repository import files
from hongyan.conversations.service import Conversations
from hongyan.conversations.settings import ConversationsSettings
from hongyan.conversations.words import say_in
from hongyan.core.clock import Clock
from hongyan.core.errors import NotFound
from hongyan.core.ids import new_id
from hongyan.runtime import Connection, Database


class Files:
    """Stores, lists and opens the files of conversations."""

    def __init__(
        self, db: Database, clock: Clock, conversations: Conversations, settings: ConversationsSettings
    ) -> None:
        self._db = db
        self._clock = clock
        self._conversations = conversations
        self._records = conversations.records
        self._settings = settings

    @property
    def limit_bytes(self) -> int:
        return self._settings.file_limit_mb * 1024 * 1024

    async def take(
        self, conversation_id: str, client_id: str, name: str, declared: str | None, content: bytes
    ) -> Attachment:
        """Keep the file, or the record of why not; sent again under the same name it is the same file.

        Raises ConversationOver. The customer's turn (or the sentence that refuses it) is stored with it.
        """
        limits = Limits(self.limit_bytes, self._settings.image_pixels)
        reason: str | None = None
        media_type: str | None = None
        try:
            media_type = await asyncio.to_thread(media_type_of, content, declared, limits)
        except Refused as refused:
            reason = refused.reason
        async with self._db.transaction() as conn:
            row = await self._records.locked(conn, conversation_id)
            before = await files.by_client_id(conn, conversation_id, client_id)
            if before is not None:
                return before
            if row["state"] == State.CLOSED:
                raise ConversationOver
            if (
                reason is None
                and await files.count(conn, conversation_id) >= self._settings.files_per_conversation
            ):
                reason = "too-many-files"
            attachment = Attachment(
                attachment_id=new_id("att"),
                conversation_id=conversation_id,
                file_name=safe_name(name, media_type),
                media_type=media_type or "",
                size=len(content),
                state="stored" if reason is None else "refused",
                at=self._clock.now(),
                reason=reason,
            )
            await self._insert(conn, attachment, client_id, content)
            conversation = self._records.shown(row)
            if reason is None:
                turn = Turn(
                    turn_id="",
                    conversation_id=conversation_id,
                    number=0,
                    speaker=Speaker.CUSTOMER,
                    author="customer",
                    kind=Kind.FILE,
                    text=attachment.file_name,
                    language=conversation.language,
                    at=attachment.at,
                    channel=conversation.channel,
                    client_id=f"file:{client_id}",
                    attachments=(attachment.attachment_id,),
                )
            else:
                why = say_in(conversation, reason, limit=self._settings.file_limit_mb)
                text = say_in(conversation, "file-refused", file=attachment.file_name, why=why)
                turn = dataclasses.replace(
                    robot_turn(conversation, text, speaker=Speaker.SYSTEM),
                    client_id=f"file:{client_id}",
                    attachments=(attachment.attachment_id,),
                )
            stored = await self._records.add_locked(conn, row, [turn])
        await self._conversations.answerer.deliver(conversation, stored)
        return attachment

    async def of(self, conversation_id: str) -> list[Attachment]:
        """Return all files of a conversation, refused ones with their reason."""
        async with self._db.snapshot() as conn:
            return await files.of_conversation(conn, conversation_id)

    async def open(
        self, conn: Connection, conversation_id: str, attachment_id: str
    ) -> tuple[Attachment, bytes]:
        """Return a stored file and its bytes. Raises NotFound."""
        found = await files.sealed(conn, conversation_id, attachment_id)
        if found is None:
            raise NotFound("there is no such file")
        attachment, sealed = found
        return attachment, self._records.keys.open(sealed, f"file:{attachment_id}")

    async def _insert(self, conn: Connection, attachment: Attachment, client_id: str, content: bytes) -> None:
        kept = attachment.state == "stored"
        await files.insert(
            conn,
            {
                **{f.name: getattr(attachment, f.name) for f in dataclasses.fields(attachment)},
                "sha256": hashlib.sha256(content).digest(),
                "sealed": self._records.keys.seal(content, f"file:{attachment.attachment_id}")
                if kept
                else None,
                "client_id": client_id,
            },
        )
