"""All programs for one merchant: judged, put in groups, added up, held against what was saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from service.catalog.model import Catalog
from service.engine.facts import Facts
from service.engine.program import Bond, Combination, Edition
from service.engine.together import together
from service.engine.verdict import Judgement, Qualifies, Verdict
from service.engine.window import Moment, Status


class Group(StrEnum):
    """What a merchant can do about a program."""

    STANDING = "standing"
    NOW = "now"
    CHECK = "check"
    SOON = "soon"
    MAY = "may"
    NO = "no"
    ENDED = "ended"


_FITTING = {Status.OPEN: Group.NOW, Status.UNCONFIRMED: Group.CHECK, Status.UPCOMING: Group.SOON}


def group_of(verdict: Verdict) -> Group:
    """Tell where a verdict belongs: by whether one qualifies, and whether one can apply."""
    status = verdict.application.status
    if status is Status.CLOSED:
        return Group.ENDED
    match verdict.qualifies:
        case Qualifies.YES:
            return Group.STANDING if _stands(verdict.edition) else _FITTING[status]
        case Qualifies.NO:
            return Group.NO
    return Group.MAY


def _stands(edition: Edition) -> bool:
    """Tell whether one has a status by itself: no papers to hand in, no time to do it in."""
    return (
        edition.benefit.form == "status"
        and not edition.documents
        and all(w.seen and w.opens is w.closes is w.confirmed is None for w in edition.windows)
    )


class Money(StrEnum):
    """What kinds of money are never added to each other."""

    GRANT = "grant"
    LOAN = "loan"
    GUARANTEE = "guarantee"


_PLACES: Mapping[Money | None, int] = {Money.GRANT: 0, None: 1, Money.GUARANTEE: 2, Money.LOAN: 3}
_NO_MONEY = frozenset(("status", "service"))


def money_of(form: str) -> Money | None:
    """Tell what money a benefit's form is; None where it is none."""
    if form in _NO_MONEY:
        return None
    return Money(form) if form in ("loan", "guarantee") else Money.GRANT


def place_of(form: str) -> int:
    """Tell how early a benefit of this form is told: what is given comes before what is lent."""
    return _PLACES[money_of(form)]


@dataclass(frozen=True, slots=True)
class Sum:
    """What may be had of one kind of money, at least and at most, from how many programs.

    ``left_out`` are programs that cannot be had together with the others.
    """

    money: Money
    least: int
    most: int
    programs: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Every verdict for one merchant at one moment."""

    catalog: Catalog
    judgement: Judgement
    verdicts: Mapping[str, Verdict]

    @classmethod
    def of(
        cls,
        catalog: Catalog,
        facts: Facts,
        moment: datetime,
        programs: Collection[str] | None = None,
    ) -> Results:
        """Judge every program, or some."""
        judgement = Judgement(facts, Moment.instant(moment))
        verdicts = {
            name: judgement.verdict(catalog.programs[name].edition(judgement.day))
            for name in (catalog.programs if programs is None else programs)
        }
        return cls(catalog, judgement, verdicts)

    def groups(self) -> dict[Group, list[str]]:
        """Return the programs of each group: what is given before what is lent, most money first."""
        found: dict[Group, list[str]] = {group: [] for group in Group}
        for name in sorted(self.verdicts, key=self._rank):
            found[group_of(self.verdicts[name])].append(name)
        return found

    def _rank(self, name: str) -> tuple[int, int]:
        verdict = self.verdicts[name]
        return place_of(verdict.edition.benefit.form), -verdict.most

    def sums(self, names: Collection[str]) -> list[Sum]:
        """Add up what ``names`` give, each kind of money by itself.

        Of programs that cannot be had together, or share a limit, those that give the most count.
        """
        worths: dict[Money, dict[str, tuple[int, int]]] = {money: {} for money in Money}
        for name in names:
            for money, span in worth(self.verdicts[name]).items():
                worths[money][name] = span
        bars = [
            rule.programs
            for rule in self.catalog.combinations
            if rule.bond is not Bond.ONE_PER_PERSON  # that is about several businesses
        ]
        return [_sum(money, spans, bars) for money, spans in worths.items() if spans]

    def bonds(self, names: Collection[str]) -> list[Combination]:
        """Return the rules under which two of ``names`` stand."""
        return [
            rule
            for rule in self.catalog.combinations
            if len(set(rule.programs).intersection(names)) > 1
        ]

    def outcome(self) -> dict[str, list[Any]]:
        """Return what is kept of the verdicts, small enough to be stored."""
        return {
            name: [verdict.qualifies.value, verdict.least, verdict.most]
            for name, verdict in self.verdicts.items()
        }


def worth(verdict: Verdict) -> dict[Money, tuple[int, int]]:
    """Return what a verdict gives of each kind of money; of several options the best counts."""
    if not verdict.options:
        money = money_of(verdict.edition.benefit.form)
        return {money: (verdict.least, verdict.most)} if money and verdict.most else {}
    found: dict[Money, tuple[int, int]] = {}
    for chosen in verdict.options:
        money = money_of(chosen.option.benefit.form)
        if money is None or chosen.outcome is False or not chosen.most:
            continue
        least, most = found.get(money, (0, 0))
        sure = chosen.least if chosen.outcome else 0
        found[money] = max(least, sure), max(most, chosen.most)
    return found


def _sum(
    money: Money, spans: Mapping[str, tuple[int, int]], bars: Sequence[Collection[str]]
) -> Sum:
    chosen = together({name: most for name, (_, most) in spans.items()}, bars)
    return Sum(
        money,
        sum(spans[name][0] for name in chosen),
        sum(spans[name][1] for name in chosen),
        chosen,
        tuple(name for name in spans if name not in chosen),
    )


class Change(NamedTuple):
    """How one program's verdict differs from the saved one; None where there was or is none."""

    program: str
    before: tuple[Qualifies, int, int] | None
    after: Verdict | None


def changes(saved: Mapping[str, Sequence[Any]], verdicts: Mapping[str, Verdict]) -> list[Change]:
    """Compare a saved outcome with today's tables."""
    found = []
    for name in dict.fromkeys((*verdicts, *saved)):
        verdict = verdicts.get(name)
        raw = saved.get(name)
        before = None if raw is None else (Qualifies(raw[0]), int(raw[1]), int(raw[2]))
        after = None if verdict is None else (verdict.qualifies, verdict.least, verdict.most)
        if before != after:
            found.append(Change(name, before, verdict))
    return found
