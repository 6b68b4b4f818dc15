"""What every line adapter must do; an adapter's test class inherits this and gives the fixtures ``line`` and ``clock``."""

from datetime import timedelta

from hongyan.core.clock import ManualClock
from hongyan.telephony import CallRequest, Line


def a_call(
    clock: ManualClock, attempt_id: str = "att_1", number: str = "+8613800138000", **changes: object
) -> CallRequest:
    values: dict[str, object] = {
        "attempt_id": attempt_id,
        "number": number,
        "language": "zh-CN",
        "script": "您好",
        "menu": {"1": "accept"},
        "ring_seconds": 20,
        "valid_until": clock.now() + timedelta(seconds=60),
    }
    return CallRequest(**(values | changes))  # type: ignore[arg-type]


class LineContract:
    """Placing, outcomes by cursor, standing, refusing what is too old."""

    async def test_a_placed_call_ends_once_and_its_outcome_can_be_read_again(
        self, line: Line, clock: ManualClock
    ) -> None:
        assert await line.place([a_call(clock)]) == {"att_1": "placed"}
        assert await line.outcomes(0) == []
        clock.advance(timedelta(minutes=10))
        (outcome,) = await line.outcomes(0)
        assert outcome.attempt_id == "att_1"
        assert outcome.result in {
            "answered",
            "busy",
            "no_answer",
            "voicemail",
            "wrong_number",
            "invalid",
            "hung_up",
            "failed",
        }
        assert outcome.placed_at <= outcome.ended_at <= clock.now()
        assert not outcome.heard or outcome.answered_at is not None
        assert await line.outcomes(0) == [outcome]
        assert await line.outcomes(outcome.sequence) == []

    async def test_outcomes_come_in_order_and_page_by_page(self, line: Line, clock: ManualClock) -> None:
        await line.place([a_call(clock, f"att_{n}", f"+86138{n:08d}") for n in range(30)])
        clock.advance(timedelta(minutes=10))
        after, seen = 0, []
        while page := await line.outcomes(after, limit=7):
            assert len(page) <= 7
            assert [o.sequence for o in page] == sorted(o.sequence for o in page)
            seen += [o.attempt_id for o in page]
            after = page[-1].sequence
        assert sorted(seen) == sorted(f"att_{n}" for n in range(30))

    async def test_a_late_ending_call_gets_a_later_number_than_one_already_told(
        self, line: Line, clock: ManualClock
    ) -> None:
        await line.place([a_call(clock, f"att_{n}", f"+86138{n:08d}") for n in range(30)])
        after, seen = 0, []
        for _ in range(120):
            clock.advance(timedelta(seconds=5))
            for outcome in await line.outcomes(after):
                seen.append(outcome.attempt_id)
                after = outcome.sequence
        assert sorted(seen) == sorted(f"att_{n}" for n in range(30))

    async def test_a_call_is_refused_after_its_time(self, line: Line, clock: ManualClock) -> None:
        call = a_call(clock)
        clock.advance(timedelta(seconds=61))
        assert await line.place([call]) == {"att_1": "expired"}
        (standing,) = await line.standing(["att_1"])
        assert standing.standing == "never_placed"

    async def test_standing_tells_ringing_talking_or_ended(self, line: Line, clock: ManualClock) -> None:
        await line.place([a_call(clock)])
        first, unknown = await line.standing(["att_1", "att_none"])
        assert first.standing in ("ringing", "talking")
        assert unknown.standing == "never_placed"
        clock.advance(timedelta(minutes=10))
        (last,) = await line.standing(["att_1"])
        assert last.standing == "ended"
        assert last.outcome is not None and last.outcome.attempt_id == "att_1"

    async def test_a_number_that_is_none_is_invalid(self, line: Line, clock: ManualClock) -> None:
        assert await line.place([a_call(clock, number="13800138000")]) == {"att_1": "invalid"}

    async def test_hanging_up_ends_what_rings(self, line: Line, clock: ManualClock) -> None:
        await line.place([a_call(clock)])
        assert await line.hang_up_all(["att_1", "att_none"]) == 1
        (outcome,) = await line.outcomes(0)
        assert not outcome.heard and outcome.keys == ""
