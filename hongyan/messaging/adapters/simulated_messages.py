"""What the simulated SMS, push, mail and agency providers share: a log of their own, and receipts from a population."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from hongyan.core.clock import Clock
from hongyan.messaging.ports import OutboundMessage, Receipt, SenderCapabilities
from hongyan.runtime.database import Connection, Database

_TELL = 7304002  # advisory lock: receipt numbers are committed in the order they are given
_SENDING = (
    7304004  # advisory lock: whoever asks about attempts waits until messages being taken are in the log
)

_INSERT = """
insert into simulated_messages.message (attempt_id, channel, address, language, subject, body, sent_at, receipt, receipt_at)
select r.attempt_id, r.channel, r.address, r.language, r.subject, r.body, r.sent_at, r.receipt, r.receipt_at
from jsonb_to_recordset(cast(:records as jsonb)) as r(
    attempt_id text, channel text, address text, language text, subject text, body text, sent_at timestamptz,
    receipt text, receipt_at timestamptz)
on conflict (attempt_id) do update set repeats = simulated_messages.message.repeats + 1
"""

_TELL_RECEIVED = """
update simulated_messages.message m set sequence = nextval('simulated_messages.received')
from (select message_id from simulated_messages.message
      where channel = :channel and sequence is null and receipt_at is not null and receipt_at <= :now
      order by receipt_at limit :limit) e
where m.message_id = e.message_id
"""


class ReceiptSource(Protocol):
    """A population that says what comes back for a message (``telephony.adapters.simulated_population``)."""

    def receipt(self, channel: str, address: str, ordinal: int) -> "ReceiptLike":
        """Return what the ``ordinal``-th message to ``address`` leads to."""
        ...


class ReceiptLike(Protocol):
    @property
    def result(self) -> str | None: ...

    @property
    def seconds(self) -> float: ...


class SimulatedSender(ABC):
    """A provider in software. The same attempt handed over twice is sent once, and the repeat is counted."""

    def __init__(
        self, db: Database, clock: Clock, population: ReceiptSource, capabilities: SenderCapabilities
    ) -> None:
        self._db = db
        self._clock = clock
        self._population = population
        self.capabilities = capabilities

    @abstractmethod
    def accepts(self, address: str) -> bool:
        """Return whether this looks like an address of the channel."""

    async def admitted(
        self, conn: Connection, messages: Sequence[OutboundMessage], now: datetime
    ) -> set[str]:
        """Return the attempts that the other end takes; by default all. Runs in the transaction that logs them."""
        return {m.attempt_id for m in messages}

    async def send(self, messages: Sequence[OutboundMessage]) -> dict[str, str]:
        """Take the messages that are in time and well addressed."""
        async with self._db.transaction() as conn:
            await conn.run("select pg_advisory_xact_lock_shared(:key)", key=_SENDING)
            now = self._clock.now()  # only now: waiting for a connection may have outlasted the order
            answers = {m.attempt_id: "expired" for m in messages if m.valid_until < now}
            answers |= {m.attempt_id: "invalid" for m in messages if not self.accepts(m.to)}
            good = [m for m in messages if m.attempt_id not in answers]
            admitted = await self.admitted(conn, good, now)
            wanted = [m for m in good if m.attempt_id in admitted]
            await conn.bulk(_INSERT, await self._records(conn, wanted, now))
        answers |= {m.attempt_id: "refused" for m in good}
        return answers | {m.attempt_id: "sent" for m in wanted}

    async def receipts(self, after: int, limit: int = 1000) -> list[Receipt]:
        """Return receipts past the cursor that have come by now."""
        channel = self.capabilities.channel
        async with self._db.transaction() as conn:
            await conn.run("select pg_advisory_xact_lock(:key)", key=_TELL)
            await conn.run(_TELL_RECEIVED, channel=channel, now=self._clock.now(), limit=limit)
            rows = await conn.rows(
                "select sequence, attempt_id, receipt, receipt_at from simulated_messages.message "
                "where channel = :channel and sequence > :after order by sequence limit :limit",
                channel=channel,
                after=after,
                limit=limit,
            )
        return [Receipt(r["sequence"], r["attempt_id"], r["receipt"], r["receipt_at"]) for r in rows]

    async def standing(self, attempt_ids: Sequence[str]) -> dict[str, str]:
        """This provider knows what it was given, and waits for what it is being given."""
        async with self._db.transaction() as conn:
            await conn.run("select pg_advisory_xact_lock(:key)", key=_SENDING)
            rows = await conn.rows(
                "select attempt_id from simulated_messages.message where attempt_id = any(:ids)",
                ids=list(attempt_ids),
            )
        sent = {row["attempt_id"] for row in rows}
        return {i: "sent" if i in sent else "never_sent" for i in attempt_ids}

    async def next_event_at(self) -> datetime | None:
        """Return when the next receipt comes that nobody has been told of."""
        async with self._db.snapshot() as conn:
            at = await conn.value(
                "select min(receipt_at) from simulated_messages.message "
                "where channel = :channel and sequence is null and receipt_at is not null",
                channel=self.capabilities.channel,
            )
        return at if isinstance(at, datetime) else None

    async def _records(
        self, conn: Connection, messages: Sequence[OutboundMessage], now: datetime
    ) -> list[dict[str, Any]]:
        channel = self.capabilities.channel
        rows = await conn.rows(
            "select address, count(*) as before from simulated_messages.message "
            "where channel = :channel and address = any(:addresses) group by address",
            channel=channel,
            addresses=[m.to for m in messages],
        )
        before = {row["address"]: int(row["before"]) for row in rows}
        records = []
        for message in messages:
            ordinal = before.get(message.to, 0)
            before[message.to] = ordinal + 1
            back = self._population.receipt(channel, message.to, ordinal)
            records.append(
                {
                    "attempt_id": message.attempt_id,
                    "channel": channel,
                    "address": message.to,
                    "language": message.language,
                    "subject": message.subject,
                    "body": message.body,
                    "sent_at": now,
                    "receipt": back.result,
                    "receipt_at": None if back.result is None else now + timedelta(seconds=back.seconds),
                }
            )
        return records
