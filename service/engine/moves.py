"""Which unknown facts can still change an amount where all conditions hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations, pairwise, product

from service.engine.candidates import Candidates, Use
from service.engine.claims import Claim, sure
from service.engine.closures import evaluate
from service.engine.facts import FINITE, Fact, Facts, Value
from service.engine.search import BUDGET, Search
from service.engine.tree import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Expression,
    Member,
    facts_of,
    walk,
)

_FILLS = 64
"""How many ways to fill in the other facts are tried."""

_FEW = 16


class Moves:
    """The search for what moves one amount.

    The amount rises or falls with a number between two values that matter, so
    that comparing neighbours is enough.
    """

    def __init__(self, search: Search, amount: Expression, conditions: Sequence[Condition]) -> None:
        """Look for values of the unknown facts that matter."""
        self._search, self._conditions = search, conditions
        self._worth = evaluate(amount)
        self._reading = (*conditions, *_inner(amount))
        self._values = {fact: self._all(fact) for fact in search.unknown([amount])}
        most = {fact.id: values[-1] for fact, values in self._values.items()}
        self._met = [{**most, **whole} for whole in search.met(conditions)]

    def found(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """Return those of ``facts`` that alone can change the amount.

        Where that can be neither proved nor refuted a fact is among them.
        """
        return tuple(
            [f for f in facts if any(self._shifts(f, met) for met in self._met) or self._moves(f)]
        )

    def _shifts(self, fact: Fact, whole: Facts) -> bool:
        """Tell whether another value of ``fact`` changes the amount of one completion."""
        day = self._search.day
        without = {key: value for key, value in whole.items() if key != fact.id}
        held = [c for c in self._conditions if fact in facts_of(c)]
        uses = [Use(c, without) for c in self._reading if fact in facts_of(c)]
        seen = set()
        for value in Candidates(fact, uses, day):
            env = {**without, fact.id: value}
            won = self._worth(env, day)
            if won not in seen and all(sure(c, env, day) for c in held):
                seen.add(won)
                if len(seen) > 1:
                    return True
        return False

    def _moves(self, fact: Fact) -> bool:
        """Look for two values of ``fact`` between which the amount of some completion changes."""
        search, steps = self._search, 0
        claims = [Claim(c, wanted=True) for c in self._conditions]
        claims += [Claim(c, True, 1) for c in self._conditions if fact in facts_of(c)]
        others = {f.id: _ends(f, found) for f, found in self._values.items() if f != fact}
        doubt = any(len(_ends(f, v)) < len(v) for f, v in self._values.items() if f != fact)
        for count, fill in enumerate(product(*others.values())):
            if count == _FILLS or steps > BUDGET:
                return True
            filled = {**search.known, **dict(zip(others, fill, strict=True))}
            worlds = [{**filled, fact.id: value} for value in self._values[fact]]
            worths = [self._worth(world, search.day) for world in worlds]
            for one, two in _pairs(fact, len(worlds)):
                if worths[one] == worths[two]:
                    continue
                proved, found = search.prove(claims, (worlds[one], worlds[two]))
                if found:
                    self._met.append({**{key: e[-1] for key, e in others.items()}, **found[0]})
                    return True
                doubt = doubt or proved is None
                steps += search.steps
        return doubt

    def _all(self, fact: Fact) -> tuple[Value, ...]:
        """Return the values of ``fact`` that matter, in order."""
        uses = [Use(c, self._search.known) for c in self._reading if fact in facts_of(c)]
        found = tuple(Candidates(fact, uses, self._search.day))
        return found if fact.kind in FINITE else tuple(sorted(found))


def _pairs(fact: Fact, count: int) -> Iterable[tuple[int, int]]:
    """Return the places of the values to compare: those far apart first."""
    places = range(count)
    return combinations(places, 2) if fact.kind in FINITE else ((0, -1), *pairwise(places))


def _ends(fact: Fact, values: Sequence[Value]) -> Sequence[Value]:
    """Return the least and greatest values that matter, or a few of a finite fact."""
    return values[:_FEW] if fact.kind in FINITE else (*values[:2], *values[-2:])


@cache
def _inner(amount: Expression) -> tuple[Condition, ...]:
    """Return the conditions on which ``amount`` tells cases apart."""
    found = (n for n in walk(amount) if isinstance(n, Compare | Member | AnyOf | AllOf))
    return tuple(dict.fromkeys(found))
