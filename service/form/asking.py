"""Which questions to ask next: first those that decide most, then the best by rank."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from service.catalog.model import Catalog, Entry
from service.engine.facts import Facts, Kind
from service.engine.program import Edition
from service.engine.questions import ranked
from service.engine.tree import CodeList, Compare, Const, Get, Lookup, Member, Node, children
from service.engine.verdict import Verdict, amounts_of, conditions_of
from service.engine.window import Status

MOST = 4
"""How many questions a page may have."""
_LONG = 8
"""A question with more choices than this has a page of its own."""

Ranked = Sequence[tuple[str, tuple[str, ...]]]


def opening(catalog: Catalog, day: date, facts: Facts) -> tuple[tuple[str, ...], ...]:
    """Return the two pages every merchant begins with, without sales before there was a shop."""
    opened = facts.get("opened_on")
    first = opened.year if isinstance(opened, date) else 0
    sales = [f"sales_{year}" for year in (day.year - 1, day.year - 2) if year >= first]
    pages = (
        ("district", "industry_code", "opened_on", "operating_status"),
        (*sales, "employees", "business_form"),
    )
    return tuple(tuple(name for name in page if name in catalog.entries) for page in pages)


class Asking:
    """Knows what is worth asking."""

    def __init__(self, catalog: Catalog) -> None:
        """Use the order in which facts are declared."""
        self._catalog = catalog
        self._order = {name: place for place, name in enumerate(catalog.entries)}

    def ranked(self, verdicts: Mapping[str, Verdict]) -> Ranked:
        """Return what can still change an answer of a program that has not ended, best first."""
        alive = {
            name: verdict
            for name, verdict in verdicts.items()
            if verdict.application.status is not Status.CLOSED
        }
        return ranked(alive, self._order)

    def following(
        self, best: Ranked, asked: Collection[str], facts: Facts, day: date
    ) -> tuple[str, ...]:
        """Return the next page's questions; none where nothing is left to ask."""
        useful = {name for name, _ in best}
        first, *others = opening(self._catalog, day, facts)
        page = tuple(name for name in first if name not in asked)
        if page:
            return page
        for names in others:
            page = tuple(name for name in names if name not in asked and name in useful)
            if page:
                return page
        left = {name: frozenset(programs) for name, programs in best if name not in asked}
        return tuple(self._best(left))

    def _best(self, left: Mapping[str, frozenset[str]]) -> Iterator[str]:
        """Yield questions of which none becomes idle by what is answered to another.

        Each has a program that needs it and none of the others, so that no answer to
        these can settle it. ``left`` holds what is still needed, best first, by which programs.
        """
        chosen: set[str] = set()
        served: set[str] = set()
        for name in left:
            if left[name] <= served:
                continue
            name = self._gate(name, left)
            if name in chosen or (chosen and self._long(name)):
                continue
            yield name
            chosen.add(name)
            served |= left[name]
            if len(chosen) == MOST or self._long(name):
                return

    def _gate(self, name: str, left: Mapping[str, frozenset[str]]) -> str:
        """Return what to ask before an amount or a date: what is answered without looking it up.

        It is declared earlier, needed wherever ``name`` is, by as few other programs as can be,
        and the best that just these need.
        """
        if self._easy(name):
            return name
        gates = [
            gate
            for gate, programs in left.items()
            if programs >= left[name]
            and self._easy(gate)
            and self._order[gate] < self._order[name]
            and gate == next(best for best in left if best != name and left[best] == programs)
        ]
        return min(gates, key=lambda gate: len(left[gate]), default=name)

    def _easy(self, name: str) -> bool:
        hard = (Kind.MONEY, Kind.DATE, Kind.CODE)
        return self._catalog.entries[name].fact.kind not in hard and not self._long(name)

    def _long(self, name: str) -> bool:
        return len(self._catalog.entries[name].choices) > _LONG


class Choices:
    """Finds which choices of a question can make a difference to one merchant."""

    def __init__(self, catalog: Catalog) -> None:
        """Use the tables of ``catalog``."""
        self._catalog = catalog

    def of(self, entry: Entry, facts: Facts, editions: Collection[Edition]) -> tuple[str, ...]:
        """Return the choices to show: all of a short list, of a long one those that matter.

        The first choice stands for all that the tables do not tell apart.
        """
        every = tuple(value for value, _ in entry.choices)
        if len(every) <= _LONG:
            return every
        codes = tuple(
            str(facts[name])
            for name, other in self._catalog.entries.items()
            if other.fact.kind is Kind.CODE and name in facts
        )
        named: set[str] = set()
        for edition in editions:
            named |= _named(edition, entry.fact.id, codes)
        if every[0] in named or not named:
            return every
        return tuple(value for value in every if value == every[0] or value in named)


@cache
def _named(edition: Edition, fact: str, codes: tuple[str, ...]) -> frozenset[str]:
    """Return the values of ``fact`` that an edition's table names for these codes."""
    roots: list[Node] = [*conditions_of(edition), *amounts_of(edition)]
    limits = [window.when for window in edition.windows]
    limits += [caveat.when for caveat in edition.caveats]
    limits += [paper.when for paper in edition.documents]
    limits += [caveat.when for option in edition.options for caveat in option.caveats]
    roots += [when for when in limits if when is not None]
    return frozenset(value for root in roots for value in _values(root, fact, codes))


def _values(node: Node, fact: str, codes: tuple[str, ...]) -> Iterator[str]:
    match node:
        case Compare(operands=operands) if any(_is(part, fact) for part in operands):
            yield from (str(part.value) for part in operands if isinstance(part, Const))
        case Member(item=item, within=tuple() as values) if _is(item, fact):
            yield from map(str, values)
        case Member(within=CodeList() as listing) | Lookup(listing=listing) if codes:
            for code in codes:
                for row in listing.matching(code):
                    if row.when is not None:
                        yield from _values(row.when, fact, codes)
            return
    for child in children(node):
        yield from _values(child, fact, codes)


def _is(node: Node, fact: str) -> bool:
    return isinstance(node, Get) and node.fact.id == fact
