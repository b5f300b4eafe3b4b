"""Trees compiled to closures: the fast way from facts to an outcome."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from service.engine.facts import Facts, Outcome
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

Evaluate = Callable[[Facts, date], Any]
Judge = Callable[[Facts, date], Outcome]

RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def divide(left: Any, right: Any) -> Any:
    """Divide exactly: an int where it comes out even, a fraction otherwise."""
    if type(left) is int and type(right) is int:
        quotient, rest = divmod(left, right)
        return quotient if rest == 0 else Fraction(left, right)
    return _whole(Fraction(left) / Fraction(right))


def multiply(left: Any, right: Any) -> Any:
    """Multiply exactly, back to an int where the product is whole."""
    if type(left) is int and type(right) is Fraction:
        return divide(left * right.numerator, right.denominator)
    return _whole(left * right)


def _whole(value: Any) -> Any:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": multiply,
    "/": divide,
}


@cache
def evaluate(expression: Expression) -> Evaluate:
    """Compile ``expression``; the closure gives None where a needed fact is unknown."""
    match expression:
        case Const(value=value):
            return lambda facts, day: value
        case Get(fact=fact):
            key = fact.id
            return lambda facts, day: facts.get(key)
        case Today():
            return lambda facts, day: day
        case Named(expression=inner):
            return evaluate(inner)
        case Arithmetic(operator=sign, left=left, right=right):
            return _binary(ARITHMETIC[sign], evaluate(left), evaluate(right))
        case Call(function=function, arguments=(left, right)):
            return _binary(function.call, evaluate(left), evaluate(right))
        case Call(function=function, arguments=arguments):
            return _call(function.call, [evaluate(a) for a in arguments])
        case Lookup(listing=listing, code=code):
            return _lookup(listing, evaluate(code))
        case Cases(branches=branches, otherwise=otherwise):
            compiled = [(judge(condition), evaluate(branch)) for condition, branch in branches]
            return _cases(compiled, evaluate(otherwise))


@cache
def judge(condition: Condition) -> Judge:
    """Compile ``condition`` to a closure with Kleene's three outcomes."""
    match condition:
        case Compare(operands=(Get(fact=fact), Const(value=limit)), operators=(sign,)):
            return _against(fact.id, RELATIONS[sign], limit)
        case Compare(
            operands=(Const(value=low), Get(fact=fact), Const(value=high)),
            operators=(first, second),
        ):
            return _between(fact.id, low, RELATIONS[first], RELATIONS[second], high)
        case Compare(operands=(left, right), operators=(sign,)):
            return _binary(RELATIONS[sign], evaluate(left), evaluate(right))
        case Compare(operands=operands, operators=signs):
            return _chain([evaluate(o) for o in operands], [RELATIONS[s] for s in signs])
        case Member(item=item, within=CodeList() as listing, negated=negated):
            return _listed(evaluate(item), listing, negated)
        case Member(item=item, within=tuple() as values, negated=negated):
            return _among(evaluate(item), frozenset(values), negated)
        case AnyOf(parts=parts):
            return _any([judge(p) for p in parts])
        case AllOf(parts=parts):
            return _all([judge(p) for p in parts])
    raise TypeError(condition)


def _binary(call: Callable[[Any, Any], Any], left: Evaluate, right: Evaluate) -> Evaluate:
    def run(facts: Facts, day: date) -> Any:
        a = left(facts, day)
        if a is None:
            return None
        b = right(facts, day)
        return None if b is None else call(a, b)

    return run


def _call(call: Callable[..., Any], arguments: Sequence[Evaluate]) -> Evaluate:
    def run(facts: Facts, day: date) -> Any:
        values = [argument(facts, day) for argument in arguments]
        return None if None in values else call(*values)

    return run


def _cases(branches: Sequence[tuple[Judge, Evaluate]], otherwise: Evaluate) -> Evaluate:
    def run(facts: Facts, day: date) -> Any:
        for condition, branch in branches:
            outcome = condition(facts, day)
            if outcome is None:
                return None
            if outcome:
                return branch(facts, day)
        return otherwise(facts, day)

    return run


@cache
def _rows(listing: CodeList, code: str) -> tuple[tuple[Judge | None, Row], ...]:
    """Return the rows for ``code``, each with its condition compiled."""
    return tuple(
        (None if row.when is None else judge(row.when), row) for row in listing.matching(code)
    )


def deciding_row(listing: CodeList, code: str, facts: Facts, day: date) -> Row | None:
    """Return the row that decides ``code`` for sure, or None where none does."""
    for condition, row in _rows(listing, code):
        outcome = True if condition is None else condition(facts, day)
        if outcome is None:
            return None
        if outcome:
            return row
    return None


def _lookup(listing: CodeList, code: Evaluate) -> Evaluate:
    default = listing.default.value

    def run(facts: Facts, day: date) -> Any:
        value = code(facts, day)
        if value is None:
            return None
        for condition, row in _rows(listing, value):
            outcome = True if condition is None else condition(facts, day)
            if outcome is None:
                return None
            if outcome:
                return default if row.amount is None else row.amount.value
        return default

    return run


def _against(key: str, relation: Callable[[Any, Any], bool], limit: Any) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        value = facts.get(key)
        return None if value is None else relation(value, limit)

    return run


def _between(
    key: str,
    low: Any,
    first: Callable[[Any, Any], bool],
    second: Callable[[Any, Any], bool],
    high: Any,
) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        value = facts.get(key)
        return None if value is None else first(low, value) and second(value, high)

    return run


def _chain(operands: Sequence[Evaluate], signs: Sequence[Callable[[Any, Any], bool]]) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        values = [operand(facts, day) for operand in operands]
        outcome: Outcome = True
        for place, relation in enumerate(signs):
            left, right = values[place], values[place + 1]
            if left is None or right is None:
                outcome = None
            elif not relation(left, right):
                return False
        return outcome

    return run


def _among(item: Evaluate, values: frozenset[Any], negated: bool) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        value = item(facts, day)
        return None if value is None else (value in values) is not negated

    return run


def _listed(item: Evaluate, listing: CodeList, negated: bool) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        code = item(facts, day)
        if code is None:
            return None
        unsure: Outcome = None
        for condition, row in _rows(listing, code):
            outcome = True if condition is None else condition(facts, day)
            if outcome is False:
                continue
            included = row.included is not negated
            if outcome is None:
                # A row that may apply leaves the code unsure, unless all that follow agree.
                if unsure is not None and unsure is not included:
                    return None
                unsure = included
                continue
            return included if unsure is None or unsure is included else None
        return negated if unsure is None or unsure is negated else None

    return run


def _any(parts: Sequence[Judge]) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        outcome: Outcome = False
        for part in parts:
            value = part(facts, day)
            if value:
                return True
            if value is None:
                outcome = None
        return outcome

    return run


def _all(parts: Sequence[Judge]) -> Judge:
    def run(facts: Facts, day: date) -> Outcome:
        outcome: Outcome = True
        for part in parts:
            value = part(facts, day)
            if value is False:
                return False
            if value is None:
                outcome = None
        return outcome

    return run
