"""Values worth trying: what the tables themselves compare with, and just beside it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from service.catalog.model import Catalog
from service.engine.facts import Fact, Kind
from service.engine.program import Edition
from service.engine.tree import CodeList, Const, Lookup, Member, Node, facts_of, walk
from service.engine.verdict import amounts_of, conditions_of


@cache
def nodes(edition: Edition) -> tuple[Node, ...]:
    """Return every node of the edition's conditions, amounts and windows."""
    roots: list[Node] = [*conditions_of(edition), *amounts_of(edition)]
    roots += [w.when for w in edition.windows if w.when is not None]
    roots += [w.rota.digit for w in edition.windows if w.rota is not None]
    return tuple(node for root in roots for node in walk(root))


@cache
def facts(edition: Edition) -> tuple[Fact, ...]:
    """Return the facts that decide about the edition's verdict and amounts."""
    roots: list[Node] = [*conditions_of(edition), *amounts_of(edition)]
    return tuple(dict.fromkeys(fact for root in roots for fact in facts_of(root)))


@cache
def pool(edition: Edition, fact: Fact, day: date) -> tuple[Any, ...]:
    """Return values of ``fact`` on, just before and just after every limit."""
    if fact.kind is Kind.CODE:
        return _codes(edition, fact)
    if fact.kind in (Kind.CHOICE, Kind.BOOL):
        return fact.choices()
    low, high = fact.bounds(day)
    found: set[Any] = {low, high}
    constants = [n for n in nodes(edition) if isinstance(n, Const)]
    if fact.kind is Kind.DATE:
        marks = {c.value for c in constants if c.kind is Kind.DATE} | {day}
        for mark in marks:
            for back in (0, 1, 31, 90, 183, 184, 365, 366, 730, 1000, 2000, 12000):
                found |= {mark - timedelta(days=back), mark + timedelta(days=min(back, 1))}
    else:
        marks = {c.value for c in constants if c.kind is fact.kind and c.unit == fact.unit}
        marks |= {a.value for n in nodes(edition) for a in _amounts(n) if a.kind is fact.kind}
        for mark in marks:
            found |= {mark - fact.step, mark, mark + fact.step, mark // 2, mark // 12, mark * 3}
        if fact.kind is Kind.MONEY:
            found |= {1_000_000, 25_000_000, 83_000_000, 450_000_000, 2_000_000_000}
    return tuple(sorted(v for v in found if low <= v <= high))


def _amounts(node: Node) -> list[Const]:
    if not isinstance(node, Lookup):
        return []
    return [row.amount for row in node.listing.rows if row.amount is not None]


def _codes(edition: Edition, fact: Fact) -> tuple[str, ...]:
    prefixes = {"56", "25", "47", "84", "01"}
    for node in nodes(edition):
        match node:
            case Member(within=CodeList() as listing) | Lookup(listing=listing):
                prefixes |= {row.code for row in listing.rows}
    return tuple(
        next(code for code in fact.values if code.startswith(prefix)) for prefix in sorted(prefixes)
    )


def moments(catalog: Catalog) -> list[date]:
    """Return days around every edition's and window's beginning and end."""
    days: set[date] = {date(2026, 11, 23)}
    for program in catalog.programs.values():
        for edition in program.editions:
            marks = [edition.start, edition.end]
            marks += [w.opens.date() for w in edition.windows if w.opens]
            marks += [w.closes.date() for w in edition.windows if w.closes]
            days |= {m + timedelta(days=d) for m in marks for d in (-1, 0, 1)}
    return sorted(days)
