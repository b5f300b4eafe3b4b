"""Code that judges requirements and writes them down, with what programs share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from service.api.editions import RequirementWriter
from service.api.forms import Listed, Rule, Said, Table
from service.api.pieces import quote
from service.api.values import Values
from service.catalog.wording import Given, Joined, Shown, Wording
from service.engine.facts import FINITE, Kind
from service.engine.source import Source
from service.engine.tree import CodeList, Expression, Get, Member
from service.engine.verdict import Check

Piece = bytes | str
"""A piece of the answer: written already, or the code that gives it."""

Slot = Sequence[tuple[RequirementWriter, Check]]
"""The requirements of an edition or option."""

_LONGEST = 30


class Coded(NamedTuple):
    """Code of requirements: whether all hold, their grade, and the pieces of their text."""

    truth: str
    grade: int | str
    pieces: list[Piece]


def pick(source: Source, truth: str, one: bytes, other: bytes) -> str:
    """Return code for one of two texts."""
    return f"({source.name(one)} if {truth} else {source.name(other)})"


def split(source: Source, pieces: Sequence[Piece]) -> Iterator[str]:
    """Yield ``pieces`` as code of a few tuples: Python is slow to make a long one."""
    found = joined(source, pieces)
    for start in range(0, len(found), _LONGEST):
        yield f"({', '.join(found[start : start + _LONGEST])},)"


def joined(source: Source, pieces: Sequence[Piece]) -> list[str]:
    """Return code for ``pieces``, those that stand written side by side as one."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, bytes) and found and isinstance(found[-1], bytes):
            found[-1] += piece
        else:
            found.append(piece)
    return [source.name(piece) if isinstance(piece, bytes) else piece for piece in found]


