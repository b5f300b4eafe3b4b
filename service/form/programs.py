"""The tables as pages: every program in plain words, with its sources and its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from service.catalog.model import Catalog, Reason, Uncovered
from service.catalog.parts import lists_of, named_of
from service.catalog.wording import number
from service.catalog.words import BONDS, FORMS, period, written_clock
from service.engine.program import (
    Benefit,
    Caveat,
    DatedRate,
    Edition,
    Loan,
    Option,
    Program,
    Requirement,
    Text,
)
from service.engine.tree import Cases, CodeList, Condition, Const, Expression
from service.engine.window import Moment, Status, Window, application
from service.form.cards import Words

_ORDER = (Status.OPEN, Status.UNCONFIRMED, Status.UPCOMING, Status.CLOSED)
_REASONS: Mapping[Reason, Text] = {
    Reason.NO_SOURCE: Text("근거를 찾지 못함", "no source found"),
    Reason.ENDED: Text("끝난 사업", "ended"),
    Reason.OUTSIDE_SCOPE: Text("판정 범위 밖", "outside what we judge"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a table and where it comes from."""

    text: Markup
    source: Markup
    limit: str = ""
    parts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Gives:
    """What an edition or one of its options gives."""

    form: str
    amount: Line
    wording: str
    details: Sequence[Line]
    loan: Sequence[str]
    base: Sequence[Line]
    rates: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Route:
    """One option of an edition."""

    name: str
    conditions: Sequence[Line]
    gives: Gives
    caveats: Sequence[Line]
    apply: Markup


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
        for program in self._catalog.programs.values():
            edition = program.edition(moment.day)
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
        return {
            **self._head(program, shown, moment),
            **self._edition(shown),
            "bonds": [
                Line(Markup("<b>{}</b> {}").format(*pair), self._words.sources.full(rule.source))
                for rule, pair in self._bonds(program)
            ],
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
        for rule in self._catalog.combinations:
            if program.id in rule.programs:
                others = [
                    self._catalog.programs[name].name.word(language)
                    for name in rule.programs
                    if name != program.id
                ]
                text = rule.text.word(language)
                shown = f" ({', '.join(others)})" if others else ""
                yield rule, (BONDS[rule.bond].word(language), text + shown)

    def _edition(self, edition: Edition) -> dict[str, Any]:
        words = self._words
        return {
            "edition": edition.id,
            "from": words.day(edition.start),
            "until": words.day(edition.end),
            "checked": words.day(edition.checked),
            "differences": edition.differences,
            "note": words.phones(edition.note.word(words.language)) if edition.note else "",
            "windows": [self._window(window) for window in edition.windows],
            "conditions": self._requirements(edition.requirements),
            "routes": [self._route(option, edition) for option in edition.options],
            "given": None if edition.options else self._gives(edition.benefit),
            "named": [
                (named.name if words.korean else named.name_en, self._value(named.expression))
                for named in named_of(edition)
            ],
            "lists": [
                (each.id, each.title if words.korean else each.title_en, len(each.rows))
                for each in lists_of(edition)
            ],
            "caveats": [self._caveat(caveat) for caveat in edition.caveats],
            "papers": [
                (words.phones(paper.text.word(words.language)), self._limit(paper.when))
                for paper in edition.documents
            ],
            "apply": words.contact(edition.contact),
        }

    def _limit(self, when: Condition | None) -> str:
        return "" if when is None else self._words.wording.condition(when)

    def _requirements(self, requirements: Sequence[Requirement]) -> list[Line]:
        words = self._words
        return [
            Line(
                Markup.escape(words.wording.condition(each.condition)),
                words.sources.full(each.source),
            )
            for each in requirements
        ]

    def _window(self, window: Window) -> Line:
        words, say = self._words, self._words.say
        parts = []
        if not window.seen:
            parts.append(
                say("접수하는 것을 확인하지 못했습니다.", "Never seen to take applications.")
            )
        if window.confirmed:
            seen = words.day(window.confirmed)
            parts.append(
                say(
                    f"끝이 정해지지 않았습니다. 마지막으로 접수 중인 것을 확인한 날: {seen}",
                    f"The end is not fixed; last seen open on {seen}",
                )
            )
        if window.rota:
            digit = words.wording.expression(window.rota.digit)
            for day, digits in sorted(window.rota.days.items()):
                ends = ", ".join(map(str, sorted(digits)))
                parts.append(f"{words.day(day)}: {digit} {ends}")
        if window.pause:
            ends = f"{written_clock(window.pause.start)}~{written_clock(window.pause.end)}"
            parts.append(say(f"매일 {ends}에는 신청할 수 없습니다.", f"Paused daily {ends}."))
        return Line(
            Markup.escape(period(window.opens, window.closes, words.language)),
            words.sources.full(window.source),
            self._limit(window.when),
            parts,
        )

    def _caveat(self, caveat: Caveat) -> Line:
        words = self._words
        return Line(
            words.phones(caveat.text.word(words.language)),
            words.sources.full(caveat.source),
            self._limit(caveat.when),
        )

    def _route(self, option: Option, edition: Edition) -> Route:
        words = self._words
        return Route(
            name=option.name.word(words.language),
            conditions=self._requirements(option.requirements),
            gives=self._gives(option.benefit),
            caveats=[self._caveat(caveat) for caveat in option.caveats],
            apply=words.contact(option.contact) if option.contact else Markup(),
        )

    def _gives(self, benefit: Benefit) -> Gives:
        words = self._words
        loan = benefit.loan
        return Gives(
            form=FORMS[benefit.form].word(words.language),
            amount=self._worth(benefit.amount, benefit.at_most, words.sources.full(benefit.source)),
            wording=benefit.wording.word(words.language) if benefit.wording else "",
            details=[
                self._worth(
                    detail.amount,
                    detail.at_most,
                    words.sources.full(detail.source),
                    f"{detail.name.word(words.language)}: ",
                )
                for detail in benefit.details
            ],
            loan=[] if loan is None else self._loan(loan),
            base=[] if loan is None else [self._rate(row) for row in loan.base_rates],
            rates=[self._rate(row) for row in benefit.rates.rows] if benefit.rates else [],
        )

    def _worth(self, amount: Expression, at_most: bool, source: Markup, name: str = "") -> Line:
        first, *rest = self._value(amount)
        most = self._words.say("최대 ", "up to ") if at_most else ""
        none = isinstance(amount, Const) and not amount.value
        shown = self._words.say("금액 없음", "no amount") if none else most + first
        return Line(Markup.escape(name + shown), source, parts=rest)

    def _value(self, node: Expression) -> list[str]:
        """Write an expression, each branch of a derived one on a line of its own."""
        wording, say = self._words.wording, self._words.say
        if not isinstance(node, Cases):
            return [wording.expression(node)]
        lines = [
            f"{wording.condition(when)} → {wording.expression(value)}"
            for when, value in node.branches
        ]
        other = wording.expression(node.otherwise)
        return [
            say("경우에 따라 다름", "It depends"),
            *lines,
            say(f"그 밖 → {other}", f"else → {other}"),
        ]

    def _rate(self, row: DatedRate) -> Line:
        words = self._words
        ends = f"{words.day(row.start)} ~ {words.day(row.end)}"
        text = f"{ends}: {row.name.word(words.language)} {number(row.percent)}%"
        return Line(Markup.escape(text), words.sources.full(row.source), self._limit(row.when))

    def _loan(self, loan: Loan) -> list[str]:
        say, wording = self._words.say, self._words.wording
        told = [
            say(
                f"기간 {loan.term_months}개월, 그 가운데 거치 {loan.grace_months}개월",
                f"{loan.term_months} months, {loan.grace_months} of them grace",
            )
        ]
        if loan.fixed is not None:
            told.append(
                say(f"금리 연 {number(loan.fixed)}% 고정", f"{number(loan.fixed)}% a year, fixed")
            )
        else:
            sign = "-" if loan.spread < 0 else "+"
            spread = number(abs(loan.spread))
            told.append(
                say(
                    f"금리 정책자금 기준금리 {sign} {spread}%p",
                    f"policy-fund base rate {sign} {spread} points",
                )
            )
        for discount in loan.sure:
            when = say("누구나", "everybody")
            when = wording.condition(discount.when) if discount.when else when
            told.append(
                say(
                    f"금리우대 {number(discount.points)}%p — {when}",
                    f"{number(discount.points)} points off — {when}",
                )
            )
        if loan.most:
            told.append(
                say(
                    f"금리우대는 모두 더해 최대 {number(loan.most)}%p",
                    f"at most {number(loan.most)} points off in all",
                )
            )
        return told

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
                    self._limit(row.when),
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
        return list(dict.fromkeys(self._words.sources.full(row.source) for row in listing.rows))
