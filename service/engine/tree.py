"""Expressions and conditions as small trees that several readers can walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar, dataclass_transform

from service.engine.facts import Fact, Kind, Value
from service.engine.functions import Function
from service.engine.sources import Source

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def _node(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen dataclass that computes its hash once: trees are keys."""
    made = dataclass(frozen=True)(cls)
    compute = made.__hash__

    def remembered(self: T) -> int:
        kept: dict[str, int] = self.__dict__
        if "_hash" not in kept:
            kept["_hash"] = compute(self)
        return kept["_hash"]

    made.__hash__ = remembered  # type: ignore[assignment, method-assign]  # the same hash, kept
    return made


@_node
class Const:
    """A value written in a table."""

    value: Value
    kind: Kind
    unit: str = ""


@_node
class Get:
    """The value of a fact."""

    fact: Fact

    @property
    def kind(self) -> Kind:
        """The fact's kind."""
        return self.fact.kind

    @property
    def unit(self) -> str:
        """The fact's unit."""
        return self.fact.unit


@_node
class Today:
    """The day the question is asked for."""

    kind: Kind = Kind.DATE
    unit: str = ""


@_node
class Named:
    """An expression with a name of its own, which wording uses in its place."""

    name: str
    name_en: str
    expression: Expression

    @property
    def kind(self) -> Kind:
        """The expression's kind."""
        return self.expression.kind

    @property
    def unit(self) -> str:
        """The expression's unit."""
        return self.expression.unit


@_node
class Arithmetic:
    """One of ``+ - * /`` between two numbers, exact."""

    operator: str
    left: Expression
    right: Expression
    kind: Kind
    unit: str


@_node
class Call:
    """A function of the table language applied to its arguments."""

    function: Function
    arguments: tuple[Expression, ...]
    kind: Kind
    unit: str


@_node
class Lookup:
    """The amount a list gives for a code; its ``default`` where no row applies."""

    listing: CodeList
    code: Expression

    @property
    def kind(self) -> Kind:
        """The kind of the list's amounts."""
        return self.listing.default.kind

    @property
    def unit(self) -> str:
        """The unit of the list's amounts."""
        return self.listing.default.unit


@_node
class Cases:
    """The expression of the first branch whose condition holds, else the last one."""

    branches: tuple[tuple[Condition, Expression], ...]
    otherwise: Expression

    @property
    def kind(self) -> Kind:
        """The branches' common kind."""
        return self.otherwise.kind

    @property
    def unit(self) -> str:
        """The branches' common unit."""
        return self.otherwise.unit


@_node
class Compare:
    """A chain of comparisons: ``operands[i] operators[i] operands[i + 1]`` for every i."""

    operands: tuple[Expression, ...]
    operators: tuple[str, ...]


@_node
class Member:
    """Whether a value stands in a list or among a few values."""

    item: Expression
    within: CodeList | tuple[Value, ...]
    negated: bool = False


@_node
class AnyOf:
    """Holds when one part holds."""

    parts: tuple[Condition, ...]


@_node
class AllOf:
    """Holds when every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Row:
    """A row of a code list, for every code that begins with ``code``.

    A row with ``when`` applies only where that holds; otherwise the next
    shorter prefix decides. ``included`` tells whether such a code is in the list.
    """

    code: str
    included: bool
    source: Source
    name: str = ""
    name_en: str = ""
    when: Condition | None = None
    amount: Const | None = None


@dataclass(frozen=True, eq=False)
class CodeList:
    """A list of codes: the longest matching prefix decides, conditional rows first."""

    id: str
    title: str
    title_en: str
    rows: tuple[Row, ...]
    default: Const = field(default_factory=lambda: Const(0, Kind.MONEY, "원"))

    def matching(self, code: str) -> tuple[Row, ...]:
        """Return the rows for ``code`` in the order they decide, none after a sure one."""
        return _matching(self, code)


@cache
def _matching(listing: CodeList, code: str) -> tuple[Row, ...]:
    found = sorted(
        (row for row in listing.rows if code.startswith(row.code)),
        key=lambda row: (-len(row.code), row.when is None),
    )
    for place, row in enumerate(found):
        if row.when is None:
            return tuple(found[: place + 1])
    return tuple(found)


Expression = Const | Get | Today | Named | Arithmetic | Call | Lookup | Cases
Condition = Compare | Member | AnyOf | AllOf
Node = Expression | Condition


def children(node: Node) -> Iterator[Node]:
    """Yield the parts of ``node``, the conditions of list rows among them."""
    match node:
        case Named(expression=part):
            yield part
        case Arithmetic(left=left, right=right):
            yield left
            yield right
        case Call(arguments=parts) | Compare(operands=parts):
            yield from parts
        case AnyOf(parts=conditions) | AllOf(parts=conditions):
            yield from conditions
        case Cases(branches=branches, otherwise=otherwise):
            for condition, branch in branches:
                yield condition
                yield branch
            yield otherwise
        case Lookup(listing=listing, code=item) | Member(item=item, within=listing):
            yield item
            if isinstance(listing, CodeList):
                yield from dict.fromkeys(row.when for row in listing.rows if row.when is not None)
        case Const() | Get() | Today():
            return


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


@cache
def facts_of(node: Node) -> tuple[Fact, ...]:
    """Return the facts ``node`` reads, each once, in reading order."""
    return tuple(dict.fromkeys(part.fact for part in walk(node) if isinstance(part, Get)))
