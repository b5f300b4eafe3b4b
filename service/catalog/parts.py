"""What an edition's table is made of: the derived names and the lists it uses."""

from __future__ import annotations

from collections.abc import Iterator

from service.engine.program import Edition
from service.engine.tree import CodeList, Lookup, Member, Named, Node, walk


def named_of(edition: Edition) -> list[Named]:
    """Return the derived facts that an edition uses, each once."""
    return [part for part in _parts(edition) if isinstance(part, Named)]


def lists_of(edition: Edition) -> list[CodeList]:
    """Return the code lists that an edition uses, each once."""
    parts = _parts(edition)
    within = [part.within for part in parts if isinstance(part, Member)]
    tables = [*within, *(part.listing for part in parts if isinstance(part, Lookup))]
    return [table for table in dict.fromkeys(tables) if isinstance(table, CodeList)]


def _parts(edition: Edition) -> list[Node]:
    return list(dict.fromkeys(part for node in _nodes(edition) for part in walk(node)))


def _nodes(edition: Edition) -> Iterator[Node]:
    requirements = [r for option in edition.options for r in option.requirements]
    yield from (r.condition for r in (*edition.requirements, *requirements))
    for benefit in (edition.benefit, *(option.benefit for option in edition.options)):
        yield benefit.amount
        yield from (detail.amount for detail in benefit.details)
    yield from (window.rota.digit for window in edition.windows if window.rota)
    yield from (window.when for window in edition.windows if window.when)
    yield from (caveat.when for caveat in edition.caveats if caveat.when)
