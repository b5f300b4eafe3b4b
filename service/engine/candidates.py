"""Values that stand for all others: every answer of a comparison is met by one of them.

A choice or code stands for those that no condition tells from it. Of a number
or date only the places where some comparison changes its answer matter. Where
a comparison reads one fact these stand in the table; otherwise they are found
by bisection, since every operand is monotone in each fact between the points
where a case distinction changes branch.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from service.engine.closures import Judge, judge
from service.engine.facts import FINITE, Fact, Facts, Kind, Value
from service.engine.ranges import Span
from service.engine.reading import read_facts
from service.engine.tree import (
    CodeList,
    Compare,
    Condition,
    Const,
    Get,
    Lookup,
    Member,
    Node,
    children,
    facts_of,
    walk,
)

_FILLS = 64
"""In how many ways the other facts of a comparison are filled in to find its turns."""


class Use(NamedTuple):
    """A condition that reads a fact, and what else is known there."""

    condition: Condition
    env: Facts


class Candidates:
    """The values of one fact that matter to some conditions, the cheap ones first.

    ``exact`` turns false once values were given that do not stand for all others.
    """

    def __init__(self, fact: Fact, uses: Iterable[Use], day: date) -> None:
        """Look for values of ``fact``, which is unknown in every use."""
        self._fact, self._uses, self._day = fact, tuple(uses), day
        self._given: set[int] = set()
        self.exact = True

    def __iter__(self) -> Iterator[Value]:
        """Give every value that matters."""
        yield from self.written()
        yield from self.turning()

    def written(self) -> Iterator[Value]:
        """Give the values the tables name, and those beside them."""
        if self._fact.kind in FINITE:
            return iter(told_apart(self._fact, tuple(use.condition for use in self._uses)))
        return self._fresh(self._marks())

    def turning(self) -> Iterator[Value]:
        """Give the values around which a comparison with other facts turns."""
        for use in () if self._fact.kind in FINITE else self._uses:
            for pair in comparisons(use.condition, self._fact):
                if not _plain(pair):
                    for fill in self._fills(pair, use.env):
                        yield from self._fresh(turns(pair, self._fact, self._day, fill))

    def cells(self) -> list[Span]:
        """Part all values into ranges in which no comparison with a written value turns."""
        marks = sorted(self._marks())
        at = self._fact.at
        gaps = [Span(at(a + 1), at(b - 1)) for a, b in pairwise(marks) if b - a > 1]
        return [*gaps, *(Span(at(mark), at(mark)) for mark in marks)]

    def _fresh(self, marks: Iterable[int]) -> Iterator[Value]:
        for mark in marks:
            if mark not in self._given:
                self._given.add(mark)
                yield self._fact.at(mark)

    def _marks(self) -> dict[int, None]:
        last = _last(self._fact, self._day)
        marks = {0: None, last: None}
        for use in self._uses:
            marks.update((m, None) for m in _written(use.condition, self._fact) if 0 <= m <= last)
        return marks

    def _fills(self, pair: Compare, env: Facts) -> Iterator[tuple[Value, ...]]:
        """Fill in the other facts of ``pair`` in turn; each in the order it is read."""
        reads = set(read_facts(pair, env, self._day))
        ways: list[tuple[Value, ...]] = []
        for other in others(pair, self._fact):
            known = env.get(other.id)
            if known is not None:
                ways.append((known,))
            elif other not in reads:
                # It may be anything, but must be something for the comparison to be judged.
                ways.append((_least(other, self._day),))
            elif other.kind in FINITE:
                ways.append(told_apart(other, (pair,)))
            else:
                ways.append(other.bounds(self._day))
                self.exact = False
        for count, fill in enumerate(product(*ways)):
            if count == _FILLS:
                self.exact = False
                return
            yield fill


def _least(fact: Fact, day: date) -> Value:
    """Return the first value of ``fact``."""
    return fact.choices()[0] if fact.kind in FINITE else fact.bounds(day)[0]


def _last(fact: Fact, day: date) -> int:
    """Return the place of the greatest value of ``fact``."""
    return fact.index(fact.bounds(day)[1])


def _plain(pair: Compare) -> bool:
    """Tell whether ``pair`` holds a fact against a written value."""
    left, right = pair.operands
    return (isinstance(left, Get) and isinstance(right, Const)) or (
        isinstance(left, Const) and isinstance(right, Get)
    )


@cache
def _written(condition: Condition, fact: Fact) -> tuple[int, ...]:
    """Return the places on, before and after every value ``fact`` is held against."""
    places = [
        fact.index(operand.value)
        for pair in comparisons(condition, fact)
        if _plain(pair)
        for operand in pair.operands
        if isinstance(operand, Const)
    ]
    return tuple(dict.fromkeys(place + step for place in places for step in (-1, 0, 1)))


@cache
def others(pair: Compare, fact: Fact) -> tuple[Fact, ...]:
    """Return the facts of ``pair`` but ``fact``."""
    return tuple(other for other in facts_of(pair) if other != fact)


# Values of facts are held in memory only, the last few thousand, and never written down.
@lru_cache(maxsize=10_000)
def turns(pair: Compare, fact: Fact, day: date, fill: tuple[Value | None, ...]) -> tuple[int, ...]:
    """Return the places on both sides of each change of ``pair``, all else known."""
    last = _last(fact, day)
    if _plain(pair):
        return tuple([mark for mark in _written(pair, fact) if 0 <= mark <= last])
    env: Facts = {
        other.id: value
        for other, value in zip(others(pair, fact), fill, strict=True)
        if value is not None
    }
    marks = {0, last}
    for inner in comparisons(pair, fact)[:-1]:
        own = tuple(env.get(other.id) for other in others(inner, fact))
        marks.update(turns(inner, fact, day, own))
    at, key = fact.at, fact.id
    found: list[int] = []
    for check in _checks(pair):
        for left, right in pairwise(sorted(marks)):
            before = check({**env, key: at(left)}, day)
            if before is check({**env, key: at(right)}, day):
                continue
            while right - left > 1:
                middle = (left + right) // 2
                if check({**env, key: at(middle)}, day) is before:
                    left = middle
                else:
                    right = middle
            found += (left, right)
    return tuple(found)


def _checks(pair: Compare) -> list[Judge]:
    """Return what to bisect: of an equality its two sides, as it holds in between only."""
    if pair.operators[0] not in ("=", "!=") or pair.operands[0].kind in FINITE:
        return [judge(pair)]
    return [judge(Compare(pair.operands, (sign,))) for sign in ("<", "<=")]


@cache
def comparisons(condition: Condition, fact: Fact) -> tuple[Compare, ...]:
    """Return the single comparisons in ``condition`` that read ``fact``, inner ones first."""
    return tuple(
        dict.fromkeys(
            pair
            for node in reversed(list(walk(condition)))
            if isinstance(node, Compare)
            for pair in _pairs(node)
            if fact in facts_of(pair)
        )
    )


def _pairs(comparison: Compare) -> Iterator[Compare]:
    operands, signs = comparison.operands, comparison.operators
    for place, sign in enumerate(signs):
        yield Compare(operands[place : place + 2], (sign,))


@lru_cache(1000)
def told_apart(fact: Fact, conditions: tuple[Node, ...]) -> tuple[Value, ...]:
    """Return one value of a finite ``fact`` for each way ``conditions`` tell values apart."""
    return tuple(dict.fromkeys(_classes(fact, conditions).values()))


def stand_in(fact: Fact, nodes: tuple[Node, ...]) -> Callable[[Value], Value]:
    """Return what maps a value of ``fact`` to one that ``nodes`` do not tell from it."""
    if fact.kind in FINITE:
        classes = _classes(fact, nodes)
        return lambda value: classes.get(value, value)
    if not all(_held_only(fact, node) for node in nodes):
        return lambda value: value
    places = {m for top in nodes for m in _written(top, fact) if m >= 0}
    marks, index, at = sorted({0, *places}), fact.index, fact.at
    return lambda value: at(marks[bisect_right(marks, index(value)) - 1])


@cache
def _held_only(fact: Fact, node: Node) -> bool:
    """Tell whether ``node`` reads ``fact`` only to hold it against written values."""
    return all(_held(fact, below) for below in walk(node))


def _held(fact: Fact, node: Node) -> bool:
    if not any(isinstance(child, Get) and child.fact == fact for child in children(node)):
        return True
    return isinstance(node, Compare) and all(
        isinstance(operand, Const) or operand == Get(fact) for operand in node.operands
    )


def _classes(fact: Fact, nodes: tuple[Node, ...]) -> dict[Value, Value]:
    """Return for each value of a finite ``fact`` the first that ``nodes`` do not tell from it."""
    named = frozenset[object]().union(*(_named(node) for node in nodes)) & _choices(fact)
    found = dict.fromkeys(listing for node in nodes for listing in _listings(node))
    return _parted(fact, named, tuple(found) if fact.kind is Kind.CODE else ())


@cache
def _choices(fact: Fact) -> frozenset[object]:
    return frozenset(fact.choices())


@lru_cache(1000)
def _parted(
    fact: Fact, named: frozenset[object], listings: tuple[CodeList, ...]
) -> dict[Value, Value]:
    first: dict[object, Value] = {}
    looks = [_looks(listing, fact) for listing in listings]
    return {
        value: first.setdefault(
            (value if value in named else None, *[look[value] for look in looks]), value
        )
        for value in fact.choices()
    }


@cache
def _looks(listing: CodeList, fact: Fact) -> dict[Value, int]:
    """Return for each code which rows of ``listing`` may decide, as a number."""
    rows: dict[object, int] = {}
    return {
        code: rows.setdefault(
            tuple((row.included, row.amount, row.when) for row in listing.matching(str(code))),
            len(rows),
        )
        for code in fact.choices()
    }


@cache
def _named(node: Node) -> frozenset[object]:
    """Return the values that ``node`` names."""
    found: set[object] = set()
    for below in walk(node):
        match below:
            case Member(within=tuple() as values):
                found.update(values)
            case Compare(operands=operands):
                found.update(o.value for o in operands if isinstance(o, Const))
    return frozenset(found)


@cache
def _listings(node: Node) -> tuple[CodeList, ...]:
    """Return the lists that ``node`` looks into."""
    found = (below for below in walk(node) if isinstance(below, Lookup | Member))
    inside = (n.listing if isinstance(n, Lookup) else n.within for n in found)
    return tuple(dict.fromkeys(listing for listing in inside if isinstance(listing, CodeList)))
