"""Generated code works without fractions only where it may, and never with what is not known."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from service.engine.closures import evaluate, multiply
from service.engine.functions import FUNCTIONS
from service.engine.scales import scale_of
from service.engine.tree import Expression, walk
from service.engine.unknown import UNKNOWN
from service.engine.verdict import worths_of
from tests import pools
from tests.tables import CATALOG

EDITIONS = [edition for program in CATALOG.programs.values() for edition in program.editions]
PARTS = [part for edition in EDITIONS for part in (edition, *edition.options)]
ROOTS = [r.condition for part in PARTS for r in part.requirements]
AMOUNTS = [worth.amount for part in PARTS for worth in worths_of(part)]
NODES = dict.fromkeys(inner for root in (*ROOTS, *AMOUNTS) for inner in walk(root))
SCALED = [node for node in NODES if isinstance(node, Expression) and scale_of(node)]


def test_a_scaled_value_is_whole() -> None:
    chance = random.Random(8)
    for _ in range(40):
        edition = chance.choice(EDITIONS)
        day = edition.start
        facts = {
            key: chance.choice(pools.pool(edition, entry.fact, day))
            for key, entry in CATALOG.entries.items()
        }
        for node in SCALED:
            value = evaluate(node)(facts, day)
            if value is not None:
                scaled = value * scale_of(node)
                assert scaled == int(scaled), node
    assert any((scale_of(node) or 1) > 1 for node in SCALED)


DAY = date(2026, 8, 1)
ONE_ARGUMENT: list[Callable[[Any], Any]] = [
    bool,
    int,
    str,
    hash,
    iter,
    operator.neg,
    "{}".format,
    lambda value: value in {1, 2},
    lambda value: {1: 2}[value],
    lambda value: multiply(value, Fraction(1, 2)),
    lambda value: Fraction(value) + 1,
    lambda value: FUNCTIONS["만나이"].call(value, DAY),
    lambda value: FUNCTIONS["경과일수"].call(value, DAY),
    lambda value: FUNCTIONS["연도"].call(value),
    lambda value: FUNCTIONS["절사"].call(value, 1000),
    lambda value: max(value, 1),
]
TWO_ARGUMENTS: list[Callable[[Any, Any], Any]] = [
    *(operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne),
    *(operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv),
]


@pytest.mark.parametrize("use", ONE_ARGUMENT)
def test_whatever_is_done_with_an_unknown_value_is_refused(use: Callable[[Any], Any]) -> None:
    with pytest.raises(KeyError):
        use(UNKNOWN)


@pytest.mark.parametrize("use", TWO_ARGUMENTS)
@pytest.mark.parametrize("other", [1, Fraction(1, 3), 1.5])
def test_no_number_meets_an_unknown_one(use: Callable[[Any, Any], Any], other: Any) -> None:
    for pair in ((UNKNOWN, other), (other, UNKNOWN)):
        with pytest.raises(KeyError):
            use(*pair)


@pytest.mark.parametrize("use", [operator.lt, operator.ge, operator.eq, operator.sub])
def test_no_day_meets_an_unknown_one(use: Callable[[Any, Any], Any]) -> None:
    for pair in ((UNKNOWN, DAY), (DAY, UNKNOWN)):
        with pytest.raises(KeyError):
            use(*pair)
