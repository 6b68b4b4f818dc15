"""The one door feeds come in by: messages are kept first, applied in batches, and none is lost."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from psycopg import InterfaceError, OperationalError

from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, InvalidInput, NotFound
from hongyan.core.ids import MessageId, new_id
from hongyan.flights import message_repository as letters
from hongyan.flights.airports import Airports
from hongyan.flights.feeds.envelope import decode
from hongyan.flights.feeds.read import KINDS, digest_of
from hongyan.flights.group_commit import GroupCommit, Record
from hongyan.flights.process_feed import process_batch
from hongyan.flights.settings import FlightsSettings
from hongyan.jobs import Outbox, Queue
from hongyan.runtime import Connection, Database

log = structlog.get_logger(__name__)

PROCESS_JOB = "flights.process_feed"
Witness = Callable[
    [Connection], Awaitable[None]
]  # something to be written in the same transaction: an audit row
_DATABASE_TROUBLE = (OperationalError, InterfaceError)
_ALIASES = {"mva": "mvt", "div": "mvt", "ssim7": "ssim", "ssm_asm": "asm"}
_SSIM_RECORDS = (
    100  # leg records of a schedule file in one message, so that a season is applied in bounded steps
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message has been kept under this identity; it will be applied, or appear among the dead letters."""

    message_id: MessageId
    kind: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that could not be applied, with the reason; ``place`` is where it stands in the order of arrival."""

    message_id: MessageId
    place: int
    kind: str
    source: str
    reason: str
    body: str
    received_at: datetime
    attempts: int


class FeedDoor:
    """Takes messages in, applies them, and lets a person repair what could not be read."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        queue: Queue,
        airports: Airports,
        settings: FlightsSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._queue = queue
        self._airports = airports
        self._arrivals = GroupCommit(self._keep)
        self.settings = settings

    async def accept(
        self, kind: str, bodies: Sequence[bytes], source: str, known_at: datetime | None = None
    ) -> list[Receipt]:
        """Keep messages durably, one receipt each, and have them applied soon.

        ``known_at`` is when they became known, for formats that do not say it; None means now. A schedule file is
        kept in parts. Raises InvalidInput for a kind that does not exist.
        """
        records = self._records(_known_kind(kind), bodies, source, known_at)
        if records:
            await self._arrivals.add(records)
        return [Receipt(MessageId(record["message_id"]), record["kind"]) for record in records]

    async def _keep(self, records: list[Record]) -> None:
        async with self._db.transaction() as conn:
            await letters.insert_messages(conn, records)
            await self._queue.defer(conn, PROCESS_JOB, queueing_lock=PROCESS_JOB)

    def _records(
        self, kind: str, bodies: Sequence[bytes], source: str, known_at: datetime | None
    ) -> list[Record]:
        now = self._clock.now()
        parts = [part for body in bodies for part in (_schedule_parts(body) if kind == "ssim" else [body])]
        return [
            {
                "message_id": new_id("msg"),
                "kind": kind,
                "source": source,
                "digest": digest_of(body),
                "body": body.hex(),
                "known_at": known_at or now,
                "received_at": now,
            }
            for body in parts
        ]

    async def process_pending(self, limit: int | None = None) -> int:
        """Apply one batch of messages; return how many were looked at.

        When a batch fails as a whole, its messages are applied one by one, and the one that fails is a dead letter.
        """
        limit = limit or self.settings.batch
        try:
            return await self._process(limit)
        except Exception as error:
            if _is_trouble_of_the_database(error):
                raise  # no message is to blame; the job or the sweeper comes again
            log.warning("a batch of feed messages failed; applying them one by one", exc_info=True)
        return await self._one_by_one(limit)

    async def _process(self, limit: int) -> int:
        async with self._db.transaction() as conn:
            return await process_batch(
                conn, self._outbox, self._airports, self.settings, self._clock.now(), limit
            )

    async def _one_by_one(self, limit: int) -> int:
        for done in range(limit):
            try:
                if not await self._process(1):
                    return done
            except Exception as error:
                if _is_trouble_of_the_database(error):
                    raise
                reason = f"cannot be applied: {type(error).__name__}: {error}"[:500].replace("\x00", "")
                async with self._db.transaction() as conn:
                    await letters.give_up_first(conn, reason, self._clock.now())
        return limit

    async def process_all(self) -> None:
        """Apply batches until none is left; the job of the door."""
        while await self.process_pending():
            pass

    async def sweep(self, now: datetime) -> int:
        """Safety net: apply what no job has taken, and give up what has waited too long."""
        done = await self.process_pending()
        async with self._db.transaction() as conn:
            return done + await letters.give_up_waiting(
                conn, now - timedelta(days=self.settings.waiting_days), now
            )

    async def next_due(self) -> datetime | None:
        """Return when there is next something to do: now, while messages are not applied."""
        async with self._db.snapshot() as conn:
            if await letters.any_received(conn):
                return self._clock.now()
            oldest = await letters.oldest_waiting(conn)
            return oldest + timedelta(days=self.settings.waiting_days, seconds=1) if oldest else None

    async def count_dead_letters(self) -> int:
        """Return how many messages wait for a person to repair or dismiss them."""
        async with self._db.snapshot() as conn:
            return await letters.count_dead(conn)

    async def dead_letters(self, limit: int = 100, after: int = 0) -> list[DeadLetter]:
        """Return the dead letters after place ``after``, in order of arrival."""
        async with self._db.snapshot() as conn:
            rows = await letters.dead_letters(conn, after, limit)
        return [
            DeadLetter(
                message_id=MessageId(row["message_id"]),
                place=row["seq"],
                kind=row["kind"],
                source=row["source"],
                reason=row["reason"] or "",
                body=decode(bytes(row["body"])),
                received_at=row["received_at"],
                attempts=row["attempts"],
            )
            for row in rows
        ]

    async def retry(
        self, message_id: str, body: bytes | None = None, witness: Witness | None = None
    ) -> Receipt:
        """Apply a dead letter again, as it was or corrected. A corrected one is a new message that replaces it."""
        async with self._db.transaction() as conn:
            row = await self._dead(conn, message_id)
            if witness:
                await witness(conn)
            if body is None:
                await letters.receive_again(conn, message_id)
                receipt = Receipt(MessageId(message_id), row["kind"])
            else:
                records = self._records(row["kind"], [body], row["source"], row["known_at"])
                await letters.insert_messages(conn, records)
                receipt = Receipt(MessageId(records[0]["message_id"]), row["kind"])
                await letters.supersede(conn, message_id, receipt.message_id, "corrected", self._clock.now())
            await self._queue.defer(conn, PROCESS_JOB, queueing_lock=PROCESS_JOB)
        return receipt

    async def dismiss(self, message_id: str, reason: str, witness: Witness | None = None) -> None:
        """Take a dead letter off the list for good; it stays in the database with the reason."""
        async with self._db.transaction() as conn:
            await self._dead(conn, message_id)
            if witness:
                await witness(conn)
            await letters.supersede(conn, message_id, None, f"dismissed: {reason}", self._clock.now())

    async def _dead(self, conn: Connection, message_id: str) -> dict[str, Any]:
        row = await letters.message(conn, message_id)
        if row is None:
            raise NotFound("there is no such message", message_id=message_id)
        if row["state"] != "dead":
            raise Conflict("this message is no dead letter any more", state=row["state"])
        return row


