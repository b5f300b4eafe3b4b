"""``rules show``: a program's table as an official reads it."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from service.catalog.model import Catalog
from service.catalog.parts import lists_of, named_of
from service.catalog.wording import Wording, number, written_day
from service.catalog.words import BONDS, FORMS, no_amount, period, written_clock
from service.cli.words import chosen, cited, current_catalog, listed, reached
from service.engine.program import Benefit, Caveat, Edition, Loan, Program, Requirement
from service.engine.sources import Source
from service.engine.tree import Cases, Condition, Expression
from service.engine.window import Window


@click.command("show", help="지원사업 하나의 표를 우리말로 보여 줍니다.")
@click.argument("program")
@click.option("--edition", "edition_id", metavar="ID", help="이 회차만 보여 줍니다.")
@with_appcontext
def show_command(program: str, edition_id: str | None) -> None:
    """Show a program, all its editions or one."""
    catalog = current_catalog()
    found = chosen(catalog, program)
    editions = [e for e in found.editions if edition_id in (None, e.id)]
    if not editions:
        has = ", ".join(edition.id for edition in found.editions)
        click.echo(f"'{found.id}'에 '{edition_id}' 회차가 없습니다. 있는 회차: {has}", err=True)
        raise click.exceptions.Exit(2)
    click.echo("\n".join(_Page(catalog).program(found, editions)))


class _Page:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.words = Wording(catalog.labels, "ko")
        self.sources: dict[str, None] = {}

    def program(self, program: Program, editions: list[Edition]) -> Iterator[str]:
        yield f"{program.name.ko} ({program.id})"
        yield f"기관: {program.agency.ko}"
        yield program.summary.ko
        if program.successor:
            yield f"이어받은 지원사업: {self.catalog.programs[program.successor].name.ko}"
        for edition in editions:
            yield ""
            yield from self.edition(edition)
        yield from listed("함께 받기", [*self.combinations(program)])
        yield from listed("근거 문서", [self.document(key) for key in self.sources])

    def edition(self, edition: Edition) -> Iterator[str]:
        yield f"── {edition.id} 회차 ──"
        yield f"기간: {written_day(edition.start)}부터 {written_day(edition.end)}까지"
        yield f"표를 근거와 맞춰 본 날: {written_day(edition.checked)}"
        yield from (f"    그때 찾은 차이: {line}" for line in edition.differences)
        if edition.note:
            yield f"비고: {edition.note.ko}"
        windows = [line for window in edition.windows for line in self.window(window)]
        yield from ["", "[신청기간]", *windows]
        yield from ["", "[요건] 모두 맞아야 합니다.", *self.requirements(edition.requirements)]
        if edition.options:
            yield from ["", "[유형] 하나 이상 맞아야 합니다."]
        for option in edition.options:
            yield f"- {option.name.ko} ({option.id})"
            lines = [*self.requirements(option.requirements), *self.benefit(option.benefit)]
            lines += [line for caveat in option.caveats for line in self.caveat(caveat)]
            lines += reached(option.contact) if option.contact else []
            yield from (f"  {line}" for line in lines)
        # with options, theirs are the amounts that count
        if not edition.options:
            yield from ["", "[지원내용]", *self.benefit(edition.benefit)]
        yield from listed("계산과 목록", [*self.definitions(edition)])
        if edition.caveats:
            yield from ["", "[유의사항]"]
        for caveat in edition.caveats:
            yield from self.caveat(caveat)
        yield from listed("서류", [p.text.ko + self.limit(p.when) for p in edition.documents])
        yield from listed("신청과 문의", reached(edition.contact))

    def caveat(self, caveat: Caveat) -> Iterator[str]:
        yield f"- {caveat.text.ko}{self.limit(caveat.when)}"
        yield f"    {self.source(caveat.source)}"

    def limit(self, when: Condition | None) -> str:
        return f" (해당: {self.words.condition(when)})" if when else ""

    def combinations(self, program: Program) -> Iterator[str]:
        for rule in self.catalog.combinations_of(program.id):
            others = rule.others(program.id)
            shown = f" ({', '.join(self.catalog.programs[o].name.ko for o in others)})"
            yield f"{BONDS[rule.bond].ko}: {rule.text.ko}{shown if others else ''}"
            yield f"    {self.source(rule.source)}"

    def source(self, source: Source) -> str:
        self.sources[source.doc] = None
        return cited(source, self.catalog)

    def document(self, key: str) -> str:
        document = self.catalog.documents[key]
        dated = f" ({written_day(document.date)})" if document.date else ""
        return f"{key}: {document.title.ko}{dated} {document.url}".rstrip()

    def window(self, window: Window) -> Iterator[str]:
        yield f"- {period(window.opens, window.closes)}"
        if not window.seen:
            yield "    실제로 접수하는 것을 확인하지 못함"
        if window.confirmed:
            early = "마감이 앞당겨질 수 있음" if window.closes else "마감일이 정해지지 않음"
            yield f"    {early}. 접수 중인 것을 마지막으로 확인한 날: {written_day(window.confirmed)}"
        if window.when:
            yield f"    해당: {self.words.condition(window.when)}"
        if window.rota:
            digit = self.words.expression(window.rota.digit).removesuffix(" 끝자리")
            for day, digits in sorted(window.rota.days.items()):
                ends = ", ".join(map(str, sorted(digits)))
                yield f"    {written_day(day)}: {digit} 끝자리 {ends}만"
        if window.pause:
            ends = f"{written_clock(window.pause.start)}~{written_clock(window.pause.end)}"
            yield f"    매일 {ends}에는 신청할 수 없음"
        yield f"    {self.source(window.source)}"

    def requirements(self, of: tuple[Requirement, ...]) -> Iterator[str]:
        for place, each in enumerate(of, 1):
            yield f"{place}. {self.words.condition(each.condition)} ({each.id})"
            yield f"    {self.source(each.source)}"

    def benefit(self, benefit: Benefit) -> Iterator[str]:
        if benefit.wording:
            yield f"설명: {benefit.wording.ko}"
        limit = "최대 " if benefit.at_most else ""
        first, *rest = self.value(benefit.amount)
        shown = no_amount(benefit.amount, "ko") or limit + first
        yield f"금액: {FORMS[benefit.form].ko} {shown}"
        yield from (f"    {line}" for line in rest)
        yield f"    {self.source(benefit.source)}"
        for detail in benefit.details:
            limit = " 최대" if detail.at_most else ""
            first, *rest = self.value(detail.amount)
            yield f"{detail.name.ko}:{limit} {first}"
            yield from (f"    {line}" for line in rest)
            yield f"    {self.source(detail.source)}"
        if benefit.loan:
            yield from self.loan(benefit.loan)
        for row in benefit.rates.rows if benefit.rates else ():
            ends = f"{written_day(row.start)}부터 {written_day(row.end)}까지"
            yield f"{ends} {row.name.ko} {number(row.percent)}%{self.limit(row.when)}"
            yield f"    {self.source(row.source)}"

    def loan(self, loan: Loan) -> Iterator[str]:
        yield f"기간: {loan.term_months}개월 (거치 {loan.grace_months}개월)"
        if loan.fixed is not None:
            yield f"금리: 연 {number(loan.fixed)}% 고정"
        else:
            sign = "-" if loan.spread < 0 else "+"
            yield f"금리: 정책자금 기준금리 {sign} {number(abs(loan.spread))}%p"
        for rate in loan.base_rates:
            total = number(rate.percent + loan.spread)
            ends = f"{written_day(rate.start)}부터 {written_day(rate.end)}까지"
            yield f"    {ends}: 연 {total}% (기준금리 {number(rate.percent)}%)"
            yield f"        {self.source(rate.source)}"
        for discount in loan.sure:
            when = self.words.condition(discount.when) if discount.when else "누구나"
            yield f"    우대 {number(discount.points)}%p — {when}"
        if loan.most:
            yield f"    우대는 모두 더해 최대 {number(loan.most)}%p"
        yield f"    {self.source(loan.source)}"

    def value(self, node: Expression) -> list[str]:
        """Write an expression, each branch of a derived one on a line of its own."""
        if not isinstance(node, Cases):
            return [self.words.expression(node)]
        lines = [
            f"{self.words.expression(value)} — {self.words.condition(when)}"
            for when, value in node.branches
        ]
        return ["경우에 따라", *lines, f"{self.words.expression(node.otherwise)} — 그 밖"]

    def definitions(self, edition: Edition) -> Iterator[str]:
        """Write what the derived names and the lists that the edition uses stand for."""
        for named in named_of(edition):
            yield f"{named.name} = " + "\n    ".join(self.value(named.expression))
        for table in lists_of(edition):
            yield f"{table.title}: {len(table.rows)}줄 (lists/{table.id}.csv)"
