"""A merchant as a list of values: every fact, and what several programs work out from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from service.engine.facts import Fact, Facts
from service.engine.program import Edition, Option, Program
from service.engine.source import Place, Source
from service.engine.tree import (
    Arithmetic,
    Call,
    Cases,
    Expression,
    Get,
    Lookup,
    Node,
    facts_of,
    walk,
)
from service.engine.unknown import UNKNOWN
from service.engine.verdict import worths_of

Cell = Callable[[Facts, list[object], list[object], date], object]
"""Gives one value from the facts and the values before it; raises KeyError where it cannot."""

_SEVERAL = 3


class Values:
    """Makes the list, in which UNKNOWN stands for what cannot be told."""

    def __init__(self, facts: Iterable[Fact], programs: Iterable[Program]) -> None:
        """Look what is worked out more than once; ``places`` tells where each value stands."""
        self.places: dict[Expression, Place] = {
            Get(fact): Place(number, 1) for number, fact in enumerate(facts)
        }
        self._facts = tuple(node.fact.id for node in self.places if isinstance(node, Get))
        self._unknown = (UNKNOWN,) * len(self._facts)
        source = Source(self.places)
        shared = _shared(programs)
        held = [source.perhaps(node) for node in shared]
        source.lines.append(f"return ({''.join(f'{each.name}, ' for each in held)})")
        self._work_out = source.function("f, v, x, day")
        for number, (node, each) in enumerate(zip(shared, held, strict=True), len(self._facts)):
            self.places[node] = Place(number, each.scale)
        self._cells: list[Cell] = []

    def add(self, cell: Cell) -> int:
        """Add what ``cell`` gives to the list; return its place."""
        self._cells.append(cell)
        return len(self.places) + len(self._cells) - 1

    def of(self, facts: Facts, day: date) -> tuple[list[object], list[object]]:
        """Return the values of one merchant, and the facts alone with None for the unknown."""
        values: list[object] = [*map(facts.get, self._facts, self._unknown)]
        plain: list[object] = [*map(facts.get, self._facts)]
        values += self._work_out(facts, values, plain, day)
        for cell in self._cells:
            try:
                values.append(cell(facts, values, plain, day))
            except KeyError:
                values.append(UNKNOWN)
        return values, plain


def _shared(programs: Iterable[Program]) -> list[Expression]:
    """Return the expressions in several editions, those within others first."""
    uses: Counter[Expression] = Counter()
    for program in programs:
        for edition in program.editions:
            uses.update(dict.fromkeys(_worked_out(edition)).keys())
    found = [node for node, count in uses.items() if count >= _SEVERAL]
    return sorted(found, key=lambda node: sum(1 for _ in walk(node)))


def _worked_out(edition: Edition) -> Iterator[Expression]:
    nodes: list[Node] = []
    parts: tuple[Edition | Option, ...] = (edition, *edition.options)
    for part in parts:
        nodes += [requirement.condition for requirement in part.requirements]
        nodes += [worth.amount for worth in worths_of(part)]
    for node in nodes:
        for inner in walk(node):
            if isinstance(inner, Arithmetic | Call | Cases | Lookup) and facts_of(inner):
                yield inner
