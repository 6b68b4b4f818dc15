"""What the robot promises becomes a promise of the house: ``assistant.ports.Promises``."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hongyan.cases.due import WorkingHours, due_after
from hongyan.cases.model import PromiseKind
from hongyan.cases.service import Cases
from hongyan.cases.settings import CasesSettings
from hongyan.core.clock import Clock
from hongyan.runtime import Connection

_CUSTOMER = ("phone", "email", "address")


class RobotPromises:
    """Writes promises in the robot's transaction, and says honestly whether a person can be had."""

    def __init__(self, cases: Cases, clock: Clock, settings: CasesSettings) -> None:
        self._cases = cases
        self._clock = clock
        self._settings = settings
        self._working = WorkingHours(
            settings.zone, settings.from_hour, settings.to_hour, tuple(settings.weekdays)
        )

    async def promise(
        self,
        conn: Connection,
        key: str,
        kind: str,
        conversation_id: str,
        details: Mapping[str, Any],
        language: str,
    ) -> None:
        """Note the promise once per ``key``; a kind nobody knows is kept as ``other`` under its own name."""
        known = kind if kind in set(PromiseKind) else PromiseKind.OTHER.value
        customer = next((str(details[name]) for name in _CUSTOMER if details.get(name)), None)
        due_at = details.get("due_at")
        said = "; ".join(
            f"{name}: {value}"
            for name, value in details.items()
            if value not in (None, "", [], {}) and name not in (*_CUSTOMER, "due_at")
        )
        text = f"[{language}] {said}" if known == kind else f"[{language}] {kind}; {said}"
        await self._cases.promise(
            conn,
            known,
            conversation_id,
            customer,
            datetime.fromisoformat(due_at) if isinstance(due_at, str) else None,
            text,
            key=key,
        )

    async def person_wait_minutes(self) -> float | None:
        """Return how long a person takes; None = nobody is on duty."""
        if not self._settings.duty_list:
            return None
        now = self._clock.now()
        second = timedelta(seconds=1)
        at_work = due_after(now, second / timedelta(hours=1), self._working) - now <= second
        return self._settings.person_wait_minutes if at_work else None
