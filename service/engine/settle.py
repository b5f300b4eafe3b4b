"""What a merchant's unknown facts still leave open, remembered between questions.

Each answer depends on a few conditions and what is known of the facts they
read, so that merchants of whom the same is known share it. The last few
thousand answers are held, in memory only; what is known of a merchant is
never written down.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from service.engine.candidates import Candidates, Use
from service.engine.facts import Fact, Facts, Outcome, Value
from service.engine.moves import Moves
from service.engine.search import Search, sure, tied
from service.engine.tree import AnyOf, Condition, Expression, facts_of

_KEPT = 10_000
Given = tuple[tuple[str, Value], ...]
Nodes = tuple[Condition | Expression, ...]


def given(nodes: Nodes, facts: Facts) -> Given:
    """Return what is known of the facts that ``nodes`` read."""
    return tuple([(key, value) for key in _keys(nodes) if (value := facts.get(key)) is not None])


@cache
def _keys(nodes: Nodes) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.id for node in nodes for fact in facts_of(node)))


@lru_cache(_KEPT)
def settled(condition: Condition, known: Given, day: date) -> Outcome:
    """Return the exact outcome of ``condition``: None only where it can come out both ways."""
    search = Search(dict(known), day)
    outcome = sure(condition, search.known, day)
    if outcome is not None:
        return outcome
    if search.possible([condition]) is False:
        return False
    return True if search.possible([condition], wanted=False) is False else None


@lru_cache(_KEPT)
def hanging(condition: Condition, known: Given, day: date) -> tuple[Fact, ...]:
    """Return the facts on which the outcome of ``condition`` hangs."""
    search = Search(dict(known), day)
    through = dict.fromkeys(search.unknown([condition]), (condition,))
    return tuple(search.pivots((condition,), through))


@lru_cache(_KEPT)
def weighed(
    conditions: tuple[Condition, ...], known: Given, day: date
) -> tuple[Outcome, tuple[Fact, ...]]:
    """Settle open conditions that hang together through facts they share.

    The outcome is False where they cannot all hold; else come the facts on
    which it hangs whether they do.
    """
    facts = dict(known)

    def links(condition: Condition) -> tuple[Fact, ...]:
        return hanging(condition, given((condition,), facts), day)

    every = tuple(dict.fromkeys(fact for condition in conditions for fact in links(condition)))
    still: set[Fact] = set()
    for group in tied(conditions, links):
        if len(group) == 1:
            still.update(links(group[0]))
            continue
        outcome, left = _grouped(tuple(group), given(tuple(group), facts), day)
        if outcome is False:
            return False, ()
        still.update(left)
    return None, tuple(fact for fact in every if fact in still)


@lru_cache(_KEPT)
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


@lru_cache(_KEPT)
def moving(
    amount: Expression,
    conditions: tuple[Condition, ...],
    needed: tuple[Fact, ...],
    known: Given,
    day: date,
) -> tuple[Fact, ...]:
    """Return the facts that can still change ``amount`` where all conditions hold.

    Those already ``needed`` are left out.
    """
    search = Search(dict(known), day)
    facts = [fact for fact in search.unknown([amount]) if fact not in needed]
    return Moves(search, amount, conditions).found(facts) if facts else ()


@lru_cache(_KEPT)
def decides(fact: Fact, conditions: tuple[Condition, ...], known: Given, day: date) -> bool:
    """Tell whether some answer for ``fact`` alone settles whether all open conditions hold."""
    facts = dict(known)
    reading = [condition for condition in conditions if fact in facts_of(condition)]
    if any(_spoils(fact, c, given((c,), facts), day) for c in reading):
        return True
    return len(reading) == len(conditions) and any(
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
    return any(
        sure(condition, {**facts, fact.id: value}, day) is False
        for value in Candidates(fact, [Use(condition, facts)], day)
    )
