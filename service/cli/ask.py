"""``rules ask``: questions on the terminal, then every verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext

from service.catalog.model import Catalog, Entry
from service.catalog.trades import Trades
from service.catalog.wording import Wording
from service.cli.answers import Unclear, cleaned, example, read
from service.cli.results import results
from service.cli.words import chosen, current_catalog
from service.engine.facts import Facts, Kind, Value
from service.engine.program import Program
from service.engine.questions import ranked
from service.engine.verdict import Judgement, Verdict
from service.engine.window import Moment

SEOUL = ZoneInfo("Asia/Seoul")
_SHOWN = 15
"""How many industries a search shows."""


class _Stop(Exception):
    """The user wants no more questions."""


def _moment(context: click.Context, option: click.Parameter, given: str | None) -> Moment:
    if given is None:
        return Moment.instant(datetime.now(SEOUL).replace(tzinfo=None))
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        message = f"'{given}': 2026-11-22이나 2026-11-22T10:00처럼 쓰십시오."
        raise click.BadParameter(message) from None
    if at.tzinfo is not None:
        at = at.astimezone(SEOUL).replace(tzinfo=None)
    return Moment.whole_day(at.date()) if len(given) == len("2026-11-22") else Moment.instant(at)


@click.command("ask", help="사업장에 대해 묻고 지원사업마다 결과를 알려 줍니다.")
@click.option(
    "--as-of", "moment", metavar="DATE", callback=_moment, help="기준일 또는 일시 (기본: 지금)"
)
@click.argument("programs", nargs=-1)
@with_appcontext
def ask_command(moment: Moment, programs: tuple[str, ...]) -> None:
    """Ask what is needed for ``programs``, all of them where none is named."""
    catalog = current_catalog()
    wanted = [chosen(catalog, name) for name in programs]
    interview = _Interview(catalog, moment, wanted or list(catalog.programs.values()))
    click.echo("답을 모르면 그냥 Enter, 그만하려면 q를 누르세요.")
    interview.run()
    click.echo("\n".join(results(catalog, interview.verdicts, interview.facts, moment)))


class _Interview:
    def __init__(self, catalog: Catalog, moment: Moment, programs: Sequence[Program]) -> None:
        self.catalog = catalog
        self.moment = moment
        self.editions = {p.id: p.edition(moment.day) for p in programs}
        self.order = {fact: place for place, fact in enumerate(catalog.entries)}
        self.facts: Facts = {}
        self.passed: set[str] = set()
        self.verdicts = self.judge()
        self.words = Wording(catalog.labels, "ko")
        self.trades = Trades(catalog.industries.values())

    def judge(self) -> dict[str, Verdict]:
        judgement = Judgement(self.facts, self.moment)
        return {key: judgement.verdict(edition) for key, edition in self.editions.items()}

    def run(self) -> None:
        """Ask until no answer can change anything, or the user stops."""
        while (question := self.next()) is not None:
            entry, programs = question
            try:
                value = self.ask(entry, programs)
            except _Stop:
                return
            if value is None:
                self.passed.add(entry.fact.id)
                continue
            shown = self.words.value(value, entry.fact.kind, entry.fact.unit, entry.fact.id)
            click.echo(f"   → {shown}")
            self.facts[entry.fact.id] = value
            self.verdicts = self.judge()

    def next(self) -> tuple[Entry, int] | None:
        """Return the next question with how many programs it is for."""
        for fact, programs in ranked(self.verdicts, self.order):
            if fact not in self.passed:
                return self.catalog.entries[fact], len(programs)
        return None

    def ask(self, entry: Entry, programs: int) -> Value | None:
        """Return the answer, None for one not known; raise _Stop."""
        click.echo("")
        click.echo(f"{entry.question.ko}  [지원사업 {programs}개에 필요]")
        if entry.help:
            click.echo(f"   {entry.help.ko}")
        if entry.where:
            click.echo(f"   찾는 곳: {entry.where.ko}")
        for place, (_, label) in enumerate(entry.choices, 1):
            click.echo(f"   {place}) {label.ko}")
        if entry.fact.kind is Kind.BOOL:
            click.echo("   1) 예\n   2) 아니오")
        elif not entry.choices:
            click.echo(f"   (보기: {example(entry)})")
        while typed := _typed():
            try:
                if entry.fact.kind is not Kind.CODE:
                    return read(typed, entry, self.catalog, self.moment.day)
                if code := self.industry(typed, entry):
                    return code
            except Unclear as problem:
                click.echo(f"   {problem}")
        return None

    def industry(self, text: str, entry: Entry) -> str | None:
        """Return the code for ``text``, chosen from a list where it is not one; None: again."""
        if text in entry.fact.values:
            return text
        found = [each.trade for each in self.trades.search(text)]
        if not found:
            raise Unclear("찾지 못했습니다. 업종코드 다섯 자리나 다른 낱말로 답해 주세요.")
        for place, trade in enumerate(found[:_SHOWN], 1):
            click.echo(f"   {place}) {trade.code} {trade.name.ko}")
        if len(found) > _SHOWN:
            click.echo(f"   … 그 밖에 {len(found) - _SHOWN}개")
        click.echo("   번호를 고르거나 더 자세한 낱말로 찾으세요.")
        answer = _typed()
        if not answer:
            raise Unclear("다시 답해 주세요. 모르면 Enter를 누르세요.")
        if answer.isdigit() and 1 <= int(answer) <= min(len(found), _SHOWN):
            return found[int(answer) - 1].code
        return self.industry(answer, entry)


def _typed() -> str:
    """Read a line; the end of the input is a wish to stop."""
    try:
        text = cleaned(input("> "))
    except EOFError:
        raise _Stop from None
    if text.lower() in ("q", "ㅂ", "그만"):
        raise _Stop
    return text
