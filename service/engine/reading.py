"""Which facts a condition or expression can still read while some are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from service.engine.facts import FINITE, Fact, Facts
from service.engine.ranges import outcome, possible
from service.engine.tree import (
    AllOf,
    AnyOf,
    Call,
    Cases,
    CodeList,
    Condition,
    Expression,
    Get,
    Lookup,
    Member,
    Node,
    children,
    facts_of,
    walk,
)

Reader = Callable[[Facts, date], Sequence[Fact]]


def read_facts(node: Condition | Expression, env: Facts, day: date) -> Sequence[Fact]:
    """Return the facts ``node`` can still read: nothing that is ruled out or settled already."""
    return _reader(node)(env, day)


@cache
def _reader(node: Node) -> Reader:
    match node:
        case (
            Lookup(listing=listing, code=Get(fact=item))
            | Member(item=Get(fact=item), within=CodeList() as listing)
        ):
            return _row_reader(listing, item.id, facts_of(node))
        case Cases(branches=branches, otherwise=otherwise):
            ways = [(c, _reader(c), _reader(branch)) for c, branch in branches]
            return _case_reader(ways, _reader(otherwise))
        case AnyOf(parts=conditions) | AllOf(parts=conditions):
            pairs = [(part, _reader(part)) for part in conditions]
            return _part_reader(pairs, settling=isinstance(node, AnyOf))
    parts = [_reader(child) for child in children(node)]
    if isinstance(node, Call) and node.kind not in FINITE:
        return _call_reader(node, parts)
    if any(isinstance(below, Cases | Lookup | Member | Call) for below in walk(node)):
        return lambda env, day: [fact for part in parts for fact in part(env, day)]
    every = facts_of(node)
    return lambda env, day: every


def _row_reader(listing: CodeList, key: str, every: tuple[Fact, ...]) -> Reader:
    def run(env: Facts, day: date) -> Sequence[Fact]:
        code = env.get(key)
        if not isinstance(code, str):
            return every
        rows = listing.matching(code)
        return [f for row in rows if row.when is not None for f in read_facts(row.when, env, day)]

    return run


def _part_reader(pairs: Sequence[tuple[Condition, Reader]], settling: bool) -> Reader:
    """Read the parts still open, none where one comes out as ``settling``."""

    def run(env: Facts, day: date) -> Sequence[Fact]:
        found: list[Fact] = []
        for part, reader in pairs:
            seen = outcome(part, env, day)
            if seen is settling:
                return ()
            if seen is None:
                found += reader(env, day)
        return found

    return run


def _call_reader(node: Call, parts: Sequence[Reader]) -> Reader:
    """Read nothing where only one value is left, nor of a least one what lies above it."""
    least, greatest = node.function.call is min, node.function.call is max
    pairs = tuple(zip(node.arguments, parts, strict=True))

    def run(env: Facts, day: date) -> Sequence[Fact]:
        low, high = possible(node, env, day)
        found: list[Fact] = []
        for argument, part in pairs if low != high else ():
            own = possible(argument, env, day) if least or greatest else None
            if own and ((least and own.low >= high) or (greatest and own.high <= low)):
                continue
            found += part(env, day)
        return found

    return run


def _case_reader(ways: Sequence[tuple[Condition, Reader, Reader]], otherwise: Reader) -> Reader:
    def run(env: Facts, day: date) -> Sequence[Fact]:
        found: list[Fact] = []
        for condition, asked, branch in ways:
            taken = outcome(condition, env, day)
            if taken is None:
                found += asked(env, day)
            if taken is not False:
                found += branch(env, day)
            if taken:
                return found
        found += otherwise(env, day)
        return found

    return run
