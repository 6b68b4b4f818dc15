"""Faults one can switch on while the sandbox airline runs: time-outs, refusals, slowness, stale availability."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

from hongyan.bookings.adapters.sandbox.settings import FaultSettings
from hongyan.bookings.errors import AirlineUnavailable, OutcomeUnknown


class Faults:
    """Decides, from a seed, what goes wrong with each call. ``sleep`` is replaced in tests."""

    def __init__(
        self,
        settings: FaultSettings | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.settings = settings or FaultSettings()
        self._sleep = sleep
        self._random = random.Random(self.settings.seed)

    def switch(self, **changes: Any) -> None:
        """Change settings from now on: ``switch(time_out_after_commit=0.1)``. Raises ValidationError when wrong."""
        self.settings = FaultSettings.model_validate(self.settings.model_dump() | changes)

    def calm(self) -> None:
        """Switch every fault off."""
        self.settings = FaultSettings(seed=self.settings.seed)

    async def before(self, subsystem: str, *, changing: bool) -> None:
        """Run before a call does anything. Raises AirlineUnavailable or, for a change, OutcomeUnknown."""
        settings = self.settings
        seconds = settings.slow_seconds.get(subsystem, 0)
        if seconds and self._strikes(settings.slow_share):
            await self._sleep(seconds)
        if self._strikes(settings.unavailable):
            raise AirlineUnavailable(subsystem=subsystem)
        if changing and self._strikes(settings.time_out_before_commit):
            raise OutcomeUnknown(subsystem=subsystem)

    def after_commit(self, subsystem: str) -> None:
        """Run after a change was committed. Raises OutcomeUnknown when the answer gets lost."""
        if self._strikes(self.settings.time_out_after_commit):
            raise OutcomeUnknown(subsystem=subsystem)

    def payment_is_refused(self) -> bool:
        return self._strikes(self.settings.payment_refused)

    def availability_is_stale(self) -> bool:
        return self._strikes(self.settings.stale_availability)

    def _strikes(self, share: float) -> bool:
        return share > 0 and self._random.random() < share
