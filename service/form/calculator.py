"""Working out what a program gives, from the table's own amount."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from service.catalog.words import STATUS, span_words
from service.engine.facts import Facts
from service.engine.program import Edition, Program
from service.engine.ranges import Span, possible
from service.engine.tree import Arithmetic, Expression, facts_of
from service.engine.verdict import Judgement, Qualifies, amount_of
from service.engine.window import Moment
from service.form.cards import Cards


class Calculator:
    """Works out amounts in one language."""

    def __init__(self, cards: Cards) -> None:
        """Use the words of cards."""
        self._cards, self._words = cards, cards.words

    def names(self, program: Program, now: datetime) -> tuple[str, ...]:
        """Return the facts that an amount is worked out from, in the order they are declared."""
        used = {fact.id for fact in facts_of(amount_of(program.edition(now.date())))}
        return tuple(name for name in self._words.catalog.entries if name in used)

    def head(self, program: Program, now: datetime) -> dict[str, Any]:
        """Return what stands above the questions."""
        words, moment = self._words, Moment.instant(now)
        edition = program.edition(moment.day)
        verdict = Judgement({}, moment).verdict(edition)
        assert program.calculator is not None
        return {
            "program": program.id,
            "title": program.calculator.word(words.language),
            "summary": program.summary.word(words.language),
            "status": verdict.application.status.value,
            "state": words.state(verdict.application),
            "ended": STATUS[verdict.application.status].word(words.language),
            "conditions": [
                words.wording.condition(each.condition) for each in edition.requirements
            ],
        }

    def result(self, program: Program, facts: Facts, now: datetime) -> dict[str, Any]:
        """Return each part of the amount, their sum, and which conditions are not met."""
        words, moment = self._words, Moment.instant(now)
        edition = program.edition(moment.day)
        judgement = Judgement(facts, moment)
        verdict = judgement.verdict(edition)
        parts = [*_terms(amount_of(edition))]
        return {
            "parts": [
                (words.wording.expression(part), self._span(part, facts, moment, edition))
                for part in (parts if len(parts) > 1 else ())
            ],
            "total": self._span(amount_of(edition), facts, moment, edition),
            "refused": verdict.qualifies is Qualifies.NO,
            "failing": [
                reason
                for reason in self._cards.of(verdict).reasons(
                    verdict, judgement, words.sources.brief
                )
                if reason.outcome is False
            ],
        }

    def _span(self, part: Expression, facts: Facts, moment: Moment, edition: Edition) -> str:
        span = possible(part, facts, moment.day)
        assert isinstance(span, Span)
        low, high = int(span.low), int(span.high)
        if high == 0:
            return self._words.say("0원", "KRW 0")
        return span_words((low, high), edition.benefit.at_most, self._words.language)


def _terms(amount: Expression) -> Iterator[Expression]:
    """Return the parts that an amount is the sum of."""
    if isinstance(amount, Arithmetic) and amount.operator == "+":
        yield from _terms(amount.left)
        yield from _terms(amount.right)
    else:
        yield amount
