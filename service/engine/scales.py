"""Which expressions are whole numbers, once multiplied: these need no fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import lcm

from service.engine.facts import Kind
from service.engine.functions import round_down
from service.engine.tree import (
    Arithmetic,
    Call,
    Cases,
    Const,
    Expression,
    Get,
    Lookup,
    Named,
)


@cache
def scale_of(node: Expression) -> int | None:
    """Return a whole number by which ``node`` always gives one; None where there is none known."""
    match node:
        case Named(expression=inner):
            return scale_of(inner)
        case Const(value=bool()):
            return None
        case Const(value=int() | Fraction() as value):
            return value.denominator
        case Get(fact=fact):
            return 1 if fact.kind in (Kind.MONEY, Kind.COUNT) and fact.step == 1 else None
        case Arithmetic(operator="/", left=left, right=Const(value=int() | Fraction() as part)):
            scale = scale_of(left)
            return scale * part.numerator if scale and part > 0 else None
        case Arithmetic(operator="*", left=left, right=right):
            one, other = scale_of(left), scale_of(right)
            return one * other if one and other else None
        case Arithmetic(operator="+" | "-", left=left, right=right):
            return _common([left, right])
        case Call(function=function, arguments=arguments):
            if function.call in (min, max):
                return _common(arguments)
            if function.call is round_down:
                amount, step = arguments
                return 1 if scale_of(amount) and _whole(step) else None
            return 1 if function.gives is Kind.COUNT else None
        case Lookup(listing=listing):
            amounts = [listing.default, *(row.amount for row in listing.rows if row.amount)]
            return 1 if all(_whole(amount) for amount in amounts) else None
        case Cases(branches=branches, otherwise=otherwise):
            return _common([*(branch for _, branch in branches), otherwise])
    return None


def _common(nodes: Sequence[Expression]) -> int | None:
    scales = [scale_of(node) for node in nodes]
    return lcm(*(s for s in scales if s)) if all(scales) else None


def _whole(node: Expression) -> bool:
    """Tell whether ``node`` is a whole number written in a table."""
    return isinstance(node, Const) and type(node.value) is int
