"""The inputs of a case file read tolerantly: absent is None, numbers are Decimal, dates and instants are parsed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from hongyan.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """Typed access to one case's ``inputs``. A value of the wrong type raises InvalidInput naming the key."""

    values: Mapping[str, Any]

    def has(self, *keys: str) -> bool:
        return any(self.values.get(k) is not None for k in keys)

    def number(self, *keys: str) -> Decimal | None:
        """Return the first of ``keys`` that is there."""
        key = next((k for k in keys if self.has(k)), None)
        if key is None:
            return None
        value = self.values[key]
        try:
            if isinstance(value, bool):
                raise InvalidInput(f"{key} must be a number", key=key)
            return Decimal(str(value))
        except InvalidOperation as error:
            raise InvalidInput(f"{key} must be a number", key=key) from error

    def text(self, *keys: str) -> str | None:
        value = next((self.values[k] for k in keys if self.has(k)), None)
        return None if value is None else str(value)

    def flag(self, *keys: str) -> bool | None:
        key = next((k for k in keys if self.has(k)), None)
        if key is None:
            return None
        if not isinstance(self.values[key], bool):
            raise InvalidInput(f"{key} must be true or false", key=key)
        return bool(self.values[key])

    def day(self, *keys: str) -> date | None:
        text = self.text(*keys)
        if text is None:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError as error:
            raise InvalidInput(f"{keys[0]} must be a date", key=keys[0]) from error

    def days(self, key: str) -> frozenset[date]:
        try:
            return frozenset(date.fromisoformat(str(d)) for d in self.values.get(key) or ())
        except (TypeError, ValueError) as error:
            raise InvalidInput(f"{key} must be a list of dates", key=key) from error

    def instant(self, *keys: str) -> datetime | None:
        text = self.text(*keys)
        if text is None:
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise InvalidInput(f"{keys[0]} must be an instant", key=keys[0]) from error

    def total(self, *keys: str) -> Decimal:
        """Add up the amounts that are there (0 when none is)."""
        return sum((self.number(k) or Decimal(0) for k in keys), Decimal(0))
