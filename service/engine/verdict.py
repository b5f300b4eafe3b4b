"""The verdict of an edition for one merchant at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple, TypeVar

from service.engine.closures import Evaluate, Judge, deciding_row, evaluate, judge
from service.engine.facts import Fact, Facts, Kind, Outcome
from service.engine.functions import FUNCTIONS
from service.engine.program import Caveat, Edition, Option, Paper, Requirement
from service.engine.ranges import conjunction, possible
from service.engine.settle import decisive, given, hanging, moving, settled, weighed
from service.engine.sources import Grade, Source
from service.engine.tree import (
    AllOf,
    AnyOf,
    Call,
    Cases,
    CodeList,
    Condition,
    Const,
    Expression,
    Get,
    Member,
)
from service.engine.window import Application, Moment, application


class Qualifies(StrEnum):
    """Whether the merchant meets every condition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


Shown = TypeVar("Shown", bound=Caveat | Paper)
_WORDS = {True: Qualifies.YES, False: Qualifies.NO, None: Qualifies.UNKNOWN}


class Finding(NamedTuple):
    """How one requirement comes out, with the source that decided it.

    ``needs`` are the facts the requirement itself still hangs on.
    """

    requirement: Requirement
    outcome: Outcome
    source: Source
    needs: tuple[str, ...] = ()


Amounts = tuple[tuple[int, int], ...]
"""The least and the greatest won of each detail of a benefit."""


class Chosen(NamedTuple):
    """How one option of an edition comes out."""

    option: Option
    outcome: Outcome
    findings: tuple[Finding, ...]
    least: int
    most: int
    details: Amounts
    caveats: tuple[Caveat, ...]


class Verdict(NamedTuple):
    """The answer for one program.

    The amount lies between ``least`` and ``most`` won: nothing for ``no``,
    from nothing for ``unknown``. ``needs`` are the facts that can still change
    the verdict or an amount, a detail's among them; ``decisive`` those of them
    of which a single answer may settle the verdict.
    """

    edition: Edition
    qualifies: Qualifies
    application: Application
    findings: tuple[Finding, ...]
    options: tuple[Chosen, ...]
    least: int
    most: int
    needs: tuple[str, ...]
    decisive: tuple[str, ...]
    grade: Grade
    caveats: tuple[Caveat, ...]
    papers: tuple[Paper, ...]
    details: Amounts


class Check(NamedTuple):
    """A requirement ready to be judged; ``listing`` and ``code`` where a list decides it."""

    requirement: Requirement
    condition: Condition
    judge: Judge
    key: int
    listing: CodeList | None
    code: str


def cited(check: Check, facts: Facts, day: date) -> Source:
    """Return the source of the list row that decided, else the requirement's."""
    own = check.requirement.source
    code = facts.get(check.code)
    if check.listing is not None and isinstance(code, str):
        row = deciding_row(check.listing, code, facts, day)
        # A row cannot make its requirement surer than it is.
        if row is not None and row.source.grade >= own.grade:
            return row.source
    return own


class Judgement:
    """One merchant at one moment, asked about any number of editions.

    Conditions shared between editions are judged once.
    """

    def __init__(self, facts: Facts, moment: Moment) -> None:
        """Take the known ``facts``; unknown ones are absent or None."""
        self.facts = facts
        self.moment = moment
        self.day = moment.day
        # Keyed by identity: conditions live as long as the catalog, and hashing trees is slow.
        self._outcomes: dict[int, Outcome] = {}

    def outcome(self, condition: Condition) -> Outcome:
        """Return the exact outcome of ``condition``."""
        key = id(condition)
        if key not in self._outcomes:
            sure = judge(condition)(self.facts, self.day)
            self._outcomes[key] = sure if sure is not None else self._settled(condition)
        return self._outcomes[key]

    def _settled(self, condition: Condition) -> Outcome:
        return settled(condition, given((condition,), self.facts), self.day)

    def _hanging(self, condition: Condition) -> tuple[Fact, ...]:
        return hanging(condition, given((condition,), self.facts), self.day)

    def verdict(self, edition: Edition) -> Verdict:
        """Return the verdict of ``edition``."""
        plan = plan_of(edition)
        findings = self._findings(plan.checks)
        options = tuple([self._choose(option) for option in edition.options])
        result = conjunction([finding.outcome for finding in findings])
        if options and result is not False:
            result = conjunction((result, self.outcome(plan.conditions[-1])))
        still: tuple[Fact, ...] = ()
        unsettled: tuple[Condition, ...] = ()
        if result is None:
            unsettled = tuple([c for c in plan.conditions if self.outcome(c) is None])
            result, still = weighed(unsettled, self.facts, self.day)
        first, *rest = self._amounts(plan.worths, result)
        changing = () if result is False else self._changing(plan.amounts, unsettled, still)
        return Verdict(
            edition=edition,
            qualifies=_WORDS[result],
            application=application(edition.windows, self.facts, self.moment),
            findings=findings,
            options=options,
            least=first[0],
            most=first[1],
            needs=tuple([fact.id for fact in dict.fromkeys((*still, *changing))]),
            decisive=tuple([f.id for f in decisive(still, unsettled, self.facts, self.day)]),
            grade=_grade(findings, options, result),
            caveats=self.shown(edition.caveats),
            papers=self.shown(edition.documents),
            details=tuple(rest),
        )

    def shown(self, parts: tuple[Shown, ...]) -> tuple[Shown, ...]:
        """Return the caveats or papers that are not known to be for others."""
        return tuple([p for p in parts if p.when is None or self.outcome(p.when) is not False])

    def _findings(self, checks: Sequence[Check]) -> tuple[Finding, ...]:
        found = []
        known, facts, day = self._outcomes, self.facts, self.day
        for check in checks:
            requirement, condition, decide, key, listing, _ = check
            # The way of almost every condition of a well-known merchant, without a call.
            if key in known:
                outcome = known[key]
            else:
                sure = decide(facts, day)
                outcome = known[key] = sure if sure is not None else self._settled(condition)
            source = requirement.source if listing is None else cited(check, facts, day)
            ids = () if outcome is not None else tuple([f.id for f in self._hanging(condition)])
            found.append(Finding(requirement, outcome, source, ids))
        return tuple(found)

    def _choose(self, option: Option) -> Chosen:
        findings = self._findings(checks_of(option))
        outcome = conjunction(f.outcome for f in findings)
        first, *rest = self._amounts(worths_of(option), outcome)
        caveats = () if outcome is False else self.shown(option.caveats)
        return Chosen(option, outcome, findings, *first, tuple(rest), caveats)

    def _amounts(self, worths: Sequence[Worth], result: Outcome) -> list[tuple[int, int]]:
        return [self._amount(worth, result) for worth in worths]

    def _amount(self, worth: Worth, result: Outcome) -> tuple[int, int]:
        if result is False:
            return 0, 0
        from_nothing = result is None or worth.at_most
        amount = worth.evaluate(self.facts, self.day)
        if amount is not None:
            return 0 if from_nothing else int(amount), int(amount)
        span = possible(worth.amount, self.facts, self.day)
        return 0 if from_nothing else int(span.low), int(span.high)

    def _changing(
        self,
        amounts: Sequence[Expression],
        conditions: tuple[Condition, ...],
        needed: tuple[Fact, ...],
    ) -> tuple[Fact, ...]:
        """Return the facts not yet needed that can change an amount where one qualifies."""
        return tuple(
            dict.fromkeys(
                fact
                for amount in amounts
                for fact in moving(amount, conditions, needed, self.facts, self.day)
            )
        )


