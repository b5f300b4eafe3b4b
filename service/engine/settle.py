"""What a merchant's unknown facts still leave open, remembered between questions.

Each answer depends on a few conditions and what is known of the facts they
read, so that merchants of whom the same is known share it. The last few
thousand answers are held, in memory only; what is known of a merchant is
never written down.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from service.engine.candidates import Candidates, Use, stand_in
from service.engine.claims import sure
from service.engine.facts import Fact, Facts, Outcome, Value
from service.engine.moves import Moves
from service.engine.search import Search, tied
from service.engine.tree import AnyOf, Condition, Expression, facts_of

_KEPT, _FEWER = 10_000, 1000
Given = tuple[tuple[str, Value], ...]
Nodes = tuple[Condition | Expression, ...]


def given(nodes: Nodes, facts: Facts) -> Given:
    """Return what is known of the facts that ``nodes`` read, as far as it matters to them.

    Values that ``nodes`` do not tell apart become one, so that many merchants share an answer.
    """
    return tuple(
        [(key, same(value)) for key, same in _read(nodes) if (value := facts.get(key)) is not None]
    )


@lru_cache(_KEPT)
def _read(nodes: Nodes) -> tuple[tuple[str, Callable[[Value], Value]], ...]:
    facts = dict.fromkeys(fact for node in nodes for fact in facts_of(node))
    return tuple((fact.id, stand_in(fact, nodes)) for fact in facts)


@lru_cache(_KEPT)
def settled(condition: Condition, known: Given, day: date) -> Outcome:
    """Return the exact outcome of ``condition``: None only where it can come out both ways."""
    search = Search(dict(known), day)
    outcome = sure(condition, search.known, day)
    if outcome is not None:
        return outcome
    unknown = search.unknown([condition])
    if len(unknown) == 1:
        found = _outcomes(unknown[0], condition, search.known, day)
        return found.pop() if len(found) == 1 else None
    if search.possible([condition]) is False:
        return False
    return True if search.possible([condition], wanted=False) is False else None


@lru_cache(_KEPT)
def hanging(condition: Condition, known: Given, day: date) -> tuple[Fact, ...]:
    """Return the facts on which the outcome of ``condition``, which is unknown, hangs."""
    search = Search(dict(known), day)
    unknown = search.unknown([condition])
    if len(unknown) == 1:
        return unknown
    return tuple(search.pivots((condition,), dict.fromkeys(unknown, (condition,))))


def _outcomes(fact: Fact, condition: Condition, facts: Facts, day: date) -> set[Outcome]:
    """Return how ``condition`` comes out for every value of ``fact``."""
    values = Candidates(fact, [Use(condition, facts)], day)
    return {sure(condition, {**facts, fact.id: value}, day) for value in values}


def weighed(
    conditions: tuple[Condition, ...], facts: Facts, day: date
) -> tuple[Outcome, tuple[Fact, ...]]:
    """Settle open conditions that hang together through facts they share.

    The outcome is False where they cannot all hold; else come the facts on
    which it hangs whether they do.
    """
    links = {c: hanging(c, given((c,), facts), day) for c in conditions}
    every = dict.fromkeys(fact for condition in conditions for fact in links[condition])
    still: set[Fact] = set()
    for group in tied(conditions, links.__getitem__):
        if len(group) == 1:
            still.update(links[group[0]])
            continue
        outcome, left = _grouped(tuple(group), given(tuple(group), facts), day)
        if outcome is False:
            return False, ()
        still.update(left)
    return None, tuple(fact for fact in every if fact in still)


@lru_cache(_FEWER)
def _grouped(
    conditions: tuple[Condition, ...], known: Given, day: date
) -> tuple[Outcome, tuple[Fact, ...]]:
    facts = dict(known)
    search = Search(facts, day)
    if search.possible(conditions) is False:
        return False, ()
    links = [(c, fact) for c in conditions for fact in hanging(c, given((c,), facts), day)]
    through = {fact: [c for c, f in links if f == fact] for _, fact in links}
    return None, tuple(search.pivots(conditions, through))


def moving(
    amount: Expression,
    conditions: tuple[Condition, ...],
    needed: tuple[Fact, ...],
    facts: Facts,
    day: date,
) -> tuple[Fact, ...]:
    """Return the facts that can still change ``amount`` where all conditions hold.

    Those already ``needed`` are left out.
    """
    unsure = {f for f in facts_of(amount) if facts.get(f.id) is None}
    if unsure <= set(needed):
        return ()
    bound = _bound(unsure, conditions, facts)
    return _moving(
        amount,
        bound,
        tuple([fact for fact in needed if fact in unsure]),
        given((amount, *bound), facts),
        day,
    )


def _bound(
    unsure: set[Fact], conditions: tuple[Condition, ...], facts: Facts
) -> tuple[Condition, ...]:
    """Return the conditions that bear on unknown facts, also by way of other facts."""
    reads = {c: {f for f in facts_of(c) if facts.get(f.id) is None} for c in conditions}
    found: set[Condition] = set()
    while more := {c for c in conditions if c not in found and not reads[c].isdisjoint(unsure)}:
        found |= more
        unsure = unsure.union(*(reads[c] for c in more))
    return tuple([c for c in conditions if c in found])


@lru_cache(_FEWER)
def _moving(
    amount: Expression,
    conditions: tuple[Condition, ...],
    needed: tuple[Fact, ...],
    known: Given,
    day: date,
) -> tuple[Fact, ...]:
    search = Search(dict(known), day)
    unsure = [fact for fact in search.unknown([amount]) if fact not in needed]
    return Moves(search, amount, conditions).found(unsure) if unsure else ()


def decisive(
    asked: tuple[Fact, ...], conditions: tuple[Condition, ...], facts: Facts, day: date
) -> tuple[Fact, ...]:
    """Return those facts of which one answer may settle whether all open conditions hold."""
    reading: dict[Fact, list[Condition]] = {fact: [] for fact in asked}
    for condition in conditions:
        for fact in facts_of(condition):
            if fact in reading:
                reading[fact].append(condition)
    known = {condition: given((condition,), facts) for condition in conditions}
    return tuple(
        [
            fact
            for fact in asked
            if any(_spoils(fact, c, known[c], day) for c in reading[fact])
            or (
                len(reading[fact]) == len(conditions)
                and _secures(fact, conditions, given(conditions, facts), day)
            )
        ]
    )


@lru_cache(_FEWER)
def _secures(fact: Fact, conditions: tuple[Condition, ...], known: Given, day: date) -> bool:
    """Tell whether some answer for ``fact`` alone makes all ``conditions`` hold."""
    facts = dict(known)
    return any(
        all(sure(c, {**facts, fact.id: value}, day) for c in conditions)
        for value in Candidates(fact, [Use(c, facts) for c in conditions], day)
    )


@lru_cache(_KEPT)
def _spoils(fact: Fact, condition: Condition, known: Given, day: date) -> bool:
    """Tell whether some answer for ``fact`` alone makes ``condition`` fail."""
    facts = dict(known)
    if isinstance(condition, AnyOf):
        aside = [part for part in condition.parts if fact not in facts_of(part)]
        if any(sure(part, facts, day) is not False for part in aside):
            return False
    return False in _outcomes(fact, condition, facts, day)
