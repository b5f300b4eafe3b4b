"""What one gets, in JSON: the amount, its wording and a loan's terms."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from service.api.pieces import Sources, encode, points, quote
from service.api.rates import RatesWriter
from service.catalog.wording import Wording
from service.catalog.words import benefit_words, span_words
from service.engine.program import Benefit, DatedRate, Detail, Loan
from service.engine.rates import loan_rates
from service.engine.tree import Condition
from service.engine.verdict import Amounts, Judgement, Qualifies


class Terms(NamedTuple):
    """A loan's terms around the year's interest, its greatest rate, and other rates."""

    before: str
    after: str
    high: Fraction | None
    rates: str

    def loan(self, most: int) -> str:
        """Return the terms of a loan of at most ``most`` won."""
        if not self.before:
            return ""
        high = self.high
        interest = "null" if high is None else most * high.numerator // (high.denominator * 100)
        return f"{self.before}{interest}{self.after}"


class BenefitWriter:
    """Writes one benefit in one language."""

    def __init__(self, benefit: Benefit, sources: Sources, wording: Wording) -> None:
        """Encode what does not change."""
        language = wording.language
        self.benefit, self.language = benefit, language
        self._head = f'{{"form":{encode(benefit.form)},"min":'
        self._tail = f',"source":{sources.text(benefit.source)}}}'
        self._loan = None if benefit.loan is None else LoanWriter(benefit.loan, sources)
        self._details = [DetailWriter(d, sources, language) for d in benefit.details]
        rates = benefit.rates
        self._rates = None if rates is None else RatesWriter(rates, sources, wording)

    @property
    def conditions(self) -> list[Condition] | None:
        """The conditions its rates depend on; None where it has no rates."""
        loan, rates = self.benefit.loan, self.benefit.rates
        if loan is None and rates is None:
            return None
        found = [discount.when for discount in loan.sure] if loan else []
        found += [row.when for row in rates.rows] if rates else []
        return [when for when in found if when is not None]

    def text(
        self,
        judgement: Judgement,
        qualifies: Qualifies,
        least: int,
        most: int,
        details: Amounts,
    ) -> str:
        """Return the benefit as JSON."""
        return self.with_terms(self.terms(judgement), qualifies, least, most, details)

    def with_terms(
        self, terms: Terms, qualifies: Qualifies, least: int, most: int, details: Amounts
    ) -> str:
        """Return the benefit as JSON, its terms being known already."""
        words = quote(benefit_words(self.benefit, qualifies, (least, most), self.language))
        return (
            f'{self._head}{least},"max":{most},"text":{words}'
            f"{terms.loan(most)}{terms.rates}{self._detailed(details)}{self._tail}"
        )

    def terms(self, judgement: Judgement) -> Terms:
        """Return what depends on the day and on the conditions of rates."""
        rates = "" if self._rates is None else ',"rates":' + self._rates.text(judgement)
        if self._loan is None:
            return Terms("", "", None, rates)
        return Terms(*self._loan.around(judgement), rates)

    def _detailed(self, spans: Amounts) -> str:
        if not self._details:
            return ""
        pairs = zip(self._details, spans, strict=True)
        return f',"details":[{",".join([writer.text(span) for writer, span in pairs])}]'

    def brief(self, least: int, most: int) -> str:
        """Return the form and the amounts as JSON."""
        return f'{self._head}{least},"max":{most}}}'


class DetailWriter:
    """Writes one detail of a benefit."""

    def __init__(self, detail: Detail, sources: Sources, language: str) -> None:
        """Encode what does not change."""
        self._detail, self._language = detail, language
        self._head = f'{{"name":{encode(detail.name.word(language))},"min":'
        self._tail = f',"source":{sources.text(detail.source)}}}'

    def text(self, span: tuple[int, int]) -> str:
        """Return the detail as JSON."""
        worded = quote(span_words(span, self._detail.at_most, self._language))
        return f'{self._head}{span[0]},"max":{span[1]},"text":{worded}{self._tail}'


class LoanWriter:
    """Writes the terms of one loan."""

    def __init__(self, loan: Loan, sources: Sources) -> None:
        """Keep the loan."""
        self._loan, self._sources = loan, sources
        self._written: dict[tuple[object, ...], tuple[str, str, Fraction | None]] = {}

    def around(self, judgement: Judgement) -> tuple[str, str, Fraction | None]:
        """Return the terms before and after the year's interest, and the greatest rate."""
        loan = self._loan
        base = loan.base(judgement.moment.day) if loan.fixed is None else None
        low, high = loan_rates(loan, judgement)
        # Rates change by the quarter and take few values.
        key = (id(base), low, high)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = (*self._write(base, low, high), high)
        return written

    def _write(
        self, base: DatedRate | None, low: Fraction | None, high: Fraction | None
    ) -> tuple[str, str]:
        loan = self._loan
        before = {
            "base_rate": points(base.percent) if base else None,
            "spread": points(loan.spread) if loan.fixed is None else None,
            "rate_min": points(low),
            "rate_max": points(high),
            "fixed": points(loan.fixed),
            "term_months": loan.term_months,
            "grace_months": loan.grace_months,
        }
        after = {
            "base_rate_from": _day(base.start if base else None),
            "base_rate_until": _day(base.end if base else None),
            "source": self._sources.data(base.source if base else loan.source),
            "terms_source": self._sources.data(loan.source),
        }
        return f',"loan":{encode(before)[:-1]},"yearly_interest_max":', f",{encode(after)[1:]}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
