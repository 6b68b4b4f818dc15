"""What every line adapter must do; an adapter's test class inherits this and gives ``line``, ``clock`` and ``far_end``."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Protocol

from hongyan.core.clock import Clock
from hongyan.telephony import CallOutcome, CallRequest, Line

RESULTS = {
    "answered",
    "busy",
    "no_answer",
    "voicemail",
    "wrong_number",
    "invalid",
    "hung_up",
    "failed",
}


class FarEnd(Protocol):
    """The people at the other end, and the time that passes until they have done what they do."""

    def number(self, kind: str, n: int = 0) -> str:
        """Return the ``n``-th number of a kind: busy, rings, no_such, listens, accepts (1 1), hangs_up, person (0)."""
        ...

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Let time pass until ``condition`` holds; fail when it will not."""
        ...


def a_call(
    clock: Clock, attempt_id: str = "att_1", number: str = "+8613800138000", **changes: object
) -> CallRequest:
    values: dict[str, object] = {
        "attempt_id": attempt_id,
        "number": number,
        "language": "zh-CN",
        "script": "您好",
        "menu": {"1": "accept", "0": "person"},
        "read_backs": {"1": "改到明天"},
        "ring_seconds": 20,
        "valid_until": clock.now() + timedelta(seconds=60),
    }
    return CallRequest(**(values | changes))  # type: ignore[arg-type]


async def ended(line: Line, far_end: FarEnd, count: int) -> list[CallOutcome]:
    """Wait for ``count`` calls to end and return their outcomes."""

    async def enough() -> bool:
        return len(await line.outcomes(0)) >= count

    await far_end.until(enough)
    return await line.outcomes(0)


