"""Answers as they are kept, as the engine takes them, and as a merchant reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.catalog.model import Catalog, Entry
from service.catalog.wording import Wording, won
from service.engine.facts import EARLIEST, Fact, Facts, Kind, Value

Kept = Mapping[str, Any]
"""Answers by fact id as JSON values; None where the merchant does not know."""

_SMALLEST_SCALE = 10**4


def keep(value: Value | None) -> Any:
    """Return an answer as it is kept."""
    return value.isoformat() if isinstance(value, date) else value


def facts_of(kept: Kept, catalog: Catalog, day: date) -> Facts:
    """Return the known answers on ``day``; one that the tables no longer take is not known."""
    facts: Facts = {}
    entries = catalog.entries
    for name, value in kept.items():
        if value is None or name not in entries:
            continue
        read = _read(value, entries[name].fact, day)
        if read is not None:
            facts[name] = read
    return facts


def _read(value: Any, fact: Fact, day: date) -> Value | None:
    match fact.kind:
        case Kind.CHOICE | Kind.CODE:
            return value if value in fact.values else None
        case Kind.BOOL:
            return value if isinstance(value, bool) else None
        case Kind.DATE:
            return _date(value, fact, day)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    fits = fact.minimum <= value <= fact.maximum and (value - fact.minimum) % fact.step == 0
    return value if fits else None


def _date(value: Any, fact: Fact, day: date) -> date | None:
    try:
        read = date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return read if EARLIEST <= read <= fact.bounds(day)[1] else None  # type: ignore[operator]


class AnswerWords:
    """Writes answers in one language."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        """Use the catalog's labels."""
        self._wording = Wording(catalog.labels, language)
        self._catalog = catalog

    def told(self, entry: Entry, value: Value) -> str:
        """Write an answer as it was understood, a large amount also in figures."""
        fact = entry.fact
        if fact.kind is Kind.CODE:
            trade = self._catalog.industries[str(value)]
            return f"{trade.name.word(self._wording.language)} ({trade.code})"
        written = self._wording.value(value, fact.kind, fact.unit, fact.id)
        if isinstance(value, int) and fact.kind is Kind.MONEY and self._wording.korean:
            return f"{written} ({value:,}원)" if value >= _SMALLEST_SCALE else written
        return written

    def typed(self, entry: Entry, value: Value) -> str:
        """Write an answer as one could type it."""
        fact = entry.fact
        match fact.kind:
            case Kind.DATE:
                return str(value)
            case Kind.MONEY if isinstance(value, int):
                return won(value) if self._wording.korean else f"{value:,} won"
            case Kind.COUNT:
                return f"{value:,}"
        return ""
