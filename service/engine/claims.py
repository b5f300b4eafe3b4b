"""What a search must make true: claims on conditions, in one or two worlds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from service.engine.closures import judge
from service.engine.facts import Fact, Facts, Outcome
from service.engine.ranges import outcome
from service.engine.reading import read_facts
from service.engine.tree import AllOf, AnyOf, Condition, facts_of

Worlds = tuple[Facts, ...]
"""What is known, in one or two worlds that differ in a single fact."""


class Claim(NamedTuple):
    """That ``condition`` comes out as ``wanted`` in one of the worlds.

    ``turned`` says that it comes out otherwise in the other world.
    """

    condition: Condition
    wanted: bool
    world: int = 0
    turned: bool = False


class _Way(NamedTuple):
    """A claim, and the unknown facts it can still read."""

    claim: Claim
    reads: tuple[Fact, ...]


class Open(NamedTuple):
    """A claim not yet met, as the ways to meet it that are left, and all they read."""

    ways: tuple[_Way, ...]
    reads: tuple[Fact, ...]


class Change(NamedTuple):
    """That ``fact`` is known from now on, in one ``world`` or in all.

    As a ``range`` it is known no better than that.
    """

    fact: Fact
    world: int | None
    range: bool = False

    def touches(self, way: _Way) -> bool:
        """Tell whether the claim may come out by it."""
        claim, reads = way
        return self.fact in reads and (self.world is None or claim.world == self.world)


def sure(condition: Condition, env: Facts, day: date) -> Outcome:
    """Judge ``condition``, sure also where every value of an unknown fact agrees."""
    found = judge(condition)(env, day)
    return outcome(condition, env, day) if found is None else found


def opened(
    claims: Iterable[Claim], worlds: Worlds, day: date, apart: Fact | None
) -> list[Open] | None:
    """Return the claims that are not met yet; None when one cannot be met.

    ``apart`` is the fact in which the worlds differ.
    """
    left: list[Open] = []
    for claim in claims:
        ways = [_Way(c, facts_of(c.condition)) for c in _ways(claim)]
        if not _weigh(ways, worlds, day, apart, None, left):
            return None
    return left


def still_open(
    claims: Iterable[Open], worlds: Worlds, day: date, apart: Fact | None, change: Change
) -> list[Open] | None:
    """Return the claims still open after a change; None when one cannot be met."""
    left: list[Open] = []
    for held in claims:
        if change.fact not in held.reads:
            left.append(held)
        elif not _weigh(held.ways, worlds, day, apart, change, left):
            return None
    return left


def _weigh(
    ways: Sequence[_Way],
    worlds: Worlds,
    day: date,
    apart: Fact | None,
    change: Change | None,
    left: list[Open],
) -> bool:
    """Add to ``left`` what remains of a claim; tell whether it can still be met."""
    alive: list[_Way] = []
    for way in ways:
        if change is not None and not change.touches(way):
            alive.append(way)
            continue
        claim, reads = way
        env = worlds[claim.world]
        # Closures are quicker than ranges, but tell nothing while facts are unknown.
        tell = sure if len(reads) == 1 and not (change and change.range) else outcome
        seen = tell(claim.condition, env, day)
        if seen is claim.wanted:
            return True
        if seen is None:
            unknown = dict.fromkeys(read_facts(claim.condition, env, day))
            reads = tuple([fact for fact in unknown if env.get(fact.id) is None])
            # What cannot read the fact in question comes out alike in both worlds.
            if not (claim.turned and apart not in reads and apart and apart.id not in env):
                alive.append(_Way(claim, reads))
    if len(alive) == 1:
        claim = alive[0].claim
        parts = list(_parts(claim))
        if len(parts) > 1:
            for part in parts:
                again = [_Way(c, facts_of(c.condition)) for c in _ways(part)]
                if not _weigh(again, worlds, day, apart, None, left):
                    return False
            return True
    if alive:
        reads = tuple(dict.fromkeys([fact for way in alive for fact in way.reads]))
        if reads:
            left.append(Open(tuple(alive), reads))
    return bool(alive)


def _ways(claim: Claim) -> Iterator[Claim]:
    """Yield claims of which one is enough."""
    return _split(claim, one=True)


def _parts(claim: Claim) -> Iterator[Claim]:
    """Yield claims that together say the same."""
    return _split(claim, one=False)


def _split(claim: Claim, one: bool) -> Iterator[Claim]:
    """Yield claims of which ``one`` is enough, or that all are needed."""
    condition, wanted, world, turned = claim
    if isinstance(condition, AnyOf if wanted is one else AllOf) and not turned:
        for part in condition.parts:
            yield from _split(Claim(part, wanted, world), one)
    else:
        yield claim


def turns(condition: Condition, fact: Fact) -> Iterator[list[Claim]]:
    """Yield each way in which ``fact`` alone turns ``condition`` from true to false.

    The first claims are on the comparison that turns.
    """
    match condition:
        case AnyOf(parts=parts) | AllOf(parts=parts):
            # The others must not hold after the turn, or must hold before it.
            wanted, world = (False, 1) if isinstance(condition, AnyOf) else (True, 0)
            for place, part in enumerate(parts):
                rest = [Claim(p, wanted, world) for p in (*parts[:place], *parts[place + 1 :])]
                for turn in turns(part, fact) if fact in facts_of(part) else ():
                    yield [*turn, *rest]
        case _:
            yield [Claim(condition, False, 1, turned=True), Claim(condition, True, 0)]
