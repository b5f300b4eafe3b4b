"""The programs and the facts as plain data, for reading rather than asking."""

from __future__ import annotations

from typing import Any

from service.api.editions import combined, contact
from service.api.pieces import Sources, moment, points, word
from service.api.questions import choices
from service.api.rates import rate
from service.catalog.model import Catalog, Entry, Uncovered
from service.catalog.wording import Wording, money
from service.engine.facts import Kind
from service.engine.program import (
    Benefit,
    Caveat,
    DatedRate,
    Edition,
    Loan,
    Paper,
    Program,
    Requirement,
)
from service.engine.sources import documents_of
from service.engine.tree import Condition, Const, Expression
from service.engine.window import Window

Data = dict[str, Any]


class Listing:
    """Programs and facts in one language."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        """Use the words of ``catalog``."""
        self._catalog, self._language = catalog, language
        self._wording = Wording(catalog.labels, language)
        self._sources = Sources(catalog.documents, language)

    def programs(self) -> Data:
        """Return all programs, in short."""
        programs = [self._summary(program) for program in self._catalog.programs.values()]
        uncovered = [self._uncovered(each) for each in self._catalog.uncovered]
        return {"rules": self._catalog.digest, "programs": programs, "not_covered": uncovered}

    def program(self, program: Program) -> Data:
        """Return one program with all its editions."""
        editions = [self._edition(edition) for edition in program.editions]
        return {
            "rules": self._catalog.digest,
            **self._summary(program),
            "editions": editions,
            "combinations": combined(self._catalog, program, self._sources),
            "sources": self._sources.documents(
                documents_of(program, self._catalog.combinations_of(program.id))
            ),
        }

    def facts(self) -> Data:
        """Return what one can be asked."""
        facts = [self._fact(entry) for entry in self._catalog.entries.values()]
        return {"rules": self._catalog.digest, "facts": facts}

    def _summary(self, program: Program) -> Data:
        return {
            "id": program.id,
            "name": program.name.word(self._language),
            "agency": program.agency.word(self._language),
            "summary": program.summary.word(self._language),
            "successor": program.successor or None,
            "editions": [self._head(edition) for edition in program.editions],
        }

    def _uncovered(self, program: Uncovered) -> Data:
        return {
            "name": program.name.word(self._language),
            "agency": word(program.agency, self._language),
            "reason": program.reason.value,
            "why": program.why.word(self._language),
            "phone": program.phone or None,
            "url": program.url or None,
        }

    def _head(self, edition: Edition) -> Data:
        return {
            "id": edition.id,
            "from": edition.start.isoformat(),
            "until": edition.end.isoformat(),
            "checked": edition.checked.isoformat(),
        }

    def _edition(self, edition: Edition) -> Data:
        data = {
            **self._head(edition),
            "differences": list(edition.differences),
            "note": word(edition.note, self._language),
            "windows": [self._window(window) for window in edition.windows],
            "conditions": [self._condition(r) for r in edition.requirements],
            "benefit": self._benefit(edition.benefit),
            "caveats": [self._caveat(caveat) for caveat in edition.caveats],
            "documents": [self._paper(paper) for paper in edition.documents],
            "apply": contact(edition.contact, self._language),
        }
        if edition.options:
            data["options"] = [
                {
                    "id": option.id,
                    "name": option.name.word(self._language),
                    "conditions": [self._condition(r) for r in option.requirements],
                    "benefit": self._benefit(option.benefit),
                    "caveats": [self._caveat(caveat) for caveat in option.caveats],
                    "apply": contact(option.contact, self._language) if option.contact else None,
                }
                for option in edition.options
            ]
        return data

    def _when(self, when: Condition | None) -> str | None:
        return None if when is None else self._wording.condition(when)

    def _caveat(self, caveat: Caveat) -> Data:
        return {
            "text": caveat.text.word(self._language),
            "when": self._when(caveat.when),
            "source": self._sources.data(caveat.source),
        }

    def _paper(self, paper: Paper) -> Data:
        return {"text": paper.text.word(self._language), "when": self._when(paper.when)}

    def _window(self, window: Window) -> Data:
        return {
            "opens": moment(window.opens),
            "closes": moment(window.closes),
            "confirmed": window.confirmed.isoformat() if window.confirmed else None,
            "seen": window.seen,
            "when": self._when(window.when),
            "source": self._sources.data(window.source),
        }

    def _condition(self, requirement: Requirement) -> Data:
        return {
            "id": requirement.id,
            "text": self._wording.condition(requirement.condition),
            "source": self._sources.data(requirement.source),
        }

    def _benefit(self, benefit: Benefit) -> Data:
        return {
            "form": benefit.form,
            "at_most": benefit.at_most,
            "text": word(benefit.wording, self._language) or self._amount(benefit.amount),
            "loan": None if benefit.loan is None else self._loan(benefit.loan),
            "details": [
                {
                    "name": detail.name.word(self._language),
                    "at_most": detail.at_most,
                    "text": self._amount(detail.amount),
                    "source": self._sources.data(detail.source),
                }
                for detail in benefit.details
            ],
            "rates": [self._rate(row) for row in benefit.rates.rows] if benefit.rates else [],
            "source": self._sources.data(benefit.source),
        }

    def _amount(self, amount: Expression) -> str:
        if isinstance(amount, Const):
            return money(int(amount.value), self._language)  # type: ignore[arg-type]  # money
        return self._wording.expression(amount)

    def _rate(self, row: DatedRate) -> Data:
        return rate(row, self._sources, self._wording)

    def _loan(self, loan: Loan) -> Data:
        return {
            "fixed": points(loan.fixed),
            "spread": points(loan.spread) if loan.fixed is None else None,
            "discount_most": points(loan.most),
            "term_months": loan.term_months,
            "grace_months": loan.grace_months,
            "source": self._sources.data(loan.source),
        }

    def _fact(self, entry: Entry) -> Data:
        fact = entry.fact
        bounded = fact.kind in (Kind.MONEY, Kind.COUNT)
        return {
            "id": fact.id,
            "label": entry.label.word(self._language),
            "question": entry.question.word(self._language),
            "type": fact.kind.value,
            "unit": fact.unit or None,
            "minimum": fact.minimum if bounded else None,
            "maximum": fact.maximum if bounded else None,
            "step": fact.step if bounded else None,
            "past": fact.past if fact.kind is Kind.DATE else None,
            "choices": choices(entry, self._language),
            "help": word(entry.help, self._language),
            "where": word(entry.where, self._language),
        }
