"""A case held against the verdict that the tables give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.catalog.model import Case
from service.engine.program import Benefit, Program
from service.engine.rates import loan_rates, rates_on
from service.engine.verdict import Judgement, Verdict

_TODAY = {"예": True, "아니오": False, "모름": None}


def differences(case: Case, programs: Mapping[str, Program]) -> list[str]:
    """Return what in the verdict is not as ``case`` expects, in Korean."""
    judgement = Judgement(case.facts, case.moment)
    verdict = judgement.verdict(programs[case.program].edition(case.moment.day))
    found = [
        f"{name}: {expected} 이어야 하는데 {actual}"
        for name, expected, actual in _compared(case, verdict, judgement)
        if expected is not None and expected != actual
    ]
    if case.today is not None and _TODAY[case.today] is not verdict.application.today:
        found.append(f"오늘 신청: {case.today} 이어야 하는데 {verdict.application.today}")
    texts = [
        c.text.ko for c in (*verdict.caveats, *(c for o in verdict.options for c in o.caveats))
    ]
    if case.caveat is not None and not any(case.caveat in text for text in texts):
        found.append(f"유의사항에 없음: {case.caveat}")
    if case.hidden is not None and any(case.hidden in text for text in texts):
        found.append(f"나오지 말아야 할 유의사항: {case.hidden}")
    return found


def _compared(case: Case, verdict: Verdict, judgement: Judgement) -> Iterator[tuple[str, Any, Any]]:
    failing = [f.requirement.id for f in verdict.findings if f.outcome is False]
    if verdict.options and all(o.outcome is False for o in verdict.options):
        failing.append("option")
    yield "결과", case.expect, verdict.qualifies.value
    yield "사유", _sorted(case.because), sorted(failing)
    yield "필요한 항목", _sorted(case.needs), sorted(verdict.needs)
    yield "금액", case.amount, (verdict.least, verdict.most)
    fitting = sorted(o.option.id for o in verdict.options if o.outcome)
    yield "유형", _sorted(case.options), fitting
    yield "신청 상태", case.application, verdict.application.status.value
    yield "회차", case.edition, verdict.edition.id
    benefits = [*_benefits(verdict)]
    amounts = {
        detail.name.ko: span
        for benefit, spans in reversed(benefits)
        for detail, span in zip(benefit.details, spans, strict=True)
    }
    for name, expected in (case.details or {}).items():
        yield name, expected, amounts.get(name)
    if case.rate is not None:
        loans = [benefit.loan for benefit, _ in benefits if benefit.loan is not None]
        yield "금리(%)", case.rate, loan_rates(loans[0], judgement) if loans else None
    if case.rates is not None:
        rows = [
            f"{row.name.ko} {float(row.percent):g}%"
            for benefit, _ in benefits
            if benefit.rates is not None
            for row in rates_on(benefit.rates, judgement)
        ]
        yield "요율", _sorted(case.rates), sorted(rows)


def _benefits(verdict: Verdict) -> Iterator[tuple[Benefit, tuple[tuple[int, int], ...]]]:
    """Yield the benefits of the options that fit or may fit, last the edition's own."""
    for outcome in (True, None):
        for chosen in verdict.options:
            if chosen.outcome is outcome:
                yield chosen.option.benefit, chosen.details
    yield verdict.edition.benefit, verdict.details


def _sorted(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else sorted(values)
