"""All processes of one installation live at the same time of day: the wall clock, or a replayed day's clock."""

from datetime import UTC, datetime

from hongyan.core.clock import Clock, ScaledClock, SystemClock
from hongyan.runtime import Connection


async def read_clock(conn: Connection) -> Clock:
    """Return the clock this database lives by."""
    row = await conn.row("select start, anchor, speed from jobs.clock")
    if row is None:
        return SystemClock()
    return ScaledClock(row["start"], row["speed"], row["anchor"])


async def set_clock(conn: Connection, start: datetime, speed: float) -> None:
    """From now on the time is ``start`` and runs ``speed`` times as fast as the wall clock."""
    await conn.run(
        """
        insert into jobs.clock (only_row, start, anchor, speed) values (true, :start, :anchor, :speed)
        on conflict (only_row) do update set start = excluded.start, anchor = excluded.anchor, speed = excluded.speed
        """,
        start=start,
        anchor=datetime.now(UTC),
        speed=speed,
    )
