"""The bookings of a replayed day: generated once, on the flights of the day's file."""

from hongyan.bootstrap import GeneratorSettings, Product, SandboxFlight
from hongyan.entrypoints.replay.options import ReplayOptions
from hongyan.flights import BtsDay

AGREEMENT = "interline"
# A day in the United States; enough Chinese speakers to see both languages at work.
_TRAVELLERS = GeneratorSettings(currency="USD", phone_region="US", chinese_share=0.3)


async def load_bookings(product: Product, day: BtsDay, options: ReplayOptions) -> None:
    """Put the day's flights on sale and invent bookings on them; a second call finds them and changes nothing.

    With a carrier, only its flights carry orders; all other carriers' flights are partners that may take
    passengers over, loaded with numbers only. Later days are the schedule for alternatives.
    """
    async with product.db.snapshot() as conn:
        if await conn.value("select exists (select 1 from sandbox.passenger)"):
            return
    flights = [
        SandboxFlight(
            leg=leg.key,
            departs=leg.std,
            arrives=leg.sta,
            capacity=_cabins(day.seats[leg.key]),
            carrier_agreement=AGREEMENT if options.carrier and leg.key.carrier != options.carrier else None,
            with_orders=leg.key.origin_date == options.day and options.carrier in (None, leg.key.carrier),
        )
        for leg in day.legs
    ]
    await product.generate_bookings(flights, options.seed, _TRAVELLERS)


def _cabins(seats: int) -> dict[str, int]:
    """Split a cabin of ``seats``: one premium seat in nine where the aircraft has more than 100, else economy only."""
    premium = seats // 9 if seats > 100 else 0
    return {"J": premium, "Y": seats - premium} if premium else {"Y": seats}
