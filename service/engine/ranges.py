"""What an expression can still be while some facts are unknown, compiled to closures."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeVar

from service.engine.closures import ARITHMETIC, RELATIONS, Judge
from service.engine.facts import FINITE, Fact, Facts, Kind, Outcome
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

P = TypeVar("P")


class Span(NamedTuple):
    """Every value from ``low`` to ``high``, both included.

    In place of a fact's value it says that no more is known of the fact.
    """

    low: Any
    high: Any


Values = frozenset[Any]
Spans = Callable[[Facts, date], Span]
Sets = Callable[[Facts, date], Values]


def possible(expression: Expression, facts: Facts, day: date) -> Span:
    """Return a range that holds every value a number or date may take."""
    return _spans(expression)(facts, day)


def outcome(condition: Condition, facts: Facts, day: date) -> Outcome:
    """Judge ``condition``, sure also where every value of an unknown fact agrees."""
    return _judge(condition)(facts, day)


def conjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """Combine outcomes by Kleene's strong conjunction."""
    result: Outcome = True
    for value in outcomes:
        if value is False:
            return False
        if value is None:
            result = None
    return result


@cache
def _spans(expression: Expression) -> Spans:
    match expression:
        case Const(value=value):
            single = Span(value, value)
            return lambda facts, day: single
        case Get(fact=fact):
            return _range(fact)
        case Today():
            return lambda facts, day: Span(day, day)
        case Named(expression=inner):
            return _spans(inner)
        case Arithmetic(operator="+", left=left, right=right):
            return _rising(operator.add, [_spans(left), _spans(right)])
        case Arithmetic(operator=sign, left=left, right=right):
            return _corners(ARITHMETIC[sign], _spans(left), _spans(right))
        case Call(function=function, arguments=(left, right)) if function.call not in (min, max):
            return _corners(function.call, _spans(left), _spans(right))
        case Call(function=function, arguments=arguments):
            return _rising(function.call, [_spans(argument) for argument in arguments])
        case Lookup(listing=listing, code=code):
            return _amounts(listing, _sets(code))
        case Cases(branches=branches, otherwise=otherwise):
            ways = [(_judge(condition), _spans(branch)) for condition, branch in branches]
            reached = _reached(ways, _spans(otherwise))
            return lambda facts, day: _hull(reached(facts, day))


@cache
def _sets(expression: Expression) -> Sets:
    match expression:
        case Const(value=value):
            single = frozenset((value,))
            return lambda facts, day: single
        case Get(fact=fact):
            key, every = fact.id, frozenset(fact.choices())
            return lambda facts, day: (
                every if (known := facts.get(key)) is None else frozenset((known,))
            )
        case Named(expression=inner):
            return _sets(inner)
        case Cases(branches=branches, otherwise=otherwise):
            ways = [(_judge(condition), _sets(branch)) for condition, branch in branches]
            reached = _reached(ways, _sets(otherwise))
            return lambda facts, day: frozenset().union(*reached(facts, day))
    raise TypeError(expression)


@cache
def _judge(condition: Condition) -> Judge:
    match condition:
        case Compare(operands=operands, operators=signs):
            return _all([_pair(s, a, b) for s, a, b in zip(signs, operands, operands[1:])])  # noqa: B905
        case Member(item=item, within=CodeList() as listing, negated=negated):
            return _listed(listing, _sets(item), negated)
        case Member(item=item, within=tuple() as values, negated=negated):
            return _among(_sets(item), frozenset(values), negated)
        case AnyOf(parts=parts):
            return _any([_judge(part) for part in parts])
        case AllOf(parts=parts):
            return _all([_judge(part) for part in parts])
    raise TypeError(condition)


def _range(fact: Fact) -> Spans:
    key, bounds = fact.id, fact.bounds
    whole = None if fact.kind is Kind.DATE else Span(fact.minimum, fact.maximum)

    def run(facts: Facts, day: date) -> Span:
        known: Any = facts.get(key)
        if known is None:
            return whole or Span(*bounds(day))
        return known if type(known) is Span else Span(known, known)

    return run


def _rising(call: Callable[..., Any], arguments: Sequence[Spans]) -> Spans:
    """Apply a function that rises with each argument."""

    def run(facts: Facts, day: date) -> Span:
        spans = [argument(facts, day) for argument in arguments]
        lows = [span[0] for span in spans]
        highs = [span[1] for span in spans]
        low = call(*lows)
        return Span(low, low if lows == highs else call(*highs))

    return run


def _corners(call: Callable[[Any, Any], Any], left: Spans, right: Spans) -> Spans:
    """Apply a function monotone in both arguments to the corners of these."""

    def run(facts: Facts, day: date) -> Span:
        one, other = left(facts, day)
        least, most = right(facts, day)
        first = call(one, least)
        if one == other and least == most:
            return Span(first, first)
        last = call(other, most)
        if one == other or least == most:
            return Span(first, last) if first < last else Span(last, first)
        found = (first, last, call(one, most), call(other, least))
        return Span(min(found), max(found))

    return run


