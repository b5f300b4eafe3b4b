"""Which unknown facts can still change an outcome: exact, by search.

Kleene's logic is sound but not complete: it loses sight of a fact that stands
in two places. Here a claim "this can still be true" is proved by a completion
that makes it true. Only values where some comparison changes its answer need
to be tried; they are found by bisection, since every operand is monotone in
each fact between the points where a case distinction changes branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations, islice, pairwise, product
from typing import Any

from service.engine.closures import evaluate, judge
from service.engine.facts import FINITE, Fact, Facts, Kind, Outcome, Value
from service.engine.ranges import outcome
from service.engine.tree import (
    AllOf,
    AnyOf,
    Cases,
    CodeList,
    Compare,
    Condition,
    Const,
    Expression,
    Get,
    Lookup,
    Member,
    children,
    facts_of,
    walk,
)

_BUDGET = 400
"""How many steps one search may take before it gives up unproved."""


_FILLS = 64
"""How many ways to fill in the other facts are tried for an amount."""


_FEW, _MANY = 16, 10**6


class _Unproved(Exception):
    """The search ran out of its budget."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That ``condition`` comes out as ``wanted`` once ``given`` is known as well.

    A fact given as None is left open: the claim then needs only to be possible.
    """

    condition: Condition
    wanted: bool
    given: tuple[tuple[str, Any], ...] = ()


@dataclass(slots=True)
class Search:
    """A search among the completions of ``known`` on ``day``.

    ``exact`` turns false when values were tried that do not stand for all
    others; then a failed search proves nothing.
    """

    known: Facts
    day: date
    exact: bool = True
    steps: int = 0

    def settle(self, condition: Condition) -> tuple[Outcome, tuple[Fact, ...]]:
        """Return the exact outcome of one condition and the facts it still hangs on."""
        sure = outcome(condition, self.known, self.day)
        if sure is not None:
            return sure, ()
        unknown = self.unknown([condition])
        if len(unknown) == 1 and unknown[0].kind in FINITE:
            values = {
                judge(condition)({**self.known, unknown[0].id: value}, self.day)
                for value in self.candidates(unknown[0], [condition], self.known)
            }
            return (values.pop(), ()) if len(values) == 1 else (None, unknown)
        hanging = tuple(fact for fact in unknown if self.pivots(fact, [condition]))
        if hanging:
            return None, hanging
        return self.possible([Claim(condition, wanted=True)]), ()

    def unknown(self, nodes: Iterable[Condition | Expression]) -> tuple[Fact, ...]:
        """Return the unknown facts in ``nodes``, each once, in reading order."""
        return tuple(
            dict.fromkeys(
                fact
                for node in nodes
                for fact in read_facts(node, self.known, self.day)
                if self.known.get(fact.id) is None
            )
        )

    def possible(self, claims: Sequence[Claim], budget: int | None = None) -> Outcome:
        """Tell whether a completion makes all claims true; None when not proved."""
        self.exact = True
        self.steps = 0 if budget is None else _BUDGET - budget
        try:
            if self._solve(claims, self.known):
                return True
        except _Unproved:
            return None
        return False if self.exact else None

    def pivots(self, fact: Fact, conditions: Sequence[Condition]) -> bool:
        """Tell whether ``fact`` alone can turn all of ``conditions`` from true to false.

        Where that can be neither proved nor refuted the answer is yes: a fact
        too many is asked for rather than one too few.
        """
        doubt, budget = False, _BUDGET
        for condition in conditions:
            if fact not in facts_of(condition):
                continue
            values = self.candidates(fact, [condition], self.known)
            passing = [v for v in values if self._with(condition, fact, v) is not False]
            failing = [v for v in values if self._with(condition, fact, v) is not True]
            pairs = [(g, b) for g, b in product(passing, failing) if g != b]
            if len(pairs) > _FEW:
                # Before trying so many: can all hold, and this one fail, with the fact left open?
                blank = ((fact.id, None),)
                free = [Claim(c, True, blank) for c in conditions]
                if self.possible([*free, Claim(condition, False, blank)]) is False:
                    continue
            # Values far apart are the likeliest to differ.
            pairs.sort(key=lambda pair: -abs(values.index(pair[0]) - values.index(pair[1])))
            for good, bad in pairs:
                claims = [Claim(c, True, ((fact.id, good),)) for c in conditions]
                claims.append(Claim(condition, False, ((fact.id, bad),)))
                proved = self.possible(claims, budget)
                if proved:
                    return True
                doubt = doubt or proved is None
                budget = _BUDGET - self.steps
                if budget <= 0:
                    return True
        return doubt

    def moves(self, fact: Fact, amount: Expression, conditions: Sequence[Condition]) -> bool:
        """Tell whether ``fact`` alone can change ``amount`` where all conditions hold.

        The amount rises or falls with a number between two candidates, so that
        comparing neighbours is enough. Doubt counts as yes, as in ``pivots``.
        """
        worth = evaluate(amount)
        others = [f for f in self.unknown([amount]) if f != fact]
        inner = [n for n in walk(amount) if isinstance(n, Compare | Member | AnyOf | AllOf)]
        ends = [self._ends(other, [*conditions, *inner]) for other in others]
        values = self.candidates(fact, [*conditions, *inner], self.known)
        finite = fact.kind in FINITE
        pairs = (
            [*combinations(values, 2)] if finite else [(values[0], values[-1]), *pairwise(values)]
        )
        fills = list(islice(product(*ends), _FILLS + 1))
        for fill in fills[:_FILLS]:
            filled = {**self.known, **{f.id: v for f, v in zip(others, fill, strict=True)}}
            for low, high in pairs:
                one, two = {**filled, fact.id: low}, {**filled, fact.id: high}
                if worth(one, self.day) == worth(two, self.day):
                    continue
                given = tuple((f.id, v) for f, v in zip(others, fill, strict=True))
                if self.possible(
                    [
                        Claim(c, True, (*given, (fact.id, value)))
                        for c in conditions
                        for value in (low, high)
                    ]
                ):
                    return True
        return len(fills) > _FILLS

    def decides(self, fact: Fact, conditions: Sequence[Condition]) -> bool:
        """Tell whether some answer for ``fact`` alone settles whether all conditions hold."""
        for value in self.candidates(fact, conditions, self.known):
            outcomes = [self._with(c, fact, value) for c in conditions]
            if False in outcomes or None not in outcomes:
                return True
        return False

    def _with(self, condition: Condition, fact: Fact, value: Value) -> Outcome:
        return outcome(condition, {**self.known, fact.id: value}, self.day)

    def _ends(self, fact: Fact, conditions: Sequence[Condition]) -> tuple[Value, ...]:
        """Return the least and greatest values that matter, or a few of a finite fact."""
        values = self.candidates(fact, conditions, self.known)
        return values[:16] if fact.kind in FINITE else (*values[:2], *values[-2:])

    def _solve(self, claims: Sequence[Claim], env: Facts) -> bool:
        self.steps += 1
        if self.steps > _BUDGET:
            raise _Unproved
        open_claims: list[Claim] = []
        for claim in claims:
            seen = outcome(claim.condition, {**env, **dict(claim.given)}, self.day)
            if seen is None:
                open_claims.append(claim)
            elif seen is not claim.wanted:
                return False
        if not open_claims:
            return True
        fact = self._next(open_claims, env)
        if fact is None:
            # Every fact is known, yet ranges cannot tell: two operands share a fact.
            return all(
                judge(c.condition)({**env, **dict(c.given)}, self.day) is not (not c.wanted)
                for c in open_claims
            )
        values = dict.fromkeys(
            value
            for claim in open_claims
            for value in self.candidates(fact, [claim.condition], {**env, **dict(claim.given)})
        )
        return any(self._solve(open_claims, {**env, fact.id: value}) for value in values)

    def _next(self, claims: Sequence[Claim], env: Facts) -> Fact | None:
        """Choose the next fact to try: those with few values first, then dates, then numbers."""
        unknown = dict.fromkeys(
            fact
            for claim in claims
            for fact in read_facts(claim.condition, env, self.day)
            if env.get(fact.id) is None and all(fact.id != key for key, _ in claim.given)
        )
        return min(unknown, key=_rank, default=None)

    def candidates(
        self, fact: Fact, conditions: Sequence[Condition], env: Facts
    ) -> tuple[Value, ...]:
        """Return values of ``fact`` that stand for all others in ``conditions``."""
        if fact.kind is Kind.CODE:
            return representatives(fact, tuple(conditions))
        if fact.kind is Kind.CHOICE:
            return told_apart(fact, tuple(conditions))
        if fact.kind in FINITE:
            return fact.choices()
        _, high = fact.bounds(self.day)
        last = fact.index(high)
        marks = {0, last}
        for condition in conditions:
            for comparison in comparisons(condition, fact):
                marks.update(self._flips(fact, comparison, env, sorted(marks)))
        return tuple(fact.at(mark) for mark in sorted(m for m in marks if 0 <= m <= last))

    def _flips(
        self, fact: Fact, comparison: Compare, env: Facts, marks: Sequence[int]
    ) -> Iterator[int]:
        """Yield the places on both sides of each change of ``comparison``."""
        match comparison:
            case (
                Compare(operands=(Get(), Const(value=limit)), operators=(_,))
                | Compare(operands=(Const(value=limit), Get()), operators=(_,))
            ):
                place = fact.index(limit)
                yield from (place - 1, place, place + 1)
                return
        reads = dict.fromkeys(read_facts(comparison, env, self.day))
        others = [f for f in reads if f != fact and env.get(f.id) is None]
        if any(other.kind not in FINITE for other in others):
            self.exact = False
        fills = product(*(self._fills(other, comparison) for other in others))
        check = judge(comparison)
        for fill in islice(fills, 32):
            filled = {**env, **{f.id: v for f, v in zip(others, fill, strict=True)}}
            for left, right in pairwise(marks):
                yield from self._bisect(fact, check, filled, left, right)

    def _fills(self, fact: Fact, comparison: Compare) -> tuple[Value, ...]:
        if fact.kind in FINITE:
            return self.candidates(fact, [comparison], self.known)[:16]
        return fact.bounds(self.day)

    def _bisect(
        self, fact: Fact, check: object, env: Facts, left: int, right: int
    ) -> Iterator[int]:
        assert callable(check)
        before = check({**env, fact.id: fact.at(left)}, self.day)
        if before is check({**env, fact.id: fact.at(right)}, self.day):
            return
        while right - left > 1:
            middle = (left + right) // 2
            if check({**env, fact.id: fact.at(middle)}, self.day) is before:
                left = middle
            else:
                right = middle
        yield left
        yield right


def _rank(fact: Fact) -> int:
    """Rank facts by how few values they have, dates and numbers last."""
    if fact.kind in FINITE:
        return len(fact.choices())
    return _MANY if fact.kind is Kind.DATE else _MANY + 1


def read_facts(node: Condition | Expression, env: Facts, day: date) -> Iterator[Fact]:
    """Yield the facts ``node`` can still read: no row or branch that is ruled out."""
    match node:
        case Get(fact=fact):
            yield fact
        case (
            Lookup(listing=listing, code=Get(fact=item))
            | Member(item=Get(fact=item), within=CodeList() as listing)
        ) if isinstance(code := env.get(item.id), str):
            for row in listing.matching(code):
                if row.when is not None:
                    yield from read_facts(row.when, env, day)
        case Cases(branches=branches, otherwise=otherwise):
            for condition, branch in branches:
                taken = outcome(condition, env, day)
                if taken is None:
                    yield from read_facts(condition, env, day)
                if taken is not False:
                    yield from read_facts(branch, env, day)
                if taken:
                    return
            yield from read_facts(otherwise, env, day)
        case _:
            for child in children(node):
                yield from read_facts(child, env, day)


@cache
def told_apart(fact: Fact, conditions: tuple[Condition, ...]) -> tuple[Value, ...]:
    """Return the choices that ``conditions`` name, and one for all the others."""
    named: set[object] = set()
    for condition in conditions:
        for node in walk(condition):
            match node:
                case Compare(operands=operands):
                    named.update(o.value for o in operands if isinstance(o, Const))
                case Member(within=tuple() as values):
                    named.update(values)
    others = [choice for choice in fact.choices() if choice not in named]
    return tuple(c for c in fact.choices() if c in named or c in others[:1])


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


@cache
def representatives(fact: Fact, conditions: tuple[Condition, ...]) -> tuple[Value, ...]:
    """Return one code for each way in which ``conditions`` tell codes apart."""
    return tuple(_classes(fact, conditions))


def _classes(fact: Fact, conditions: tuple[Condition, ...]) -> Iterable[str]:
    listings: dict[CodeList, None] = {}
    named: set[object] = set()
    for condition in conditions:
        for node in walk(condition):
            match node:
                case Lookup(listing=listing) | Member(within=CodeList() as listing):
                    listings[listing] = None
                case Member(item=Get(fact=item), within=tuple() as values) if item == fact:
                    named.update(values)
                case Compare(operands=operands):
                    named.update(o.value for o in operands if isinstance(o, Const))
    first: dict[object, str] = {}
    for code in fact.values:
        look = (
            code if code in named else None,
            *(
                tuple((row.included, row.amount, row.when) for row in listing.matching(code))
                for listing in listings
            ),
        )
        first.setdefault(look, code)
    return first.values()
