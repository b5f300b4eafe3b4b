"""A merchant as a list of values: every fact, and what several programs work out from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

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

Work = Callable[[Facts, list[object], list[object], date], object]
"""Gives one value from the facts and the values before it; raises KeyError where it cannot."""

_SEVERAL = 3


class Cell(NamedTuple):
    """A value that is worked out: its place, how, and the places of what that reads."""

    number: int
    work: Work
    reads: tuple[int, ...]


class Values:
    """Makes the list, in which UNKNOWN stands for what cannot be told."""

    def __init__(self, facts: Iterable[Fact], programs: Iterable[Program]) -> None:
        """Look what is worked out more than once; ``places`` tells where each value stands."""
        self.places: dict[Expression, Place] = {
            Get(fact): Place(number, 1) for number, fact in enumerate(facts)
        }
        self._facts = tuple(node.fact.id for node in self.places if isinstance(node, Get))
        self._unknown = (UNKNOWN,) * len(self._facts)
        self._cells: dict[int, Cell] = {}
        for node in _shared(programs):
            source = Source(self.places)
            held = source.perhaps(node)
            source.lines.append(f"return {held.name}")
            self.places[node] = Place(self.add(source), held.scale)

    def add(self, source: Source) -> int:
        """Add the value that a function returns to the list; return its place."""
        number = len(self._facts) + len(self._cells)
        work = source.function("f, v, x, day")
        self._cells[number] = Cell(number, work, source.reads)
        return number

    def needed(self, reads: Iterable[int]) -> tuple[Cell, ...]:
        """Return the cells that must be worked out where these places are read, in order."""
        found: dict[int, Cell] = {}
        left = [*reads]
        while left:
            cell = self._cells.get(left.pop())
            if cell is not None and cell.number not in found:
                found[cell.number] = cell
                left += cell.reads
        return tuple(found[number] for number in sorted(found))

    def of(
        self, facts: Facts, day: date, cells: Iterable[Cell]
    ) -> tuple[list[object], list[object]]:
        """Return the values of one merchant, and the facts alone with None for the unknown."""
        plain: list[object] = [*map(facts.get, self._facts)]
        values: list[object] = [*map(facts.get, self._facts, self._unknown)]
        values += [UNKNOWN] * len(self._cells)
        for number, work, _ in cells:
            try:
                values[number] = work(facts, values, plain, day)
            except KeyError:
                continue
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
