"""MemberSystem on the sandbox airline's tables: an account's miles are always the sum of its entries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, NotFound
from hongyan.core.ids import new_id
from hongyan.loyalty.errors import MemberExists, NotEnoughMiles
from hongyan.loyalty.model import Flown, Member, MileEntry
from hongyan.runtime.database import Connection, Database

_MEMBER = "select ffp_number as member_no, name, miles, tier from sandbox.ffp_account"


class SandboxMembers:
    """Entries carry the idempotency key as their id, so that nothing is booked twice."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def member(self, member_no: str) -> Member | None:
        async with self._db.snapshot() as conn:
            return await _member(conn, member_no)

    async def member_of_phone(self, phone: str) -> Member | None:
        async with self._db.snapshot() as conn:
            row = await conn.row(f"{_MEMBER} where phone = :phone order by ffp_number limit 1", phone=phone)
        return Member(**row) if row else None

    async def statement(self, member_no: str, limit: int = 20) -> Sequence[MileEntry]:
        async with self._db.snapshot() as conn:
            rows = await conn.rows(
                """select entry_id, ffp_number as member_no, miles, reason, reference, at from sandbox.mile_entry
                   where ffp_number = :number order by at desc, entry_id limit :limit""",
                number=member_no,
                limit=limit,
            )
        return [MileEntry(**row) for row in rows]

    async def flown(
        self, *, ticket_number: str | None = None, flight: str | None = None, day: date | None = None
    ) -> list[Flown]:
        async with self._db.snapshot() as conn:
            rows = await conn.rows(
                """select ticket_number, flight, origin_date, rbd, board, off, traveller, ffp_number as member_no, credited
                   from sandbox.flown
                   where (cast(:ticket as text) is null or ticket_number = :ticket)
                     and (cast(:flight as text) is null or flight = :flight)
                     and (cast(:day as date) is null or origin_date = :day)
                   order by origin_date desc limit 50""",
                ticket=ticket_number,
                flight=flight,
                day=day,
            )
        return [Flown(**row) for row in rows]

    async def credit(self, member_no: str, flown: Flown, miles: int, idempotency_key: str) -> Member:
        async with self._db.transaction() as conn:
            if await self._claim(conn, idempotency_key, "claim_miles", member_no):
                changed = await conn.run(
                    """update sandbox.flown set credited = true, ffp_number = :number
                       where ticket_number = :ticket and flight = :flight and origin_date = :day and not credited""",
                    number=member_no,
                    ticket=flown.ticket_number,
                    flight=flown.flight,
                    day=flown.origin_date,
                )
                if not changed:
                    raise Conflict("this flight has been credited")
                reference = f"{flown.flight}/{flown.origin_date.isoformat()}"
                await self._book(conn, idempotency_key, member_no, miles, "claim", reference)
            return await _existing(conn, member_no)

    async def spend(self, member_no: str, miles: int, reference: str, idempotency_key: str) -> Member:
        async with self._db.transaction() as conn:
            if await self._claim(conn, idempotency_key, "redeem", member_no):
                balance = await conn.value(
                    "select miles from sandbox.ffp_account where ffp_number = :n for update", n=member_no
                )
                if balance is None or balance < miles:
                    raise NotEnoughMiles(balance=balance, needed=miles)
                await self._book(conn, idempotency_key, member_no, -miles, "award", reference)
            return await _existing(conn, member_no)

    async def give_back(self, member_no: str, idempotency_key: str, spent_under: str) -> Member:
        async with self._db.transaction() as conn:
            spent = await conn.value(
                "select miles from sandbox.mile_entry where entry_id = :id and ffp_number = :n",
                id=spent_under,
                n=member_no,
            )
            if spent is not None and await self._claim(conn, idempotency_key, "miles_back", member_no):
                await self._book(conn, idempotency_key, member_no, -int(spent), "reversal", spent_under)
            return await _existing(conn, member_no)

    async def enrol(self, name: str, phone: str, idempotency_key: str) -> Member:
        async with self._db.transaction() as conn:
            number = f"9{int(await conn.value('select nextval(:s)', s='sandbox.ticket_serial')):08d}"
            if not await self._claim(conn, idempotency_key, "enrol", number):
                first = await conn.value(
                    "select details ->> 'member_no' from sandbox.operation where idempotency_key = :key",
                    key=idempotency_key,
                )
                return await _existing(conn, str(first))
            await conn.run("select pg_advisory_xact_lock(hashtext(:phone))", phone=f"enrol:{phone}")
            if await conn.value("select 1 from sandbox.ffp_account where phone = :phone", phone=phone):
                raise MemberExists
            await conn.run(
                """insert into sandbox.ffp_account (ffp_number, tier, miles, name, phone, enrolled_at)
                   values (:number, 'none', 0, :name, :phone, :now)""",
                number=number,
                name=name,
                phone=phone,
                now=self._clock.now(),
            )
            return await _existing(conn, number)

    async def _claim(self, conn: Connection, key: str, operation: str, member_no: str) -> bool:
        """Claim a key in the airline's ledger of operations; False = it has been used."""
        claimed = await conn.run(
            """insert into sandbox.operation (idempotency_key, operation, details, done_at)
               values (:key, :operation, cast(:details as jsonb), :now) on conflict do nothing""",
            key=key,
            operation=operation,
            details={"member_no": member_no},
            now=self._clock.now(),
        )
        return bool(claimed)

    async def _book(
        self, conn: Connection, key: str, member_no: str, miles: int, reason: str, reference: str
    ) -> None:
        await conn.run(
            """insert into sandbox.mile_entry (entry_id, ffp_number, miles, reason, reference, at)
               values (:id, :number, :miles, :reason, :reference, :now)""",
            id=key,
            number=member_no,
            miles=miles,
            reason=reason,
            reference=reference,
            now=self._clock.now(),
        )
        await conn.run(
            "update sandbox.ffp_account set miles = miles + :miles where ffp_number = :number",
            miles=miles,
            number=member_no,
        )


async def opening_entry(conn: Connection, member_no: str, miles: int, at: Any) -> None:
    """Write the entry an account begins with."""
    await conn.run(
        """insert into sandbox.mile_entry (entry_id, ffp_number, miles, reason, at)
           values (:id, :number, :miles, 'opening', :at)""",
        id=new_id("mil"),
        number=member_no,
        miles=miles,
        at=at,
    )


async def _member(conn: Connection, member_no: str) -> Member | None:
    row = await conn.row(f"{_MEMBER} where ffp_number = :number", number=member_no)
    return Member(**row) if row else None


async def _existing(conn: Connection, member_no: str) -> Member:
    found = await _member(conn, member_no)
    if found is None:
        raise NotFound("there is no such member")
    return found
