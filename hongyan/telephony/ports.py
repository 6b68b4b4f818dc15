"""The line: placing calls in batches and learning what became of them. Adapters: simulated, Asterisk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class LineCapabilities:
    """What this line can do. ``max_batch`` = calls per ``place``; ``calls_per_second`` and ``lines`` = its own limits."""

    name: str
    simulated: bool
    calls_per_second: float
    lines: int
    max_batch: int = 1000


@dataclass(frozen=True, slots=True)
class CallRequest:
    """One call to place. ``attempt_id`` names it for ever; the line must refuse it after ``valid_until``.

    ``menu`` maps a key to the code of what it chooses; ``script`` is what is said first (already worded, in ``language``).
    ``read_backs`` = what is said after a key before the confirming ``1`` counts. ``campaign`` goes into the line's own log.
    """

    attempt_id: str
    number: str  # E.164
    language: str
    script: str
    menu: dict[str, str]
    ring_seconds: int
    valid_until: datetime
    read_backs: dict[str, str] = field(default_factory=dict)
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """The end of a call. ``result``: answered, busy, no_answer, voicemail, wrong_number, invalid, hung_up, failed.

    ``heard`` = the notice was played to the end to a person, or they chose by key what it offers. ``keys`` = those that
    counted, in order; ``wants_person`` = asked for transfer.
    """

    sequence: int  # rises; the cursor for ``outcomes``
    attempt_id: str
    result: str
    placed_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    heard: bool
    keys: str
    wants_person: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "CallOutcome":
        """Read it from the row of a line's own record; a call that has no sequence yet counts as the oldest."""
        return cls(
            sequence=row["sequence"] or 0,
            attempt_id=row["attempt_id"],
            result=row["result"],
            placed_at=row["placed_at"],
            answered_at=row["answered_at"],
            ended_at=row["ended_at"],
            heard=row["heard"],
            keys=row["keys"],
            wants_person=row["wants_person"],
        )


@dataclass(frozen=True, slots=True)
class CallStanding:
    """The line's own word about an attempt: never_placed, ringing, talking, ended (with outcome)."""

    attempt_id: str
    standing: str
    outcome: CallOutcome | None = None


class Prompts(Protocol):
    """Has texts spoken, where the exchange can find them."""

    async def ready(self, texts: Sequence[str], language: str) -> dict[str, str]:
        """Return text → what the exchange plays for it. Raises PromptsUnavailable."""
        ...


class Caller(Protocol):
    """What a caller's number proves: parties and orders of open disruptions; ``language`` None = not known."""

    @property
    def party_ids(self) -> Sequence[str]: ...

    @property
    def order_ids(self) -> Sequence[str]: ...

    @property
    def language(self) -> str | None: ...


class Callers(Protocol):
    """Knows callers by their number; bootstrap lets outreach and disruptions answer."""

    async def holder(self, phone: str) -> Caller:
        """Return what ``phone`` (E.164) proves; nothing for a stranger."""
        ...


class Line(Protocol):
    """A telephone line. It keeps its own record of calls, apart from our ledger."""

    capabilities: LineCapabilities

    async def place(self, calls: Sequence[CallRequest]) -> dict[str, str]:
        """Take the calls on. Returns attempt_id → ``placed`` or the reason of refusal (``expired``, ``lines_busy``, ``invalid``).

        What is placed has its row in the line's record, committed; it rings at once, or ends as ``failed`` when its time
        has passed first. Raises LineUnavailable when nothing was placed, OutcomeUnknown-like errors never: after an
        exception use ``standing``.
        """
        ...

    async def outcomes(self, after: int, limit: int = 1000) -> list[CallOutcome]:
        """Return ended calls with ``sequence`` > ``after``, in sequence order, as far as they have ended by now."""
        ...

    async def standing(self, attempt_ids: Sequence[str]) -> list[CallStanding]:
        """Say what became of these attempts: the reconciliation after a crash."""
        ...

    async def hang_up_all(self, attempt_ids: Sequence[str]) -> int:
        """Stop calls that still ring; talking pairs go on. Returns how many are being stopped.

        Each ends as ``failed`` within a second, unless it was answered just before.
        """
        ...

    async def next_event_at(self) -> datetime | None:
        """Return when the next outcome will be there, if the line knows (simulated), else None."""
        ...
