"""The programs and the facts as plain data, for reading rather than asking."""

from __future__ import annotations

from typing import Any

from service.api.answer import contact
from service.api.benefits import money
from service.api.pieces import Sources, moment, points, word
from service.api.questions import choices
from service.catalog.model import Catalog, Entry
from service.catalog.wording import Wording
from service.engine.facts import Kind
from service.engine.program import Benefit, Edition, Loan, Program, Requirement
from service.engine.tree import Const
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
        return {"rules": self._catalog.digest, "programs": programs}

    def program(self, program: Program) -> Data:
        """Return one program with all its editions."""
        editions = [self._edition(edition) for edition in program.editions]
        return {"rules": self._catalog.digest, **self._summary(program), "editions": editions}

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
            "note": word(edition.note, self._language),
            "windows": [self._window(window) for window in edition.windows],
            "conditions": [self._condition(r) for r in edition.requirements],
            "benefit": self._benefit(edition.benefit),
            "caveats": [
                {"text": c.text.word(self._language), "source": self._sources.data(c.source)}
                for c in edition.caveats
            ],
            "documents": [document.word(self._language) for document in edition.documents],
            "apply": contact(edition, self._language),
        }
        if edition.options:
            data["options"] = [
                {
                    "id": option.id,
                    "name": option.name.word(self._language),
                    "conditions": [self._condition(r) for r in option.requirements],
                    "benefit": self._benefit(option.benefit),
                }
                for option in edition.options
            ]
        return data

    def _window(self, window: Window) -> Data:
        when = window.when
        return {
            "opens": moment(window.opens),
            "closes": moment(window.closes),
            "confirmed": window.confirmed.isoformat() if window.confirmed else None,
            "when": None if when is None else self._wording.condition(when),
            "source": self._sources.data(window.source),
        }

    def _condition(self, requirement: Requirement) -> Data:
        return {
            "id": requirement.id,
            "text": self._wording.condition(requirement.condition),
            "source": self._sources.data(requirement.source),
        }

    def _benefit(self, benefit: Benefit) -> Data:
        text = word(benefit.wording, self._language)
        if text is None and isinstance(benefit.amount, Const):
            text = money(int(benefit.amount.value), self._language)  # type: ignore[arg-type]  # money
        return {
            "form": benefit.form,
            "at_most": benefit.at_most,
            "text": text or self._wording.expression(benefit.amount),
            "loan": None if benefit.loan is None else self._loan(benefit.loan),
            "source": self._sources.data(benefit.source),
        }

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
