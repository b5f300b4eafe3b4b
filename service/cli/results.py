"""All verdicts for one merchant, as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from service.catalog.model import Catalog
from service.catalog.wording import Wording, written_day
from service.catalog.words import BONDS, QUALIFIES, STATUS, period
from service.cli.words import amount, reached
from service.engine.facts import Facts
from service.engine.verdict import Finding, Qualifies, Verdict
from service.engine.window import Application, Moment, Status

_ORDER = (Qualifies.YES, Qualifies.UNKNOWN, Qualifies.NO)


def results(
    catalog: Catalog, verdicts: Mapping[str, Verdict], facts: Facts, moment: Moment
) -> Iterator[str]:
    """Write every verdict: those who qualify first, then the open, then the refused."""
    teller = _Teller(catalog, facts, moment)
    for qualifies in _ORDER:
        found = {key: v for key, v in verdicts.items() if v.qualifies is qualifies}
        if found:
            yield ""
            yield f"═══ {QUALIFIES[qualifies].ko} ({len(found)}개) ═══"
        for key, verdict in found.items():
            yield ""
            yield from teller.verdict(key, verdict)


class _Teller:
    def __init__(self, catalog: Catalog, facts: Facts, moment: Moment) -> None:
        self.catalog = catalog
        self.words = Wording(catalog.labels, "ko")
        self.facts = facts
        self.moment = moment

    def verdict(self, key: str, verdict: Verdict) -> Iterator[str]:
        program = self.catalog.programs[key]
        yield f"■ {program.name.ko} ({program.agency.ko}): {QUALIFIES[verdict.qualifies].ko}"
        if verdict.qualifies is Qualifies.NO:
            yield from self.refused(verdict)
        else:
            yield from self.granted(verdict)
        yield f"  신청: {self.application(verdict.application)}"
        if verdict.qualifies is not Qualifies.NO:
            for chosen in verdict.options:
                if chosen.outcome is not False and chosen.option.contact is not None:
                    for line in reached(chosen.option.contact):
                        yield f"  {chosen.option.name.ko}: {line}"
            yield from (f"  {line}" for line in reached(verdict.edition.contact))
            yield from (f"  준비할 서류: {paper.text.ko}" for paper in verdict.papers)
            own = [caveat for chosen in verdict.options for caveat in chosen.caveats]
            yield from (f"  유의: {caveat.text.ko}" for caveat in (*verdict.caveats, *own))
            for rule in self.catalog.combinations_of(key):
                yield f"  {BONDS[rule.bond].ko}: {rule.text.ko}"

    def refused(self, verdict: Verdict) -> Iterator[str]:
        failing = [*self.failing(verdict.findings)]
        yield from (f"  맞지 않음: {line}" for line in failing)
        if all(chosen.outcome is False for chosen in verdict.options):
            for chosen in verdict.options:
                for line in self.failing(chosen.findings):
                    failing.append(line)
                    yield f"  {chosen.option.name.ko}에 맞지 않음: {line}"
        if not failing:
            yield "  요건을 모두 한꺼번에 맞출 수 없음"

    def granted(self, verdict: Verdict) -> Iterator[str]:
        yield f"  지원: {amount(verdict)}"
        fitting = {True: "맞는 유형", None: "맞을 수 있는 유형"}
        for outcome, title in fitting.items():
            names = [c.option.name.ko for c in verdict.options if c.outcome is outcome]
            if names:
                yield f"  {title}: {', '.join(names)}"
        if verdict.qualifies is Qualifies.UNKNOWN:
            findings = [f for f in verdict.findings if f.outcome is None]
            yield from (f"  확인할 요건: {self.finding(f)}" for f in findings)
        if verdict.needs:
            yield f"  더 필요한 것: {self.labels(verdict.needs)}"

    def failing(self, findings: Iterable[Finding]) -> Iterator[str]:
        return (self.finding(f) for f in findings if f.outcome is False)

    def finding(self, finding: Finding) -> str:
        """Write a condition with the value it was judged on."""
        of = finding.requirement
        given = self.words.given(of.condition)(self.facts, self.moment.day)
        return self.words.condition(of.condition) + (f" (답: {given})" if given else "")

    def labels(self, facts: Iterable[str]) -> str:
        return ", ".join(self.catalog.entries[fact].label.ko for fact in facts)

    def application(self, found: Application) -> str:
        if found.window is None:
            return "해당하는 신청기간이 없음"
        window = found.window
        told = f"{STATUS[found.status].ko} ({period(window.opens, window.closes)})"
        if not window.seen:
            return f"{told}, 접수하는 것을 확인하지 못함"
        if found.status is Status.UNCONFIRMED and window.confirmed:
            return f"{told}, {written_day(window.confirmed)}까지는 접수 중이었음"
        if found.status is not Status.OPEN:
            return told
        now = "오늘" if self.moment.start != self.moment.end else "지금"
        if found.today is None:
            return f"{told}, {now} 신청할 수 있는지는 {self.labels(found.needs)}에 달림"
        return f"{told}, {now} 신청할 수 {'있음' if found.today else '없음'}"