def _reached(
    ways: Sequence[tuple[Judge, Callable[[Facts, date], P]]], otherwise: Callable[[Facts, date], P]
) -> Callable[[Facts, date], list[P]]:
    """Return what gives the values of every branch that may be taken."""

    def run(facts: Facts, day: date) -> list[P]:
        found = []
        for condition, branch in ways:
            taken = condition(facts, day)
            if taken is not False:
                found.append(branch(facts, day))
            if taken:
                return found
        return [*found, otherwise(facts, day)]

    return run


def _hull(spans: Sequence[Span]) -> Span:
    if len(spans) == 1:
        return spans[0]
    return Span(min(span.low for span in spans), max(span.high for span in spans))


def _reachable(listing: CodeList, code: str, facts: Facts, day: date) -> list[Row | None]:
    """Return the rows that may decide ``code``; None stands for no row at all."""
    rows: list[Row | None] = []
    for row in listing.matching(code):
        taken = True if row.when is None else _judge(row.when)(facts, day)
        if taken is not False:
            rows.append(row)
        if taken:
            return rows
    return [*rows, None]


def _amounts(listing: CodeList, codes: Sets) -> Spans:
    default = listing.default.value

    def span(rows: Iterable[Row | None]) -> Span:
        values = [
            default if row is None or row.amount is None else row.amount.value for row in rows
        ]
        return Span(min(values), max(values))

    every = span((*listing.rows, None))

    def run(facts: Facts, day: date) -> Span:
        found = codes(facts, day)
        if len(found) > 1:
            return every
        (code,) = found
        return span(_reachable(listing, code, facts, day))

    return run


def _listed(listing: CodeList, codes: Sets, negated: bool) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        found = codes(facts, day)
        if len(found) > 1:
            return None  # no list holds every code or none
        (code,) = found
        rows = _reachable(listing, code, facts, day)
        seen = {row is not None and row.included for row in rows}
        return seen.pop() is not negated if len(seen) == 1 else None

    return run


def _among(items: Sets, values: Values, negated: bool) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        found = items(facts, day)
        if found <= values:
            return not negated
        return None if found & values else negated

    return run


def _pair(sign: str, left: Expression, right: Expression) -> Judge:
    if left.kind in FINITE:
        return _equal(_sets(left), _sets(right), sign == "!=")
    relation, one, two = _RELATIONS[sign], _spans(left), _spans(right)
    if isinstance(right, Const):
        if isinstance(left, Get):
            return _against(left.fact, sign, right.value)
        limit = right.value
        return lambda facts, day: relation(*one(facts, day), limit, limit)
    return lambda facts, day: relation(*one(facts, day), *two(facts, day))


def _against(fact: Fact, sign: str, limit: Any) -> Judge:
    """Return what :func:`_pair` does, sooner, for the commonest of conditions."""
    key, exact, relation, span = fact.id, RELATIONS[sign], _RELATIONS[sign], _range(fact)

    def run(facts: Facts, day: date) -> Outcome:
        known: Any = facts.get(key)
        if known is None or type(known) is Span:
            return relation(*span(facts, day), limit, limit)
        return exact(known, limit)

    return run


def _equal(left: Sets, right: Sets, negated: bool) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        one, two = left(facts, day), right(facts, day)
        if one.isdisjoint(two):
            return negated
        return not negated if len(one) == len(two) == 1 else None

    return run


def _less(low: Any, high: Any, least: Any, most: Any) -> Outcome:
    return True if high < least else False if low >= most else None


def _at_most(low: Any, high: Any, least: Any, most: Any) -> Outcome:
    return True if high <= least else False if low > most else None


def _same(low: Any, high: Any, least: Any, most: Any) -> Outcome:
    if high < least or most < low:
        return False
    return True if low == high and least == most else None


def _differs(low: Any, high: Any, least: Any, most: Any) -> Outcome:
    same = _same(low, high, least, most)
    return None if same is None else not same


_RELATIONS: dict[str, Callable[[Any, Any, Any, Any], Outcome]] = {
    "<": _less,
    "<=": _at_most,
    ">": lambda low, high, least, most: _less(least, most, low, high),
    ">=": lambda low, high, least, most: _at_most(least, most, low, high),
    "=": _same,
    "!=": _differs,
}


def _all(parts: Sequence[Judge]) -> Judge:
    if len(parts) == 1:
        return parts[0]
    return lambda facts, day: conjunction(part(facts, day) for part in parts)


def _any(parts: Sequence[Judge]) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        result: Outcome = False
        for part in parts:
            value = part(facts, day)
            if value:
                return True
            if value is None:
                result = None
        return result

    return run
