"""Mails what was said to the customer: the wish is a row first, and a mail in doubt is asked about, never repeated."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hongyan.conversations.model import Conversation, Speaker, Turn
from hongyan.conversations.ports import Mailer
from hongyan.conversations.repository import files
from hongyan.conversations.repository import turns as turn_rows
from hongyan.conversations.service import Conversations
from hongyan.conversations.settings import ConversationsSettings
from hongyan.core.clock import Clock
from hongyan.core.errors import InvalidInput
from hongyan.core.ids import new_id
from hongyan.runtime import Database

_ADDRESS = re.compile(r"[^\s@,;:<>\"'()]{1,64}@[^\s@,;:<>\"'()]+\.[^\s@,;:<>\"'().]{2,}")
_SWEPT = 20
_DOUBT_AFTER = timedelta(seconds=60)
_WORDS = {
    "zh-CN": {
        "subject": "您与我们的对话记录",
        "head": "以下是您的对话记录（{zone} 时间）。卡号和证件号码已隐去。",
        "customer": "您",
        "robot": "鸿雁",
        "system": "—",
    },
    "en": {
        "subject": "Your conversation with us",
        "head": "This is what was said (times in {zone}). Card and identity numbers are hidden.",
        "customer": "You",
        "robot": "Hongyan",
        "system": "—",
    },
}


class Transcripts:
    """Takes wishes for a transcript and carries them out in the background."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        conversations: Conversations,
        mailer: Mailer,
        settings: ConversationsSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._conversations = conversations
        self._mailer = mailer
        self._settings = settings

    async def ask(self, conversation_id: str, address: str, language: str, client_id: str) -> str:
        """Note the wish; returns the masked address. Raises InvalidInput for what is no mail address."""
        if len(address) > 254 or not _ADDRESS.fullmatch(address):
            raise InvalidInput("this is not a mail address")
        request_id, now = new_id("tsr"), self._clock.now()
        shown = _masked(address)
        records = self._conversations.records
        async with self._db.transaction() as conn:
            row = await records.locked(conn, conversation_id)
            await files.insert_transcript_request(
                conn,
                {
                    "request_id": request_id,
                    "conversation_id": conversation_id,
                    "address_sealed": records.keys.seal(address.encode(), f"mail:{request_id}"),
                    "to_masked": shown,
                    "language": language,
                    "up_to": row["turns"],
                    "state": "intended",
                    "client_id": client_id,
                    "intended_at": now,
                    "valid_until": now + timedelta(minutes=self._settings.transcript_minutes),
                },
            )
        return shown

    async def sweep(self, now: datetime) -> int:
        """Send what is wished for; returns how many wishes moved."""
        async with self._db.transaction() as conn:
            found = await files.open_transcript_requests(conn, _SWEPT)
            work = []
            for row in found:
                doubtful = row["state"] == "handed_over"
                if doubtful and row["ended_at"] is not None and row["ended_at"] > now - _DOUBT_AFTER:
                    continue  # somebody is sending it at this moment
                await files.set_transcript_state(
                    conn, row["request_id"], row["state"], "handed_over", None, now
                )
                work.append((row, doubtful))
        moved = 0
        for row, doubtful in work:
            result = await self._send(row, doubtful, now)
            if result is None:
                continue
            if result == "unavailable":
                async with self._db.transaction() as conn:
                    await files.set_transcript_state(
                        conn, row["request_id"], "handed_over", "intended", result, None
                    )
                continue
            async with self._db.transaction() as conn:
                await files.set_transcript_state(
                    conn,
                    row["request_id"],
                    "handed_over",
                    "sent" if result == "sent" else "failed",
                    result,
                    now,
                )
            moved += 1
            slug = "transcript-sent" if result == "sent" else "transcript-failed"
            await self._conversations.tell(
                row["conversation_id"], slug, client_id=f"mail:{row['request_id']}", to=row["to_masked"]
            )
        return moved

    async def _send(self, row: dict[str, object], doubtful: bool, now: datetime) -> str | None:
        """Return ``sent``, why not, or None while it stays open."""
        request_id = str(row["request_id"])
        if doubtful:
            standing = await self._mailer.standing(request_id)
            if standing != "never_sent":
                return "sent" if standing == "sent" else "in_doubt"
        valid_until = row["valid_until"]
        assert isinstance(valid_until, datetime)
        if valid_until < now:
            return "expired"
        records = self._conversations.records
        address = records.keys.open(bytes(row["address_sealed"]), f"mail:{request_id}").decode()  # type: ignore[call-overload]
        conversation_id = str(row["conversation_id"])
        async with self._db.snapshot() as conn:
            conversation = await records.read(conn, conversation_id)
            said = [
                t
                for t in await turn_rows.after(conn, conversation_id, 0, 5000)
                if t.number <= int(str(row["up_to"]))
            ]
        language = str(row["language"])
        subject, body = composed(conversation, said, language, self._settings.zone)
        return await self._mailer.send(request_id, address, language, subject, body, valid_until)


def composed(conversation: Conversation, turns: Sequence[Turn], language: str, zone: str) -> tuple[str, str]:
    """Return subject and text of the mail."""
    words = _WORDS[language]
    lines = [words["head"].format(zone=zone), ""]
    for turn in turns:
        who = turn.author if turn.speaker is Speaker.AGENT else words[turn.speaker.value]
        at = turn.at.astimezone(ZoneInfo(zone))
        lines.append(f"{at:%Y-%m-%d %H:%M} {who}: {turn.text}")
    return words["subject"], "\n".join([*lines, "", conversation.conversation_id, ""])


def _masked(address: str) -> str:
    name, _, host = address.rpartition("@")
    return f"{name[0]}***@{host}"