class LineContract:
    """Placing, what becomes of calls, outcomes by cursor, standing, refusing what is too old."""

    async def _one(
        self, line: Line, clock: Clock, far_end: FarEnd, kind: str, **changes: object
    ) -> CallOutcome:
        call = a_call(clock, number=far_end.number(kind), **changes)
        assert await line.place([call]) == {"att_1": "placed"}
        (outcome,) = await ended(line, far_end, 1)
        return outcome

    async def test_a_placed_call_ends_once_and_its_outcome_can_be_read_again(
        self, line: Line, clock: Clock, far_end: FarEnd
    ) -> None:
        assert await line.place([a_call(clock, number=far_end.number("listens"))]) == {"att_1": "placed"}
        assert await line.outcomes(0) == []
        (outcome,) = await ended(line, far_end, 1)
        assert outcome.attempt_id == "att_1"
        assert outcome.result in RESULTS
        assert outcome.placed_at <= outcome.ended_at <= clock.now()
        assert await line.outcomes(0) == [outcome]
        assert await line.outcomes(outcome.sequence) == []

    async def test_who_listens_to_the_end_has_heard(self, line: Line, clock: Clock, far_end: FarEnd) -> None:
        outcome = await self._one(line, clock, far_end, "listens")
        assert (outcome.result, outcome.heard, outcome.keys) == ("answered", True, "")
        assert outcome.answered_at is not None
        assert outcome.placed_at <= outcome.answered_at <= outcome.ended_at

    async def test_keys_come_back_in_order(self, line: Line, clock: Clock, far_end: FarEnd) -> None:
        outcome = await self._one(line, clock, far_end, "accepts")
        assert (outcome.result, outcome.heard, outcome.keys) == ("answered", True, "11")
        assert not outcome.wants_person

    async def test_who_wants_a_person_is_said_to(self, line: Line, clock: Clock, far_end: FarEnd) -> None:
        outcome = await self._one(line, clock, far_end, "person")
        assert (outcome.result, outcome.keys, outcome.wants_person) == ("answered", "0", True)

    async def test_who_hangs_up_at_once_has_not_heard(
        self, line: Line, clock: Clock, far_end: FarEnd
    ) -> None:
        outcome = await self._one(line, clock, far_end, "hangs_up")
        assert (outcome.result, outcome.heard, outcome.keys) == ("hung_up", False, "")
        assert outcome.answered_at is not None

    async def test_a_busy_telephone(self, line: Line, clock: Clock, far_end: FarEnd) -> None:
        outcome = await self._one(line, clock, far_end, "busy")
        assert (outcome.result, outcome.answered_at, outcome.heard) == ("busy", None, False)

    async def test_nobody_answers(self, line: Line, clock: Clock, far_end: FarEnd) -> None:
        outcome = await self._one(line, clock, far_end, "rings", ring_seconds=2)
        assert (outcome.result, outcome.answered_at, outcome.heard) == ("no_answer", None, False)
        rang = outcome.ended_at - outcome.placed_at
        assert timedelta(seconds=2) <= rang < timedelta(seconds=6)

    async def test_a_wrong_number(self, line: Line, clock: Clock, far_end: FarEnd) -> None:
        outcome = await self._one(line, clock, far_end, "no_such")
        assert outcome.result in ("wrong_number", "invalid")  # both: neither call nor text again
        assert not outcome.heard

    async def test_outcomes_come_in_order_and_page_by_page(
        self, line: Line, clock: Clock, far_end: FarEnd
    ) -> None:
        await line.place(_thirty(clock, far_end))
        await ended(line, far_end, 30)
        after, seen = 0, []
        while page := await line.outcomes(after, limit=7):
            assert len(page) <= 7
            assert [o.sequence for o in page] == sorted(o.sequence for o in page)
            seen += [o.attempt_id for o in page]
            after = page[-1].sequence
        assert sorted(seen) == sorted(f"att_{n}" for n in range(30))

    async def test_a_late_ending_call_gets_a_later_number_than_one_already_told(
        self, line: Line, clock: Clock, far_end: FarEnd
    ) -> None:
        await line.place(_thirty(clock, far_end))
        after, seen = 0, []

        async def everything_told() -> bool:
            nonlocal after
            for outcome in await line.outcomes(after):
                seen.append(outcome.attempt_id)
                after = outcome.sequence
            return len(seen) >= 30

        await far_end.until(everything_told)
        assert sorted(seen) == sorted(f"att_{n}" for n in range(30))

    async def test_a_call_is_refused_after_its_time(self, line: Line, clock: Clock) -> None:
        late = a_call(clock, valid_until=clock.now() - timedelta(seconds=1))
        assert await line.place([late]) == {"att_1": "expired"}
        (standing,) = await line.standing(["att_1"])
        assert standing.standing == "never_placed"

    async def test_standing_tells_ringing_talking_or_ended(
        self, line: Line, clock: Clock, far_end: FarEnd
    ) -> None:
        await line.place([a_call(clock, number=far_end.number("listens"))])
        first, unknown = await line.standing(["att_1", "att_none"])
        assert first.standing in ("ringing", "talking")
        assert unknown.standing == "never_placed"
        await ended(line, far_end, 1)
        (last,) = await line.standing(["att_1"])
        assert last.standing == "ended"
        assert last.outcome is not None and last.outcome.attempt_id == "att_1"

    async def test_a_number_that_is_none_is_invalid(self, line: Line, clock: Clock) -> None:
        assert await line.place([a_call(clock, number="13800138000")]) == {"att_1": "invalid"}

    async def test_hanging_up_ends_what_rings(self, line: Line, clock: Clock, far_end: FarEnd) -> None:
        await line.place([a_call(clock, number=far_end.number("rings"))])
        assert await line.hang_up_all(["att_1", "att_none"]) == 1
        (outcome,) = await ended(line, far_end, 1)
        assert outcome.result == "failed"
        assert not outcome.heard and outcome.keys == ""


def _thirty(clock: Clock, far_end: FarEnd) -> Sequence[CallRequest]:
    kinds = ("listens", "busy", "accepts", "hangs_up", "no_such")
    return [a_call(clock, f"att_{n}", far_end.number(kinds[n % 5], n)) for n in range(30)]
