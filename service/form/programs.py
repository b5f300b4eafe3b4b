"""The tables as pages: every program in plain words, with its sources and its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from service.catalog.model import Catalog, Reason, Uncovered
from service.catalog.parts import lists_of
from service.catalog.words import BONDS
from service.engine.program import (
    Edition,
    Program,
    Text,
)
from service.engine.tree import CodeList
from service.engine.window import Moment, Status, application
from service.form.editions import EditionTable, Line
from service.form.phrases import Words
from service.form.results import place_of

_ORDER = (Status.OPEN, Status.UNCONFIRMED, Status.UPCOMING, Status.CLOSED)
_REASONS: Mapping[Reason, Text] = {
    Reason.NO_SOURCE: Text("근거를 찾지 못함", "no source found"),
    Reason.ENDED: Text("끝난 사업", "ended"),
    Reason.OUTSIDE_SCOPE: Text("판정 범위 밖", "outside what we judge"),
}


class ProgramPages:
    """Writes tables in one language."""

    def __init__(self, catalog: Catalog, words: Words) -> None:
        """Use the words of cards."""
        self._catalog, self._words = catalog, words
        self._lists = {each.id: each for each in catalog.vocabulary.listings.values()}

    def listing(self, now: datetime) -> dict[str, Any]:
        """Return what the list of programs shows."""
        words = self._words
        moment = Moment.instant(now)
        found: dict[Status, list[dict[str, Any]]] = {status: [] for status in _ORDER}
        editions = [(p, p.edition(moment.day)) for p in self._catalog.programs.values()]
        for program, edition in sorted(editions, key=lambda pair: place_of(pair[1].benefit.form)):
            state = application(edition.windows, {}, moment)
            found[state.status].append(
                {
                    "id": program.id,
                    "name": program.name.word(words.language),
                    "agency": program.agency.word(words.language),
                    "summary": program.summary.word(words.language),
                    "state": words.state(state),
                    "left": words.left(state, moment.day),
                    "calculator": program.calculator.word(words.language)
                    if program.calculator
                    else "",
                }
            )
        return {
            "groups": [(status.value, found[status]) for status in _ORDER if found[status]],
            "uncovered": [self._uncovered(each) for each in self._catalog.uncovered],
            "count": len(self._catalog.programs),
        }

    def _uncovered(self, program: Uncovered) -> dict[str, Any]:
        language = self._words.language
        return {
            "name": program.name.word(language),
            "agency": program.agency.word(language) if program.agency else "",
            "reason": _REASONS[program.reason].word(language),
            "why": self._words.phones(program.why.word(language)),
            "phone": self._words.phones(program.phone),
            "url": program.url,
        }

    def program(self, name: str, edition_id: str | None, now: datetime) -> dict[str, Any] | None:
        """Return what a program's page shows: one edition, else that of today."""
        program = self._catalog.programs.get(name)
        if program is None:
            return None
        moment = Moment.instant(now)
        current = program.edition(moment.day)
        shown = current
        if edition_id is not None:
            named = [edition for edition in program.editions if edition.id == edition_id]
            if not named:
                return None
            shown = named[0]
        table = EditionTable(self._words)
        return {
            **self._head(program, shown, moment),
            **table.edition(shown),
            "bonds": [
                Line(Markup("<b>{}</b> {}").format(*pair), table.cite(rule.source))
                for rule, pair in self._bonds(program)
            ],
            "documents": table.documents(),
            "editions": [
                {
                    "id": edition.id,
                    "from": self._words.day(edition.start),
                    "until": self._words.day(edition.end),
                    "shown": edition is shown,
                    "current": edition is current,
                }
                for edition in reversed(program.editions)
            ],
        }

    def _head(self, program: Program, edition: Edition, moment: Moment) -> dict[str, Any]:
        words = self._words
        state = application(edition.windows, {}, moment)
        following = self._catalog.programs.get(program.successor)
        return {
            "id": program.id,
            "name": program.name.word(words.language),
            "agency": program.agency.word(words.language),
            "summary": program.summary.word(words.language),
            "status": state.status.value,
            "state": words.state(state),
            "left": words.left(state, moment.day),
            "hindrance": words.hindrance(state, moment),
            "calculator": program.calculator.word(words.language) if program.calculator else "",
            "successor": (following.id, following.name.word(words.language)) if following else None,
        }

    def _bonds(self, program: Program) -> Iterator[tuple[Any, tuple[str, str]]]:
        language = self._words.language
        for rule in self._catalog.combinations_of(program.id):
            others = [
                self._catalog.programs[name].name.word(language) for name in rule.others(program.id)
            ]
            text = rule.text.word(language)
            shown = f" ({', '.join(others)})" if others else ""
            yield rule, (BONDS[rule.bond].word(language), text + shown)

    def code_list(self, name: str) -> dict[str, Any] | None:
        """Return what the page of a code list shows."""
        found = self._lists.get(name)
        if found is None:
            return None
        words = self._words
        return {
            "id": found.id,
            "title": found.title if words.korean else found.title_en,
            "default": "" if not found.default.value else words.wording.expression(found.default),
            "rows": [
                (
                    row.code,
                    row.name if words.korean else row.name_en,
                    "" if row.when is None else words.wording.condition(row.when),
                    row.included,
                    "" if row.amount is None else words.wording.expression(row.amount),
                )
                for row in found.rows
            ],
            "limited": any(row.when is not None for row in found.rows),
            "valued": any(row.amount is not None for row in found.rows),
            "sources": self._cited(found),
            "programs": [
                (program.id, program.name.word(words.language))
                for program in self._catalog.programs.values()
                if any(found in lists_of(edition) for edition in program.editions)
            ],
        }

    def _cited(self, listing: CodeList) -> list[Markup]:
        sources = self._words.sources
        cited = (
            Markup("{}, {}").format(sources.document(row.source.doc), sources.place(row.source))
            for row in listing.rows
        )
        return list(dict.fromkeys(cited))
