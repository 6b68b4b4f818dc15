"""Simulated passengers answer by text and talk until they have decided: quickly, once, and asked for nothing that is known."""

from datetime import timedelta
from pathlib import Path

from hongyan.entrypoints.replay.report_talk import talk_report
from hongyan.entrypoints.replay.texters import TexterHabits, Texters
from tests.builders.storm_site import play, storm

HABITS = TexterHabits(
    replies=1.0,
    first_after_minutes=(0.5, 5.0),
    next_after_seconds=(8.0, 45.0),
    by_key=0.25,
    change=0.5,
    refund=0.2,
    asks_first=0.2,
    says_no=0.0,  # who refuses decides nothing, and the dice of so few would decide the test
    most_turns=8,
)


async def test_those_who_answer_by_text_are_served_within_three_minutes(dsn: str, tmp_path: Path) -> None:
    async with storm(dsn, tmp_path) as (product, worker, clock):
        texters = Texters(product, 7, HABITS)
        end = clock.now() + timedelta(minutes=20)
        while (due := await texters.next_due()) is not None and due < end:
            clock.set(max(clock.now(), due) + timedelta(seconds=1))
            await texters.act(clock.now())
        await play(worker, clock, timedelta(minutes=3))
        report = await talk_report(product)
        assert report["talks"] >= 5, report
        assert report["decided"] >= 2, report
        assert report["proofs_asked"] == 0, report
        assert report["handled_s"]["p90"] <= 180, report
        assert await product.airline_evidence.double_rebookings() == 0
        assert await product.airline_evidence.oversold_seats() == 0
        assert (await product.outreach.ledger()).balance == 0