def _is_trouble_of_the_database(error: BaseException | None) -> bool:
    """Tell whether the database went away or was busy, at the bottom of this error."""
    while error is not None:
        if isinstance(error, _DATABASE_TROUBLE):
            return True
        error = error.__cause__ or error.__context__
    return False


def _known_kind(kind: str) -> str:
    kind = _ALIASES.get(kind.lower(), kind.lower())
    if kind not in KINDS:
        raise InvalidInput(f"{kind} is no kind of feed", kinds=list(KINDS))
    return kind


def _schedule_parts(body: bytes) -> list[bytes]:
    """Cut a schedule file into parts of some leg records, each with the carrier record that gives them meaning."""
    head: list[bytes] = []
    parts: list[list[bytes]] = [[]]
    for line in body.splitlines():
        if line.startswith((b"1", b"2")):
            head = [old for old in head if old[:1] != line[:1]] + [line]
            if parts[-1]:
                parts.append([])
        elif line.startswith(b"3"):
            if len(parts[-1]) >= _SSIM_RECORDS:
                parts.append([])
            parts[-1] += [*head, line] if not parts[-1] else [line]
        elif line.strip(b"0 \r") and not line.startswith((b"4", b"5")):
            return [body]  # something that does not belong here: keep it whole, with its reason
    found = [b"\n".join(part) for part in parts if part]
    return found or [body]
