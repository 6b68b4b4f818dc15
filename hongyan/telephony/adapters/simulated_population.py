"""How a simulated population behaves: pure functions of (seed, number, ordinal) and one parameter file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

PARAMETERS = Path(__file__).with_name("population.toml")


@dataclass(frozen=True, slots=True)
class CallBehaviour:
    """What becomes of one call. Seconds count from dialling; ``answer_seconds`` None = nobody (and nothing) answered."""

    result: str
    answer_seconds: float | None
    end_seconds: float
    heard: bool = False
    keys: str = ""

    @property
    def wants_person(self) -> bool:
        return self.keys.endswith("0")


@dataclass(frozen=True, slots=True)
class ReceiptBehaviour:
    """What a message provider hears back; ``result`` None = never anything."""

    result: str | None
    seconds: float


class Population:
    """Everybody who can be contacted. The same seed, number and ordinal always give the same behaviour."""

    def __init__(self, parameters: dict[str, Any], seed: int | None = None) -> None:
        self.parameters = parameters
        self.seed = parameters["seed"] if seed is None else seed

    @classmethod
    def from_file(cls, path: Path = PARAMETERS, seed: int | None = None) -> "Population":
        """Read the parameter file (TOML). ``seed`` overrides the one in the file."""
        return cls(tomllib.loads(path.read_text(encoding="utf-8")), seed)

    def is_wrong_number(self, number: str) -> bool:
        return self._dice("number", number).random() < float(self.parameters["numbers"]["wrong"])

    def call(self, number: str, ordinal: int, ring_seconds: float) -> CallBehaviour:
        """Return what the ``ordinal``-th call to ``number`` (from 0) leads to."""
        dice = self._dice("call", number, ordinal)
        share = self.parameters["call"]
        rings = min(ring_seconds, dice.uniform(*share["answers_after"]))
        if self.is_wrong_number(number):
            return CallBehaviour("wrong_number", rings, rings + dice.uniform(4, 10))
        draw = dice.random()
        if draw < share["answered"]:
            return self._answered(dice, rings)
        draw -= share["answered"]
        if draw < share["busy"]:
            return CallBehaviour("busy", None, share["busy_seconds"])
        if draw - share["busy"] < share["voicemail"]:
            return CallBehaviour("voicemail", rings, rings + share["voicemail_seconds"])
        return CallBehaviour("no_answer", None, float(ring_seconds))

    def receipt(self, channel: str, address: str, ordinal: int) -> ReceiptBehaviour:
        """Return what comes back for the ``ordinal``-th message to ``address`` on ``channel``."""
        dice = self._dice(channel, address, ordinal)
        share = self.parameters[channel]
        if channel == "agency":
            return self._agency(dice)
        seconds = dice.uniform(*share["receipt_after"])
        if channel == "email":
            return ReceiptBehaviour("bounced" if dice.random() < share["bounced"] else None, seconds)
        if channel == "sms" and self.is_wrong_number(address):
            return ReceiptBehaviour("undelivered", seconds)
        draw = dice.random()
        if draw < share["delivered"]:
            return ReceiptBehaviour("delivered", seconds)
        return ReceiptBehaviour(
            "expired" if draw - share["delivered"] < share["expired"] else "undelivered", seconds
        )

    def acknowledges(self, agency: str, ordinal: int) -> bool:
        """Return whether an agency's system acknowledges its ``ordinal``-th notice."""
        return self._dice("acknowledges", agency, ordinal).random() < float(
            self.parameters["agency"]["acknowledges"]
        )

    def _agency(self, dice: Random) -> ReceiptBehaviour:
        share = self.parameters["agency"]
        seconds = dice.uniform(*share["passed_on_after_minutes"]) * 60
        draw = dice.random()
        if draw < share["passes_on"]:
            return ReceiptBehaviour("passed_on", seconds)
        says_so = draw - share["passes_on"] < share["cannot"]
        return ReceiptBehaviour("not_passed_on" if says_so else None, seconds)

    def _answered(self, dice: Random, rings: float) -> CallBehaviour:
        share = self.parameters["answered"]
        if dice.random() < share["hangs_up_early"]:
            return CallBehaviour("hung_up", rings, rings + dice.uniform(1, 6))
        keys = self._keys(dice)
        seconds = rings + dice.uniform(*share["notice_seconds"])
        seconds += sum(dice.uniform(*share["choice_seconds"]) / max(1, len(keys)) for _ in keys)
        return CallBehaviour("answered", rings, seconds, heard=True, keys=keys)

    def _keys(self, dice: Random) -> str:
        share = self.parameters["answered"]
        first = "9" if dice.random() < share["repeats_first"] else ""
        draw = dice.random()
        for name, keys in (
            ("accepts", "11"),
            ("refunds", "21"),
            ("changes_mind", "1921"),
            ("options", "3"),
            ("person", "0"),
            ("unconfirmed", "1"),
        ):
            if draw < share[name]:
                return first + keys
            draw -= share[name]
        return first

    def _dice(self, *what: object) -> Random:
        return Random(":".join(map(str, (self.seed, *what))))
