"""Small faults for tables: numbers and dates nudged, comparisons flipped, parts dropped.

Each function yields what was changed, in Korean as the table says it, and the
changed object. Derived facts and lists are changed wherever they are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar

from service.engine.facts import Fact, Kind
from service.engine.program import (
    Benefit,
    DatedRate,
    Edition,
    Loan,
    Option,
    Program,
    Requirement,
    Text,
)
from service.engine.sources import Source
from service.engine.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Cases,
    CodeList,
    Compare,
    Const,
    Lookup,
    Member,
    Named,
    Row,
)
from service.engine.window import Rota, Window

T = TypeVar("T")
Change = tuple[str, Any]
FLIPS = {"<=": "<", ">=": ">", "<": "<=", ">": ">=", "!=": "=", "=": "!="}
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def of_tree(node: Any) -> Iterator[Change]:
    """Change one thing in a condition or expression, but not inside a name or a list."""
    match node:
        case Const():
            yield from _of_constant(node)
        case Arithmetic(left=left, right=right):
            yield from _each(node, "left", of_tree(left))
            yield from _each(node, "right", of_tree(right))
        case Call(arguments=parts):
            yield from _within(node, "arguments", parts)
        case Lookup(code=code):
            yield from _each(node, "code", of_tree(code))
        case Compare(operands=operands, operators=signs):
            for place, sign in enumerate(signs):
                flipped = (*signs[:place], FLIPS[sign], *signs[place + 1 :])
                yield f"{sign} → {FLIPS[sign]}", replace(node, operators=flipped)
            yield from _within(node, "operands", operands)
        case Member(within=within, negated=negated):
            yield "in ↔ not in", replace(node, negated=not negated)
            if isinstance(within, tuple) and len(within) > 1:
                for place, value in enumerate(within):
                    yield f"{value} 뺌", replace(node, within=_without(within, place))
        case AnyOf(parts=parts) | AllOf(parts=parts):
            if len(parts) > 1:
                for place in range(len(parts)):
                    yield f"{place + 1}번째 뺌", replace(node, parts=_without(parts, place))
            yield from _within(node, "parts", parts)
        case Cases(branches=branches, otherwise=otherwise):
            for place, (when, value) in enumerate(branches):
                fewer = _without(branches, place)
                yield f"{place + 1}번째 경우 뺌", replace(node, branches=fewer)
                for change, new in of_tree(when):
                    yield change, replace(node, branches=_with(branches, place, (new, value)))
                for change, new in of_tree(value):
                    yield change, replace(node, branches=_with(branches, place, (when, new)))
            yield from _each(node, "otherwise", of_tree(otherwise))


def _of_constant(node: Const) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} → {not value}", replace(node, value=not value)
        return
    if isinstance(value, str):
        return
    step: Any = 1
    if isinstance(value, date):
        step = DAY
    elif node.kind is Kind.NUMBER and value < 1:
        step = Fraction(1, 1000)
    for new in (value - step, value + step):
        yield f"{value} → {new}", replace(node, value=new)


def of_benefit(benefit: Benefit, own: bool) -> Iterator[Change]:
    """Change an amount, a detail or the terms of a loan; ``own`` of the edition itself.

    Whether an option's amount is an upper limit is told but does not change the verdict.
    """
    yield from _each(benefit, "amount", of_tree(benefit.amount), "금액 ")
    if own and not (isinstance(benefit.amount, Const) and benefit.amount.value == 0):
        yield "at_most", replace(benefit, at_most=not benefit.at_most)
    for place, detail in enumerate(benefit.details):
        for change, new in _each(detail, "amount", of_tree(detail.amount)):
            details = _with(benefit.details, place, new)
            yield f"{detail.name.ko} {change}", replace(benefit, details=details)
    if benefit.loan is not None:
        yield from _each(benefit, "loan", _of_loan(benefit.loan), "금리 ")


def _of_loan(loan: Loan) -> Iterator[Change]:
    tenth = Fraction(1, 10)
    for name in ("fixed", "spread", "most"):
        value = getattr(loan, name)
        if value is None or (name == "spread" and loan.fixed is not None):
            continue
        if name == "most" and not value:
            continue
        for new in (value - tenth, value + tenth):
            yield f"{name} {float(value)} → {float(new)}", replace(loan, **{name: new})
    for place in range(len(loan.sure)):
        yield "우대 뺌", replace(loan, sure=_without(loan.sure, place))


def of_requirements(owner: Edition | Option) -> Iterator[Change]:
    """Drop a requirement or change its condition."""
    for place, requirement in enumerate(owner.requirements):
        fewer = _without(owner.requirements, place)
        yield f"{requirement.id}: 요건 뺌", replace(owner, requirements=fewer)
        for change, new in of_tree(requirement.condition):
            changed: Requirement = replace(requirement, condition=new)
            requirements = _with(owner.requirements, place, changed)
            yield f"{requirement.id}: {change}", replace(owner, requirements=requirements)


def of_window(window: Window) -> Iterator[Change]:
    """Move an end, or drop what limits the window."""
    for name in ("opens", "closes"):
        end: datetime | None = getattr(window, name)
        if end is not None:
            for new in (end - SECOND, end + SECOND):
                yield f"{name} → {new}", replace(window, **{name: new})
            yield f"{name} 뺌", replace(window, **{name: None})
    if not window.seen:
        yield "seen", replace(window, seen=True)
    if window.confirmed is not None:
        for new_day in (window.confirmed - DAY, window.confirmed + DAY):
            yield f"confirmed → {new_day}", replace(window, confirmed=new_day)
        yield "confirmed 뺌", replace(window, confirmed=None)
    if window.when is not None:
        yield "when 뺌", replace(window, when=None)
        yield from _each(window, "when", of_tree(window.when))
    if window.pause is not None:
        yield "pause 뺌", replace(window, pause=None)
    if window.rota is not None:
        yield "rota 뺌", replace(window, rota=None)
        yield from _each(window, "rota", _of_rota(window.rota))


def _of_rota(rota: Rota) -> Iterator[Change]:
    for day, digits in rota.days.items():
        for digit in sorted(digits):
            days = {**rota.days, day: digits - {digit}}
            yield f"{day} {digit} 뺌", replace(rota, days=MappingProxyType(days))


def of_edition(edition: Edition) -> Iterator[Change]:
    """Change one thing in an edition; its derived facts and lists are left alone."""
    yield from of_requirements(edition)
    if not edition.options:  # with options, theirs are the amounts that count
        yield from _each(edition, "benefit", of_benefit(edition.benefit, own=True))
    for place, window in enumerate(edition.windows):
        if len(edition.windows) > 1:
            fewer = _without(edition.windows, place)
            yield f"신청기간 {place + 1}: 뺌", replace(edition, windows=fewer)
        for change, new in of_window(window):
            windows = _with(edition.windows, place, new)
            yield f"신청기간 {place + 1}: {change}", replace(edition, windows=windows)
    for place, option in enumerate(edition.options):
        fewer_options = _without(edition.options, place)
        yield f"{option.id}: 유형 뺌", replace(edition, options=fewer_options)
        for change, new in (
            *of_requirements(option),
            *_each(option, "benefit", of_benefit(option.benefit, own=False)),
        ):
            options = _with(edition.options, place, new)
            yield f"{option.id}: {change}", replace(edition, options=options)
    for place, caveat in enumerate(edition.caveats):
        if caveat.when is not None:
            for change, new in of_tree(caveat.when):
                caveats = _with(edition.caveats, place, replace(caveat, when=new))
                yield f"유의사항 {place + 1}: {change}", replace(edition, caveats=caveats)


def of_program(program: Program) -> Iterator[tuple[str, Program]]:
    """Change one thing in one edition, or the day an edition begins."""
    for place, edition in enumerate(program.editions):
        for change, new in of_edition(edition):
            editions = _with(program.editions, place, new)
            yield f"{edition.id} {change}", replace(program, editions=editions)
        if place:
            for start in (edition.start - DAY, edition.start + DAY):
                editions = _with(program.editions, place, replace(edition, start=start))
                yield f"{edition.id} from → {start}", replace(program, editions=editions)


def of_list(listing: CodeList, asked: bool) -> Iterator[tuple[str, CodeList]]:
    """Drop a row, or change what it says; ``asked`` where a condition asks who is in the list."""
    for place, row in enumerate(listing.rows):
        name = f"{row.code} {row.name}"
        yield f"{name}: 줄 뺌", replace(listing, rows=_without(listing.rows, place))
        for change, new in _of_row(row, asked):
            yield f"{name}: {change}", replace(listing, rows=_with(listing.rows, place, new))


def _of_row(row: Row, asked: bool) -> Iterator[Change]:
    if asked:
        yield "included", replace(row, included=not row.included)
    if row.when is not None:
        yield "when 뺌", replace(row, when=None)
    if row.amount is not None:
        yield from _each(row, "amount", _of_constant(row.amount))


def of_rates(rows: Sequence[DatedRate]) -> Iterator[tuple[str, tuple[DatedRate, ...]]]:
    """Drop a rate, or change its percentage or its ends."""
    for place, row in enumerate(rows):
        name = f"{row.start} {row.name.ko}"
        yield f"{name}: 줄 뺌", _without(tuple(rows), place)
        tenth = Fraction(1, 10)
        changes: list[Change] = [
            (f"{float(new)}%", replace(row, percent=new))
            for new in (row.percent - tenth, row.percent + tenth)
        ]
        for end in ("start", "end"):
            changes += [
                (f"{end} {day}", replace(row, **{end: day}))
                for day in (getattr(row, end) - DAY, getattr(row, end) + DAY)
            ]
        for change, new in changes:
            yield f"{name}: {change}", _with(tuple(rows), place, new)


LEAVES = (Fact, Source, Text, str, date, int, Fraction)


def swapped(thing: Any, old: Any, new: Any, memo: dict[int, Any] | None = None) -> Any:
    """Return ``thing`` with ``new`` wherever the very object ``old`` stood in it."""
    if thing is old:
        return new
    if thing is None or isinstance(thing, LEAVES):
        return thing
    memo = {} if memo is None else memo
    if id(thing) not in memo:
        memo[id(thing)] = _swapped(thing, old, new, memo)
    return memo[id(thing)]


def _swapped(thing: Any, old: Any, new: Any, memo: dict[int, Any]) -> Any:
    if isinstance(thing, tuple):
        made = tuple(swapped(each, old, new, memo) for each in thing)
        return made if any(a is not b for a, b in zip(made, thing, strict=True)) else thing
    if not is_dataclass(thing) or isinstance(thing, type):
        return thing
    changes = {}
    for f in fields(thing):
        was = getattr(thing, f.name)
        made = swapped(was, old, new, memo)
        if made is not was:
            changes[f.name] = made
    return replace(thing, **changes) if changes else thing


def parts(thing: Any, wanted: type[T], seen: dict[int, Any] | None = None) -> dict[int, T]:
    """Return every object of a type that stands in ``thing``, by identity."""
    seen = {} if seen is None else seen
    found: dict[int, T] = {}
    if id(thing) in seen or isinstance(thing, LEAVES):
        return found
    seen[id(thing)] = thing
    if isinstance(thing, wanted):
        found[id(thing)] = thing
    if isinstance(thing, tuple):
        for each in thing:
            found |= parts(each, wanted, seen)
    elif is_dataclass(thing):
        for f in fields(thing):
            found |= parts(getattr(thing, f.name), wanted, seen)
    return found


def _each(owner: Any, name: str, changes: Iterator[Change], prefix: str = "") -> Iterator[Change]:
    for change, new in changes:
        yield prefix + change, replace(owner, **{name: new})


def _within(owner: Any, name: str, of: tuple[Any, ...]) -> Iterator[Change]:
    for place, part in enumerate(of):
        for change, new in of_tree(part):
            yield change, replace(owner, **{name: _with(of, place, new)})


def _with(of: tuple[Any, ...], place: int, new: Any) -> tuple[Any, ...]:
    return (*of[:place], new, *of[place + 1 :])


def _without(of: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    return (*of[:place], *of[place + 1 :])


def of_named(named: Named) -> Iterator[tuple[str, Named]]:
    """Change one thing in a derived fact."""
    for change, new in of_tree(named.expression):
        yield f"{named.name}: {change}", replace(named, expression=new)
