"""Rates on the day of a question: a loan's, and those that come with a benefit."""

from __future__ import annotations

from fractions import Fraction

from service.engine.program import DatedRate, Loan, Rates
from service.engine.verdict import Judgement

Span = tuple[Fraction, Fraction]


def loan_rates(loan: Loan, judgement: Judgement) -> Span | tuple[None, None]:
    """Return the least and the greatest rate in percent a year; None where not sourced."""
    if loan.fixed is not None:
        return Fraction(loan.fixed), Fraction(loan.fixed)
    base = loan.base(judgement.day)
    if base is None:
        return None, None
    full = Fraction(base.percent) + loan.spread
    sure = sum(
        (d.points for d in loan.sure if d.when is None or judgement.outcome(d.when)),
        Fraction(0),
    )
    return full - max(loan.most, sure), full - sure


def rates_on(rates: Rates, judgement: Judgement) -> tuple[DatedRate, ...]:
    """Return the rates that hold on the day, without those known to be for others."""
    return tuple(
        row
        for row in rates.rows
        if row.covers(judgement.day)
        and (row.when is None or judgement.outcome(row.when) is not False)
    )
