"""Rates that change by date, in JSON."""

from __future__ import annotations

from typing import Any

from service.api.pieces import Sources, encode, points
from service.catalog.wording import Wording
from service.engine.program import DatedRate, Rates
from service.engine.rates import rates_on
from service.engine.verdict import Judgement


class RatesWriter:
    """Writes the rates of one benefit that hold on a day, as far as that is known."""

    def __init__(self, rates: Rates, sources: Sources, wording: Wording) -> None:
        """Encode each rate once."""
        self._rates = rates
        self._texts = {id(row): encode(rate(row, sources, wording)) for row in rates.rows}
        self._unknown = encode(rates.unknown.word(wording.language))

    def text(self, judgement: Judgement) -> str:
        """Return the rates as JSON; those that are known to be for others are left out."""
        rows = [self._texts[id(row)] for row in rates_on(self._rates, judgement)]
        note = "null" if self._rates.known(judgement.day) else self._unknown
        return f'{{"rows":[{",".join(rows)}],"note":{note}}}'


def rate(row: DatedRate, sources: Sources, wording: Wording) -> dict[str, Any]:
    """Return one rate as plain data."""
    return {
        "name": row.name.word(wording.language),
        "percent": points(row.percent),
        "from": row.start.isoformat(),
        "until": row.end.isoformat(),
        "when": None if row.when is None else wording.condition(row.when),
        "source": sources.data(row.source),
    }
