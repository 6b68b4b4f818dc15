"""The record of calls that come in: every statement of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from hongyan.runtime import Connection
from hongyan.telephony.call_states import CallState

_PEOPLE = UUID("2c5c7b0a-9f0e-4a7e-8a55-3d1d5f0d9a42")

_ARRIVE = """
insert into telephony.hotline_call (channel_id, caller, called, state, arrived_at)
values (:channel_id, :caller, :called, 'ringing', :now)
on conflict (channel_id) do nothing
returning *
"""


@dataclass(frozen=True, slots=True)
class LoggedHotlineCall:
    """A call that came in, as whoever runs it needs it."""

    channel_id: str
    caller: str | None
    state: CallState
    conversation_id: str | None
    resumed: int  # how often it was taken up again after a restart

    @property
    def person_id(self) -> str:
        """Return the channel of whoever takes this caller over; derived, so that it is known after a restart."""
        return str(uuid5(_PEOPLE, f"{self.channel_id}:person"))


async def arrive(
    conn: Connection, channel_id: str, caller: str | None, called: str, now: datetime
) -> LoggedHotlineCall | None:
    """Write a call down before anything is done about it; None when it is in the record already."""
    row = await conn.row(_ARRIVE, channel_id=channel_id, caller=caller, called=called, now=now)
    return _logged(row) if row is not None else None


async def live(conn: Connection) -> list[LoggedHotlineCall]:
    """Return every call that has not ended."""
    return [
        _logged(row) for row in await conn.rows("select * from telephony.hotline_call where state <> 'ended'")
    ]


async def talks(conn: Connection, channel_id: str, conversation_id: str) -> None:
    """Store which conversation this call is."""
    await conn.run(
        "update telephony.hotline_call set conversation_id = :conversation_id where channel_id = :channel_id",
        channel_id=channel_id,
        conversation_id=conversation_id,
    )


async def move(conn: Connection, channel_id: str, state: CallState, now: datetime) -> None:
    await conn.run(
        "update telephony.hotline_call set state = :state, "
        "answered_at = case when :state = 'talking' then coalesce(answered_at, :now) else answered_at end "
        "where channel_id = :channel_id and state <> 'ended'",
        channel_id=channel_id,
        state=str(state),
        now=now,
    )


async def resume(conn: Connection, channel_id: str) -> int:
    """Count that a talk is taken up again; returns how often that was by now."""
    return int(
        await conn.value(
            "update telephony.hotline_call set resumed = resumed + 1 where channel_id = :channel_id returning resumed",
            channel_id=channel_id,
        )
    )


async def end(conn: Connection, channel_id: str, cause: str, now: datetime) -> None:
    await conn.run(
        "update telephony.hotline_call set state = 'ended', ended_at = :now, cause = :cause "
        "where channel_id = :channel_id and state <> 'ended'",
        channel_id=channel_id,
        cause=cause,
        now=now,
    )


def _logged(row: dict[str, Any]) -> LoggedHotlineCall:
    return LoggedHotlineCall(
        channel_id=row["channel_id"],
        caller=row["caller"],
        state=CallState(row["state"]),
        conversation_id=row["conversation_id"],
        resumed=row["resumed"],
    )
