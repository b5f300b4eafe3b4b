"""The functions a table may call: exact, total and monotone in each argument."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.engine.facts import Kind


def touched_months(start: date, end: date) -> int:
    """Count calendar months from ``start`` to ``end``, a part of one as a whole one."""
    return max(0, (end.year - start.year) * 12 + end.month - start.month + 1)


def full_months(start: date, end: date) -> int:
    """Count completed months; a month without the starting day ends on its last day."""
    months = (end.year - start.year) * 12 + end.month - start.month
    due = start.day if start.day <= 28 else min(start.day, monthrange(end.year, end.month)[1])
    return max(0, months - (end.day < due))


def full_years(start: date, end: date) -> int:
    """Count completed years, as in a person's age."""
    return max(0, end.year - start.year - ((end.month, end.day) < (start.month, start.day)))


def elapsed_days(start: date, end: date) -> int:
    """Count days from ``start`` to ``end``, zero when ``end`` comes first."""
    return max(0, (end - start).days)


def year_of(day: date) -> int:
    """Return the year of ``day``."""
    return day.year


def round_down(amount: Any, step: Any) -> Any:
    """Cut ``amount`` down to a whole multiple of ``step``."""
    return amount // step * step


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the table language.

    ``takes`` names the kind of each argument; empty means two or more of one
    kind, which is then also the result's. The result rises or falls
    steadily with each argument, which the search relies on.
    """

    name: str
    label_en: str
    call: Callable[..., Any]
    takes: tuple[Kind, ...]
    gives: Kind | None
    unit: str


_SPAN = (Kind.DATE, Kind.DATE)

FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function("영업개월", "months in business", touched_months, _SPAN, Kind.COUNT, "개월"),
        Function("만개월", "full months", full_months, _SPAN, Kind.COUNT, "개월"),
        Function("만나이", "age", full_years, _SPAN, Kind.COUNT, "세"),
        Function("경과연수", "full years", full_years, _SPAN, Kind.COUNT, "년"),
        Function("경과일수", "days", elapsed_days, _SPAN, Kind.COUNT, "일"),
        Function("연도", "year of", year_of, (Kind.DATE,), Kind.COUNT, "년"),
        Function("작은값", "least of", min, (), None, ""),
        Function("큰값", "greatest of", max, (), None, ""),
        Function("절사", "rounded down", round_down, (Kind.MONEY, Kind.MONEY), Kind.MONEY, "원"),
    )
}