class Coder:
    """Writes the code of one catalog's requirements in one language.

    What several programs ask is worked out once for each merchant, in a cell of its own.
    """

    def __init__(self, wording: Wording, values: Values, slots: Iterable[Slot]) -> None:
        """Look which requirements stand together; cells are added to ``values``."""
        self._wording, self._values = wording, values
        self._rules: dict[int, Rule] = {}
        users: dict[int, list[int]] = {}
        for place, slot in enumerate(slots):
            for writer, check in slot:
                key = id(check.requirement)
                users.setdefault(key, []).append(place)
                if key not in self._rules:
                    self._rules[key] = Rule(writer, check)
        self._users = {key: tuple(places) for key, places in users.items()}
        self._uses = Counter(rule.condition for rule in self._rules.values())
        self._cells: dict[Any, int] = {}
        self._tables: dict[int, Table] = {}
        self._listed: dict[int, Listed] = {}
        self._sayers: dict[tuple[Kind, str, str], Said] = {}

    def source(self) -> Source:
        """Begin a function."""
        return Source(self._values.places)

    def slot(self, source: Source, checks: Sequence[Check]) -> list[Coded]:
        """Add the code of a slot; what stands together elsewhere too is one."""
        rules = [self._rules[id(check.requirement)] for check in checks]
        found = []
        for (users, grade), group in groupby(rules, self._together):
            run = list(group)
            if len(users) > 1 and grade is not None:
                found.append(self._shared(source, run, grade))
            else:
                found += [self._alone(source, rule) for rule in run]
        return found

    def _together(self, rule: Rule) -> tuple[tuple[int, ...], int | None]:
        """Return what requirements in a row have in common to be worked out as one."""
        users = self._users[id(rule.check.requirement)]
        return users, int(*rule.grades) if len(rule.grades) == 1 else None

    def _shared(self, source: Source, run: Sequence[Rule], grade: int) -> Coded:
        truth, text = self._cell(source, tuple(map(id, run)), lambda inner: self._run(inner, run))
        return Coded(truth, grade, [text])

    def _run(self, source: Source, run: Sequence[Rule]) -> tuple[str, str]:
        """Return code for whether all requirements of a run hold, and for their text."""
        coded = [self._alone(source, rule) for rule in run]
        pieces: list[Piece] = [p for one in coded for p in (b",", *one.pieces)][1:]
        found = joined(source, pieces)
        text = found[0] if len(found) == 1 else f"b''.join(({', '.join(found)}))"
        return " and ".join(one.truth for one in coded), text

    def _cell(
        self, source: Source, key: Any, code: Callable[[Source], tuple[str, str]]
    ) -> tuple[str, str]:
        """Return the names of what a cell gives: a truth and a text."""
        if key not in self._cells:
            inner = self.source()
            inner.lines.append(f"return {', '.join(code(inner))}")
            self._cells[key] = self._values.add(inner)
        truth, text = f"o{len(source.lines)}", f"t{len(source.lines)}"
        source.lines.append(f"{truth}, {text} = {source.read(self._cells[key])}")
        return truth, text

    def _table(self, source: Source, rule: Rule, grade: int | str) -> Coded:
        table = self._tables.setdefault(id(rule), Table(rule))
        return self._looked_up(source, f"{source.name(table)}[{table.key(source)}]", grade)

    def _looked_up(self, source: Source, code: str, grade: int | str) -> Coded:
        names = [f"o{len(source.lines)}", f"t{len(source.lines)}"]
        if isinstance(grade, str):
            names.append(grade)
        source.lines.append(f"{', '.join(names)} = {code}")
        return Coded(names[0], grade, [names[1]])

    def _alone(self, source: Source, rule: Rule) -> Coded:
        coded = self._one(source, rule)
        source.found(rule.condition, coded.truth)
        return coded

    def _one(self, source: Source, rule: Rule) -> Coded:
        writer = rule.writer
        grade = f"g{len(source.lines)}" if len(rule.grades) > 1 else int(*rule.grades)
        if rule.finite:
            return self._table(source, rule, grade)
        match rule.condition:
            case Member(item=Get(fact=fact), within=CodeList() as listing):
                listed = self._listed.setdefault(id(rule), Listed(rule, listing))
                code = f"{source.name(listed.get)}({source.fact(fact)})"
                code += f" or {source.name(listed.find)}(f, day)"
                return self._looked_up(source, code, grade)
        truth, given = self._judged(source, rule)
        quotes = b"" if isinstance(writer.given, Joined) else b'"'
        heads = [writer.head(holds).encode() + quotes for holds in (True, False)]
        tail = quotes + writer.tail(rule.check.requirement.source).encode()
        return Coded(truth, grade, [pick(source, truth, *heads), given, tail])

    def _judged(self, source: Source, rule: Rule) -> tuple[str, str]:
        """Return code for whether a condition holds and its given values."""
        if rule.plain or self._uses[rule.condition] == 1:
            return self._condition(source, rule)
        return self._cell(source, rule.condition, lambda inner: self._condition(inner, rule))

    def _condition(self, source: Source, rule: Rule) -> tuple[str, str]:
        given = rule.writer.given
        text = self._given(source, given, isinstance(given, Shown))
        return source.local(source.truth(rule.condition)), text

    def _given(self, source: Source, given: Given, needed: bool) -> str:
        """Return code for the given values; None, or null among others, where they are unknown."""
        if isinstance(given, Joined):
            parts = [self._given(source, part, False) for part in given.parts]
            if len(parts) == 2:
                return f"{source.name(_two)}({', '.join(parts)})"
            return f"{source.name(_joined)}(({', '.join(parts)},))"
        name = source.perhaps(given.subject).name
        code = self._said(source, given.subject)
        before, after = (part.encode() for part in given.beside.split("{}"))
        for limit in given.limits:
            held = source.perhaps(limit).name
            said = f"{before!r} + {self._said(source, limit)} + {after!r}"
            code += f" + {said}" if needed else f" + ({said} if {source.known(held)} else b'')"
        return code if needed else f"({code} if {source.known(name)} else None)"

    def _said(self, source: Source, node: Expression) -> str:
        sayer = self._sayer(node)
        if node.kind is Kind.NUMBER:  # fractions are slow to look up
            return f"{source.name(sayer.say)}({source.value(node)})"
        value = source.won(node) if node.kind is Kind.MONEY else source.value(node)
        return f"{source.name(sayer)}[{value}]"

    def _sayer(self, node: Expression) -> Said:
        fact = node.fact.id if isinstance(node, Get) and node.kind in FINITE else ""
        key = (node.kind, node.unit, fact)
        if key not in self._sayers:
            escaped = node.kind in FINITE or quote(node.unit)[1:-1] != node.unit
            self._sayers[key] = Said(self._wording.writer(node), escaped)
        return self._sayers[key]


def _two(one: bytes | None, other: bytes | None) -> bytes:
    """Return two given values, where they are known, as a JSON text."""
    if one is None or other is None or one == other:
        return _joined((one, other))
    return b'"%b / %b"' % (one, other)


def _joined(parts: tuple[bytes | None, ...]) -> bytes:
    """Return the parts that are known as a JSON text, each once."""
    known = dict.fromkeys(parts)
    known.pop(None, None)
    return b'"%b"' % b" / ".join(known) if known else b"null"  # type: ignore[arg-type]  # None is gone
