"""Amounts are Decimal with a currency; unlike currencies do not add. Rounding is the currency's own (half up)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

_MINOR_DIGITS = {"CNY": 2, "EUR": 2, "GBP": 2, "USD": 2, "XDR": 2, "JPY": 0, "KRW": 0}


class CurrencyMismatch(TypeError):
    """Two amounts of different currencies were added or compared."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units of an ISO 4217 currency (XDR for special drawing rights)."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", Decimal(self.amount))

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(Decimal(0), currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not mix")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount <= other.amount

    def rounded(self) -> "Money":
        """Round half up to the currency's minor unit."""
        step = Decimal(1).scaleb(-_MINOR_DIGITS.get(self.currency, 2))
        return Money(self.amount.quantize(step, ROUND_HALF_UP), self.currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.rounded().amount}"
