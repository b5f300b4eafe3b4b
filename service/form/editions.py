"""One edition's table in plain words: who, what, when, each statement with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from service.catalog.parts import lists_of, named_of
from service.catalog.wording import number
from service.catalog.words import FORMS, no_amount, period, written_clock
from service.engine.program import Benefit, Caveat, DatedRate, Edition, Loan, Option, Requirement
from service.engine.tree import Cases, Condition, Expression
from service.engine.window import Window
from service.form.phrases import Citations, Words


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

    amount: Line
    wording: str
    details: Sequence[Line]
    loan: Sequence[str]
    rates: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Route:
    """One option of an edition."""

    name: str
    conditions: Sequence[Line]
    gives: Gives
    caveats: Sequence[Line]
    apply: Markup


class EditionTable:
    """Writes editions in one language, for one page."""

    def __init__(self, words: Words) -> None:
        """Cite documents by numbers that count up on the page."""
        self._words = words
        self._citations = Citations(words)
        self.cite, self.documents = self._citations.cite, self._citations.documents

    def edition(self, edition: Edition) -> dict[str, Any]:
        """Return what a page shows of an edition."""
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
            "bases": [self._rate(row) for row in _base_rates(edition)],
            "caveats": [self._caveat(caveat) for caveat in edition.caveats],
            "papers": [
                (words.phones(paper.text.word(words.language)), self.limit(paper.when))
                for paper in edition.documents
            ],
            "apply": words.contact(edition.contact),
        }

    def limit(self, when: Condition | None) -> str:
        """Write to whom a part is limited."""
        return "" if when is None else self._words.wording.condition(when)

    def _requirements(self, requirements: Sequence[Requirement]) -> list[Line]:
        words = self._words
        return [
            Line(
                Markup.escape(words.wording.condition(each.condition)),
                self.cite(each.source),
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
            self.cite(window.source),
            self.limit(window.when),
            parts,
        )

    def _caveat(self, caveat: Caveat) -> Line:
        words = self._words
        return Line(
            words.phones(caveat.text.word(words.language)),
            self.cite(caveat.source),
            self.limit(caveat.when),
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
            amount=self._worth(
                benefit.amount,
                benefit.at_most,
                self.cite(benefit.source),
                f"{FORMS[benefit.form].word(words.language)} ",
            ),
            wording=benefit.wording.word(words.language) if benefit.wording else "",
            details=[
                self._worth(
                    detail.amount,
                    detail.at_most,
                    self.cite(detail.source),
                    f"{detail.name.word(words.language)}: ",
                )
                for detail in benefit.details
            ],
            loan=[] if loan is None else self._loan(loan),
            rates=[self._rate(row) for row in benefit.rates.rows] if benefit.rates else [],
        )

    def _worth(self, amount: Expression, at_most: bool, source: Markup, name: str = "") -> Line:
        first, *rest = self._value(amount)
        most = self._words.say("최대 ", "up to ") if at_most else ""
        shown = no_amount(amount, self._words.language) or most + first
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
        return Line(Markup.escape(text), self.cite(row.source), self.limit(row.when))

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


def _base_rates(edition: Edition) -> Sequence[DatedRate]:
    """Return the base rates of every loan that an edition offers, each once."""
    benefits = [edition.benefit, *(option.benefit for option in edition.options)]
    return list(dict.fromkeys(r for b in benefits if b.loan for r in b.loan.base_rates))
