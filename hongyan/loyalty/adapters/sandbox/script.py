"""Members and flown flights of a scripted world."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hongyan.core.phone import to_e164
from hongyan.loyalty.adapters.sandbox.members import opening_entry
from hongyan.runtime.database import Connection

_TIERS = {
    "银卡": "silver", "金卡": "gold", "白金卡": "platinum", "白金": "platinum", "终身白金卡": "platinum",
    "silver": "silver", "gold": "gold", "platinum": "platinum",
}  # fmt: skip


async def load(conn: Connection, world: Mapping[str, Any], now: datetime) -> None:
    """Write ``members`` and ``flown`` into the sandbox."""
    for member in world.get("members", ()):
        number = str(member["member_no"])
        phone = member.get("phone") or member.get("contact_phone")
        await conn.run(
            """insert into sandbox.ffp_account (ffp_number, tier, miles, name, phone, enrolled_at)
               values (:number, :tier, :miles, :name, :phone, :now)""",
            number=number,
            tier=_TIERS.get(str(member.get("tier", "")).lower(), "none"),
            miles=int(member.get("miles", 0)),
            name=member.get("name"),
            phone=to_e164(str(phone)) if phone else None,
            now=now,
        )
        await opening_entry(conn, number, int(member.get("miles", 0)), now)
    await conn.bulk(
        """insert into sandbox.flown (ticket_number, flight, origin_date, rbd, board, off, traveller, ffp_number, credited)
           select r.ticket_no, r.flight_no, r.date, coalesce(r.rbd, 'Y'), r.origin, r.destination, r.name, r.member_no,
                  coalesce(r.credited, false)
           from jsonb_to_recordset(cast(:records as jsonb)) as r(ticket_no text, flight_no text, date date, rbd text,
                origin text, destination text, name text, member_no text, credited boolean)""",
        [
            {**row, "ticket_no": row.get("ticket_no") or f"unknown-{n}"}
            for n, row in enumerate(world.get("flown", ()))
        ],
    )
