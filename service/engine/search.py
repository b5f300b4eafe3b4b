"""Which unknown facts can still change an outcome: exact, by search.

Kleene's logic is sound but not complete: it loses sight of a fact that stands
in two places. Here a claim "this can still be true" is proved by a completion
that makes it true, found by trying one fact after another; only values that
stand for all others are tried. Claims that share no unknown fact are met apart
from each other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from service.engine.candidates import Candidates, Use
from service.engine.claims import Change, Claim, Open, Worlds, opened, still_open, turns
from service.engine.closures import judge
from service.engine.cores import Core, joined
from service.engine.facts import FINITE, Fact, Facts, Kind, Outcome
from service.engine.reading import read_facts
from service.engine.tree import Condition, Expression, facts_of

BUDGET = 400
"""How many values one search may try before it gives up unproved."""

_ROUNDS = ((60, True, True), (60, True, False), (BUDGET, True, False), (BUDGET, False, False))
"""Ways to search in turn: the budget, whether the fact in question is tried last, and
whether what other conditions read is taken from a completion in which all hold."""

_FEW, _MANY = 16, 10**6

T = TypeVar("T")


class _Unproved(Exception):
    """The search ran out of its budget."""


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
        hints = _hints(tuple(conditions), self.day)
        whole = self._whole(hints.get(wanted, {}))
        if all(judge(condition)(whole, self.day) is wanted for condition in conditions):
            if wanted:
                self._met.setdefault(tuple(conditions), []).append(whole)
            return True
        claims = [Claim(condition, wanted) for condition in conditions]
        self._first = frozenset()
        proved, worlds = self.prove(claims, (self.known,))
        if worlds:
            hints[wanted] = self._filled(worlds[0])
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
        hints = _hints(tuple(conditions), self.day)
        found = {fact for fact in through if self._hinted(hints.get(fact), fact, conditions)}
        left = {fact: failing for fact, failing in through.items() if fact not in found}
        met, seen = self.met(conditions) if left else [], 0
        for fact, failing in tuple(left.items()):
            for whole in met[seen:]:
                for one in [f for f in left if self._turns(f, conditions, whole)]:
                    found.add(one)
                    del left[one]
                    hints[one] = self._filled(whole)
            seen = len(met)
            if left.pop(fact, None) and self._pivots(fact, conditions, failing, met):
                found.add(fact)
                if len(met) > seen:
                    hints[fact] = self._filled(met[-1])
        return [fact for fact in through if fact in found]

    def _hinted(self, filled: Facts | None, fact: Fact, conditions: Sequence[Condition]) -> bool:
        """Tell whether what once proved that ``fact`` decides proves it here too."""
        return filled is not None and self._turns(fact, conditions, self._whole(filled))

    def _whole(self, filled: Facts) -> Facts:
        """Return what is known, with the rest as it was once filled in."""
        return {**self.known, **self._filled(filled)}

    def _filled(self, whole: Facts) -> Facts:
        """Return what a completion adds to what is known."""
        return {key: value for key, value in whole.items() if self.known.get(key) is None}

    def _turns(self, fact: Fact, conditions: Sequence[Condition], whole: Facts) -> bool:
        """Tell whether ``fact`` decides in ``whole`` whether all conditions hold."""
        without = {key: value for key, value in whole.items() if key != fact.id}
        core = joined(conditions, False, fact, without, self.day)
        if not isinstance(core, Core):
            return False
        seen: set[Outcome] = {None}
        for value in Candidates(fact, [Use(c, without) for c in core.leaves()], self.day):
            seen.add(core.judge({**without, fact.id: value}, self.day))
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
        left = [
            (turn, condition, [Claim(c, wanted=True) for c in conditions if c != condition])
            for condition in failing
            for turn in turns(condition, fact)
        ]
        for budget, late, near in _ROUNDS:
            if near and (not met or len(conditions) == 1):
                continue
            for way in list(left):
                turn, condition, holding = way
                # To turn is the rarer: what must turn is tried first.
                self._first = frozenset(facts_of(turn[0].condition))
                known = self.known
                if near:
                    own = {read.id for read in facts_of(condition)}
                    known = {key: value for key, value in met[0].items() if key not in own}
                    known = {**known, **self.known}
                claims = [*turn, *holding]
                proved, worlds = self.prove(claims, (known, known), fact, late=late, budget=budget)
                if worlds:
                    met += worlds
                    return True
                if proved is False and not near:
                    left.remove(way)
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
            left = opened(claims, worlds, self.day, apart)
            found = None if left is None else self._meet(left, worlds)
        except _Unproved:
            return None, None
        if found is not None:
            return True, found
        return (False if self._exact else None), None

    def _meet(self, claims: Sequence[Open], worlds: Worlds) -> Worlds | None:
        """Return worlds in which all claims are met, or None."""
        for part in tied(claims, self._links):
            found = self._try(part, worlds)
            if found is None:
                return None
            worlds = found
        return worlds

    def _try(self, claims: Sequence[Open], worlds: Worlds) -> Worlds | None:
        """Try one fact's values in turn, all the claims hanging together."""
        fact = min((f for held in claims for f in held.reads), key=self._rank)
        reading = [w for held in claims for w in held.ways if fact in w.reads]
        world = reading[0].claim.world if fact == self._apart else None
        change = Change(fact, world)
        uses = [Use(w.claim.condition, worlds[w.claim.world]) for w in reading if change.touches(w)]
        values = Candidates(fact, uses, self.day)

        def known(worth: Any) -> Worlds:
            return tuple(
                [
                    {**env, fact.id: worth} if world is None or world == place else env
                    for place, env in enumerate(worlds)
                ]
            )

        def tries() -> Iterator[tuple[list[Open], Worlds]]:
            for value in values:
                self.steps += 1
                if self.steps > self._budget:
                    raise _Unproved
                tried = known(value)
                left = still_open(claims, tried, self.day, self._apart, change)
                if left is not None:
                    yield left, tried

        # Of a few values the one that meets the most claims is the likeliest.
        few = fact.kind in FINITE and len(fact.choices()) <= _FEW
        for left, tried in sorted(tries(), key=_open) if few else tries():
            found = self._meet(left, tried)
            if found is not None:
                return found
        if not values.exact:
            rough = Change(fact, world, range=True)
            self._exact = self._exact and all(
                still_open(claims, known(cell), self.day, self._apart, rough) is None
                for cell in values.cells()
            )
        return None

    def _links(self, held: Open) -> list[Hashable]:
        """Return what ties a claim to others; a fact is two where the worlds differ in it."""
        if self._apart not in held.reads:
            return list(held.reads)
        return [
            (fact, way.claim.world) if fact == self._apart else fact
            for way in held.ways
            for fact in way.reads
        ]

    def _rank(self, fact: Fact) -> tuple[bool, int]:
        """Rank facts by how few values they have, dates and numbers last."""
        if fact == self._apart:
            return (True, 2 * _MANY) if self._late else (False, -1)
        values = len(fact.choices()) if fact.kind in FINITE else _MANY + (fact.kind != Kind.DATE)
        return fact not in self._first, values


@lru_cache(1000)
def _hints(conditions: tuple[Condition, ...], day: date) -> dict[Fact | bool, Facts]:
    """Return what earlier searches filled in to prove that a fact decides, or an outcome can be.

    It is tried first, and proves nothing by itself. Nothing that was known of a merchant is
    among it. What may be answered depends on the ``day``.
    """
    return {}


def _open(tried: tuple[list[Open], Worlds]) -> int:
    return len(tried[0])


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
