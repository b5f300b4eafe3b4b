"""What an expression can still be while some facts are unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from service.engine.closures import ARITHMETIC, RELATIONS
from service.engine.facts import FINITE, Facts, Outcome
from service.engine.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Cases,
    CodeList,
    Compare,
    Condition,
    Const,
    Expression,
    Get,
    Lookup,
    Member,
    Named,
    Row,
    Today,
)


@dataclass(frozen=True, slots=True)
class Span:
    """Every value from ``low`` to ``high``, both included."""

    low: Any
    high: Any

    @property
    def point(self) -> bool:
        """Whether only one value is left."""
        return bool(self.low == self.high)


Possible = Span | frozenset[Any]


def possible(expression: Expression, facts: Facts, day: date) -> Possible:
    """Return a range or set that holds every value ``expression`` may take."""
    match expression:
        case Const(value=value):
            return _point(value, expression.kind in FINITE)
        case Get(fact=fact):
            known = facts.get(fact.id)
            if known is not None:
                return _point(known, fact.kind in FINITE)
            if fact.kind in FINITE:
                return frozenset(fact.choices())
            return Span(*fact.bounds(day))
        case Today():
            return Span(day, day)
        case Named(expression=inner):
            return possible(inner, facts, day)
        case Arithmetic(operator=sign, left=left, right=right):
            return _corners(ARITHMETIC[sign], _span(left, facts, day), _span(right, facts, day))
        case Call(function=function, arguments=arguments):
            return _corners(function.call, *(_span(a, facts, day) for a in arguments))
        case Lookup(listing=listing, code=code):
            return _amounts(listing, possible(code, facts, day), facts, day)
        case Cases(branches=branches, otherwise=otherwise):
            return _branches(branches, otherwise, facts, day)


def outcome(condition: Condition, facts: Facts, day: date) -> Outcome:
    """Judge ``condition``, sure also where every value of an unknown fact agrees."""
    match condition:
        case Compare(operands=operands, operators=signs):
            ranges = [possible(operand, facts, day) for operand in operands]
            pairs = zip(signs, ranges, ranges[1:], strict=False)
            return conjunction(_relation(sign, a, b) for sign, a, b in pairs)
        case Member(item=item, within=CodeList() as listing, negated=negated):
            return _negate(_listed(listing, possible(item, facts, day), facts, day), negated)
        case Member(item=item, within=tuple() as values, negated=negated):
            found = possible(item, facts, day)
            assert isinstance(found, frozenset)
            inside = found.intersection(values)
            sure = True if len(inside) == len(found) else None if inside else False
            return _negate(sure, negated)
        case AnyOf(parts=parts):
            return _negate(conjunction(_negate(outcome(p, facts, day), True) for p in parts), True)
        case AllOf(parts=parts):
            return conjunction(outcome(p, facts, day) for p in parts)
    raise TypeError(condition)


def conjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """Combine outcomes by Kleene's strong conjunction."""
    result: Outcome = True
    for value in outcomes:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def _negate(value: Outcome, negated: bool) -> Outcome:
    return value if value is None or not negated else not value


def _point(value: Any, finite: bool) -> Possible:
    return frozenset((value,)) if finite else Span(value, value)


def _span(expression: Expression, facts: Facts, day: date) -> Span:
    found = possible(expression, facts, day)
    assert isinstance(found, Span)
    return found


def _corners(call: Any, *arguments: Span) -> Span:
    """Apply a function monotone in each argument to the corners of its arguments."""
    ends = [(a.low,) if a.point else (a.low, a.high) for a in arguments]
    results = [call(*corner) for corner in product(*ends)]
    return Span(min(results), max(results))


def _union(spans: Iterable[Possible]) -> Possible:
    found = list(spans)
    if isinstance(found[0], frozenset):
        return frozenset().union(*found)  # type: ignore[arg-type]  # all are sets, by kind
    return Span(min(s.low for s in found), max(s.high for s in found))  # type: ignore[union-attr]


def _branches(
    branches: tuple[tuple[Condition, Expression], ...],
    otherwise: Expression,
    facts: Facts,
    day: date,
) -> Possible:
    reached: list[Possible] = []
    for condition, branch in branches:
        taken = outcome(condition, facts, day)
        if taken is not False:
            reached.append(possible(branch, facts, day))
        if taken:
            return _union(reached)
    reached.append(possible(otherwise, facts, day))
    return _union(reached)


def reachable(listing: CodeList, code: str, facts: Facts, day: date) -> list[Row | None]:
    """Return the rows that may decide ``code``; None stands for no row at all."""
    rows: list[Row | None] = []
    for row in listing.matching(code):
        taken = True if row.when is None else outcome(row.when, facts, day)
        if taken is not False:
            rows.append(row)
        if taken:
            return rows
    return [*rows, None]


def _amounts(listing: CodeList, codes: Possible, facts: Facts, day: date) -> Span:
    assert isinstance(codes, frozenset)
    rows: Iterable[Row | None] = (*listing.rows, None)
    if len(codes) == 1:
        (code,) = codes
        rows = reachable(listing, code, facts, day)
    values = {(row.amount if row and row.amount else listing.default).value for row in rows}
    return Span(min(values), max(values))


def _listed(listing: CodeList, codes: Possible, facts: Facts, day: date) -> Outcome:
    assert isinstance(codes, frozenset)
    if len(codes) > 1:
        return None  # no list holds every code or none
    (code,) = codes
    found = {row is not None and row.included for row in reachable(listing, code, facts, day)}
    return found.pop() if len(found) == 1 else None


def _relation(sign: str, left: Possible, right: Possible) -> Outcome:
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        met = left & right
        equal = False if not met else True if len(left) == len(right) == 1 else None
        return _negate(equal, sign == "!=")
    assert isinstance(left, Span)
    assert isinstance(right, Span)
    if sign in ("=", "!="):
        apart = left.high < right.low or right.high < left.low
        equal = False if apart else True if left.point and right.point else None
        return _negate(equal, sign == "!=")
    relation = RELATIONS[sign]
    corners = {relation(a, b) for a in (left.low, left.high) for b in (right.low, right.high)}
    return corners.pop() if len(corners) == 1 else None