@cache
def checks_of(part: Edition | Option) -> tuple[Check, ...]:
    """Prepare the requirements of an edition or option."""
    checks = []
    for requirement in part.requirements:
        listing: CodeList | None = None
        code = ""
        match requirement.condition:
            case Member(item=Get(fact=fact), within=CodeList() as found):
                listing, code = found, fact.id
        condition = requirement.condition
        checks.append(Check(requirement, condition, judge(condition), id(condition), listing, code))
    return tuple(checks)


class Worth(NamedTuple):
    """An amount ready to be computed."""

    amount: Expression
    evaluate: Evaluate
    at_most: bool


@cache
def worths_of(part: Edition | Option) -> tuple[Worth, ...]:
    """Return the amount of an edition's or option's benefit and, after it, its details'."""
    benefit = part.benefit
    amount = amount_of(part) if isinstance(part, Edition) else benefit.amount
    return (
        Worth(amount, evaluate(amount), benefit.at_most),
        *(Worth(d.amount, evaluate(d.amount), d.at_most) for d in benefit.details),
    )


class Plan(NamedTuple):
    """An edition ready to be judged, all of it compiled."""

    checks: tuple[Check, ...]
    conditions: tuple[Condition, ...]
    worths: tuple[Worth, ...]
    amounts: tuple[Expression, ...]


@cache
def plan_of(edition: Edition) -> Plan:
    """Prepare an edition."""
    return Plan(checks_of(edition), conditions_of(edition), worths_of(edition), amounts_of(edition))


@cache
def conditions_of(edition: Edition) -> tuple[Condition, ...]:
    """Return all that must hold: the requirements and, last, one of the options."""
    conditions = [r.condition for r in edition.requirements]
    if edition.options:
        parts = tuple(AllOf(tuple(r.condition for r in o.requirements)) for o in edition.options)
        conditions.append(AnyOf(parts))
    return tuple(conditions)


@cache
def amounts_of(edition: Edition) -> tuple[Expression, ...]:
    """Return every amount a fact can still change: the benefit's, its details', the options'."""
    chosen = [
        _where(option, detail.amount)
        for option in edition.options
        for detail in option.benefit.details
    ]
    return (*(worth.amount for worth in worths_of(edition)), *chosen)


@cache
def amount_of(edition: Edition) -> Expression:
    """Return the benefit's amount: with options, the greatest of those that fit."""
    if not edition.options:
        return edition.benefit.amount
    amounts = tuple(_where(option, option.benefit.amount) for option in edition.options)
    if len(amounts) == 1:
        return amounts[0]
    return Call(FUNCTIONS["큰값"], amounts, Kind.MONEY, "원")


def _where(option: Option, amount: Expression) -> Expression:
    """Return ``amount`` where the option fits, nothing elsewhere."""
    fits = AllOf(tuple(r.condition for r in option.requirements))
    return Cases(((fits, amount),), Const(0, Kind.MONEY, "원"))


def _grade(findings: Sequence[Finding], options: Sequence[Chosen], result: Outcome) -> Grade:
    """For a no the best grade that suffices for it, otherwise the worst grade involved.

    One failing condition of the edition suffices; else every option must fail,
    and the no is as sure as the least sure of these.
    """
    fitting = [f for chosen in options if chosen.outcome is not False for f in chosen.findings]
    involved = [f.source.grade for f in (*findings, *fitting)]
    if result is not False:
        return max(involved, default=Grade.STATUTE)
    enough = _failing(findings)
    if options and all(chosen.outcome is False for chosen in options):
        refused = [_failing(chosen.findings) for chosen in options]
        enough.append(max(min(grades, default=Grade.STATUTE) for grades in refused))
    # no single condition fails where some cannot hold together
    return min(enough) if enough else max(involved, default=Grade.STATUTE)


def _failing(findings: Sequence[Finding]) -> list[Grade]:
    return [f.source.grade for f in findings if f.outcome is False]
