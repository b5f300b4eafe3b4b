"""Which unknown facts can still change an outcome: exact, by search.

Kleene's logic is sound but not complete: it loses sight of a fact that stands
in two places. Here a claim "this can still be true" is proved by a completion
that makes it true, found by trying one fact after another; only values that
stand for all others are tried. Claims that share no unknown fact are met apart
from each other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from service.engine.candidates import Candidates, Use, read_facts
from service.engine.closures import judge
from service.engine.facts import FINITE, Fact, Facts, Kind, Outcome
from service.engine.ranges import conjunction, outcome
from service.engine.tree import Condition, Expression, facts_of

BUDGET = 400
"""How many values one search may try before it gives up unproved."""

_ROUNDS = ((60, True), (BUDGET, True), (BUDGET, False))
"""Budgets to try in turn, with the fact in question tried last or first."""

_MANY = 10**6

T = TypeVar("T")
Worlds = tuple[Facts, ...]
"""What is known, in one or two worlds that differ in a single fact."""


class _Unproved(Exception):
    """The search ran out of its budget."""


class Claim(NamedTuple):
    """That ``condition`` comes out as ``wanted`` in one of the worlds."""

    condition: Condition
    wanted: bool
    world: int = 0


class _Open(NamedTuple):
    """A claim not yet met, and the unknown facts it can still read."""

    claim: Claim
    reads: tuple[Fact, ...]


def sure(condition: Condition, env: Facts, day: date) -> Outcome:
    """Judge ``condition``, sure also where every value of an unknown fact agrees."""
    found = judge(condition)(env, day)
    return outcome(condition, env, day) if found is None else found


class Search:
    """A search among the completions of ``known`` on ``day``.

    Completions found on the way are kept: they prove most of what is asked later.
    """

    def __init__(self, known: Facts, day: date) -> None:
        """Search with ``known`` facts; unknown ones are absent or None."""
        self.known, self.day = known, day
        self.steps = 0
        self._exact = True
        self._apart: Fact | None = None
        self._late = True
        self._budget = BUDGET
        self._first: frozenset[Fact] = frozenset()
        self._met: dict[tuple[Condition, ...], list[Facts]] = {}

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

    def possible(self, conditions: Sequence[Condition], wanted: bool = True) -> Outcome:
        """Tell whether all of ``conditions`` can come out as ``wanted``; None when not proved."""
        claims = [Claim(condition, wanted) for condition in conditions]
        self._first = frozenset()
        proved, worlds = self.prove(claims, (self.known,))
        if worlds and wanted:
            self._met.setdefault(tuple(conditions), []).append(worlds[0])
        return proved

    def met(self, conditions: Sequence[Condition]) -> list[Facts]:
        """Return completions in which all of ``conditions`` hold, or all but one."""
        if tuple(conditions) not in self._met:
            self.possible(conditions)
        return self._met.setdefault(tuple(conditions), [])

    def pivots(
        self, conditions: Sequence[Condition], through: Mapping[Fact, Sequence[Condition]]
    ) -> list[Fact]:
        """Return the facts that alone can turn "all hold" into "not all hold".

        Those of ``through`` are tried, each with the conditions that may fail by it.
        Where that can be neither proved nor refuted a fact is among them: one
        too many is asked for rather than one too few.
        """
        met = self.met(conditions)
        left, found, seen = dict(through), set[Fact](), 0
        for fact, failing in through.items():
            for whole in met[seen:]:
                turned = [f for f in left if self._turns(f, conditions, whole)]
                found.update(turned)
                for one in turned:
                    del left[one]
            seen = len(met)
            if left.pop(fact, None) and self._pivots(fact, conditions, failing, met):
                found.add(fact)
        return [fact for fact in through if fact in found]

    def _turns(self, fact: Fact, conditions: Sequence[Condition], whole: Facts) -> bool:
        """Tell whether ``fact`` decides in ``whole`` whether all conditions hold."""
        without = {key: value for key, value in whole.items() if key != fact.id}
        reading: list[Condition] = []
        for condition in conditions:
            found = sure(condition, without, self.day)
            if found is False:
                return False
            if found is None:
                reading.append(condition)
        seen: set[Outcome] = {None}
        for value in Candidates(fact, [Use(c, without) for c in reading], self.day):
            env = {**without, fact.id: value}
            seen.add(conjunction(judge(c)(env, self.day) for c in reading))
            if len(seen) > 2:
                return True
        return False

    def _pivots(
        self,
        fact: Fact,
        conditions: Sequence[Condition],
        failing: Sequence[Condition],
        met: list[Facts],
    ) -> bool:
        holding = [Claim(c, wanted=True) for c in conditions]
        left = list(failing)
        for budget, late in _ROUNDS:
            for condition in list(left):
                # To fail is the rarer: what the condition reads is tried first.
                claims = [Claim(condition, wanted=False, world=1), *holding]
                self._first = frozenset(facts_of(condition))
                both = (self.known, self.known)
                proved, worlds = self.prove(claims, both, fact, late=late, budget=budget)
                if worlds:
                    met += worlds
                    return True
                if proved is False:
                    left.remove(condition)
        return bool(left)

    def prove(
        self,
        claims: Sequence[Claim],
        worlds: Worlds,
        apart: Fact | None = None,
        late: bool = True,
        budget: int = BUDGET,
    ) -> tuple[Outcome, Worlds | None]:
        """Look for a completion that meets all claims; None when neither proved nor refuted.

        ``apart`` is the fact in which the worlds differ; it is tried last or first.
        """
        self.steps, self._exact, self._apart, self._late = 0, True, apart, late
        self._budget = budget
        try:
            left = self._left([_Open(c, facts_of(c.condition)) for c in claims], worlds, None, None)
            found = None if left is None else self._meet(left, worlds)
        except _Unproved:
            return None, None
        if found is not None:
            return True, found
        return (False if self._exact else None), None

    def _left(
        self,
        claims: Sequence[_Open],
        worlds: Worlds,
        fact: Fact | None,
        world: int | None,
        by: Callable[[Condition, Facts, date], Outcome] | None = None,
    ) -> list[_Open] | None:
        """Return the claims still open now that ``fact`` is known; None when one is not met."""
        left: list[_Open] = []
        for held in claims:
            claim, reads = held
            if fact is not None and (
                fact not in reads or (world is not None and claim.world != world)
            ):
                left.append(held)
                continue
            env = worlds[claim.world]
            # Closures are quicker than ranges, but tell nothing while facts are unknown.
            tell = by or (sure if len(reads) == 1 else outcome)
            seen = tell(claim.condition, env, self.day)
            if seen is None:
                still = dict.fromkeys(read_facts(claim.condition, env, self.day))
                reads = tuple([f for f in still if env.get(f.id) is None])
                if self._alike(claim, reads, env):
                    return None
                if reads:
                    left.append(_Open(claim, reads))
            elif seen is not claim.wanted:
                return None
        return left

    def _alike(self, claim: Claim, reads: tuple[Fact, ...], env: Facts) -> bool:
        """Tell whether a claim on the second world cannot read the fact that sets it apart.

        It then contradicts the claim that its condition holds in the first.
        """
        apart = self._apart
        return bool(claim.world and apart and apart.id not in env and apart not in reads)

    def _meet(self, claims: Sequence[_Open], worlds: Worlds) -> Worlds | None:
        """Return worlds in which all claims are met, or None."""
        for part in tied(claims, self._links):
            found = self._try(part, worlds)
            if found is None:
                return None
            worlds = found
        return worlds

    def _try(self, claims: Sequence[_Open], worlds: Worlds) -> Worlds | None:
        """Try one fact's values in turn, all the claims hanging together."""
        fact = min((f for held in claims for f in held.reads), key=self._rank)
        reading = [held for held in claims if fact in held.reads]
        world: int | None = None
        if fact == self._apart:
            world = reading[0].claim.world
            reading = [held for held in reading if held.claim.world == world]
        uses = [Use(held.claim.condition, worlds[held.claim.world]) for held in reading]
        values = Candidates(fact, uses, self.day)

        def known(worth: Any) -> Worlds:
            return tuple(
                [
                    {**env, fact.id: worth} if world is None or world == place else env
                    for place, env in enumerate(worlds)
                ]
            )

        for batch in (values.written(), values.turning()):
            for value in batch:
                self.steps += 1
                if self.steps > self._budget:
                    raise _Unproved
                tried = known(value)
                left = self._left(claims, tried, fact, world)
                found = None if left is None else self._meet(left, tried)
                if found is not None:
                    return found
        if not values.exact:
            self._exact = self._exact and all(
                self._left(claims, known(cell), fact, world, outcome) is None
                for cell in values.cells()
            )
        return None

    def _links(self, held: _Open) -> list[Hashable]:
        """Return what ties a claim to others; a fact is two where the worlds differ in it."""
        return [(f, held.claim.world) if f == self._apart else f for f in held.reads]

    def _rank(self, fact: Fact) -> tuple[bool, int]:
        """Rank facts by how few values they have, dates and numbers last."""
        if fact == self._apart:
            return (True, 2 * _MANY) if self._late else (False, -1)
        values = len(fact.choices()) if fact.kind in FINITE else _MANY + (fact.kind != Kind.DATE)
        return fact not in self._first, values


def tied(things: Iterable[T], links: Callable[[T], Iterable[Hashable]]) -> list[list[T]]:
    """Part things into groups that share no link with each other."""
    groups: list[tuple[set[Hashable], list[T]]] = []
    for thing in things:
        own = set(links(thing))
        met = [group for group in groups if not own.isdisjoint(group[0])]
        members = [member for group in met for member in group[1]]
        groups = [group for group in groups if group not in met]
        groups.append((own.union(*(group[0] for group in met)), [*members, thing]))
    return [members for _, members in groups]
