"""What can be known of a merchant: kinds, facts and their domains."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

Number = int | float | Fraction
Value = bool | int | float | Fraction | str | date
"""A fact's value; an unknown fact is absent from the mapping, or None."""

Facts = dict[str, Value]
Outcome = bool | None
"""Kleene's three values: True holds, False fails, None unknown."""

EARLIEST = date(1900, 1, 1)


class Kind(StrEnum):
    """The kind of a value; two kinds never compare with each other."""

    MONEY = "money"
    COUNT = "count"
    DATE = "date"
    CHOICE = "choice"
    BOOL = "bool"
    CODE = "code"
    NUMBER = "number"


FINITE = frozenset({Kind.CHOICE, Kind.BOOL, Kind.CODE})


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One thing we may know of a merchant, declared in ``rules/facts.toml``.

    ``values`` lists what a choice or code may be. ``minimum`` and ``maximum``
    bound a number in its unit (won, people, points); ``step`` is 1 or, where
    halves are allowed, 0.5. A date lies between 1900 and the day of the
    question when ``past`` is true.
    """

    id: str
    kind: Kind
    unit: str = ""
    values: tuple[str, ...] = field(default=(), repr=False)
    minimum: int = 0
    maximum: int = 0
    step: float = 1
    past: bool = True

    def choices(self) -> tuple[Value, ...]:
        """Every value of a finite fact."""
        return (True, False) if self.kind is Kind.BOOL else self.values

    def bounds(self, day: date) -> tuple[Value, Value]:
        """Return the least and the greatest value an answer may have on ``day``."""
        if self.kind is Kind.DATE:
            return EARLIEST, day if self.past else date(day.year + 100, 12, 31)
        return self.minimum, self.maximum

    def at(self, index: int) -> Value:
        """Return the value at ``index`` steps from the least one."""
        if self.kind is Kind.DATE:
            return EARLIEST + timedelta(days=index)
        value = self.minimum + index * self.step
        return int(value) if value == int(value) else value

    def index(self, value: Value) -> int:
        """Return how many steps ``value`` lies from the least one."""
        if isinstance(value, date):
            return (value - EARLIEST).days
        assert not isinstance(value, str)
        return (
            int((value - self.minimum) / self.step)
            if self.step != 1
            else (int(value) - self.minimum)
        )
