"""Code that judges requirements and writes them down, with what programs share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from service.api.editions import RequirementWriter
from service.api.forms import Listed, Rule, Table, in_a_row
from service.api.pieces import quote
from service.catalog.wording import Given, Joined, Shown, Wording
from service.engine.facts import EARLIEST, FINITE, Kind
from service.engine.source import Source
from service.engine.tree import CodeList, Expression, Get, Member
from service.engine.verdict import Check

Piece = bytes | str
"""A piece of the answer: written already, or the code that gives it."""

Slot = Sequence[tuple[RequirementWriter, Check]]
"""The requirements of an edition or option."""

_KEPT = 1000
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

    What several programs ask is worked out once for each merchant, in a cell:
    ``m`` holds what cells gave so far, each in its place.
    """

    def __init__(self, wording: Wording, slots: Iterable[Slot]) -> None:
        """Look which requirements stand together."""
        self._wording = wording
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
        self._cells: dict[Any, tuple[int, Callable[..., Any]]] = {}
        self._tables: dict[Any, Table] = {}
        self._listed: dict[int, Listed] = {}
        self._sayers: dict[tuple[Kind, str, str], Callable[[Any], bytes]] = {}

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self._cells)

    def slot(self, source: Source, checks: Sequence[Check]) -> list[Coded]:
        """Add the code of a slot; what stands together elsewhere too is one."""
        rules = [self._rules[id(check.requirement)] for check in checks]
        found = []
        for (users, grade, _), group in groupby(rules, self._together):
            run = list(group)
            if len(users) > 1 and grade is not None:
                found.append(self._shared(source, run, grade))
            elif len(run) > 1 and grade is not None and all(rule.finite for rule in run):
                found.append(self._table(source, run, grade))
            else:
                found += [self._alone(source, rule) for rule in run]
        return found

    def _together(self, rule: Rule) -> tuple[tuple[int, ...], int | None, bool]:
        """Return what requirements in a row have in common to be worked out as one."""
        users = self._users[id(rule.check.requirement)]
        grade = int(*rule.grades) if len(rule.grades) == 1 else None
        return users, grade, len(users) > 1 or rule.finite

    def _shared(self, source: Source, run: Sequence[Rule], grade: int) -> Coded:
        place, cell = self._cell(tuple(map(id, run)), lambda inner: self._run(inner, run))
        truth, text = f"o{len(source.lines)}", f"t{len(source.lines)}"
        source.lines.append(f"{truth}, {text} = m[{place}] or {source.name(cell)}(f, get, day, m)")
        return Coded(truth, grade, [text])

    def _run(self, source: Source, run: Sequence[Rule]) -> tuple[str, str]:
        """Return code for whether all requirements of a run hold, and for their text."""
        coded = [self._alone(source, rule) for rule in run]
        pieces: list[Piece] = [p for one in coded for p in (b",", *one.pieces)][1:]
        found = joined(source, pieces)
        text = found[0] if len(found) == 1 else f"b''.join(({', '.join(found)}))"
        return " and ".join(one.truth for one in coded), text

    def _cell(
        self, key: Any, code: Callable[[Source], tuple[str, str]]
    ) -> tuple[int, Callable[..., Any]]:
        """Return a cell's place, and what works it out."""
        if key not in self._cells:
            source = Source()
            truth, text = code(source)
            place = len(self._cells)
            source.lines.append(f"made = m[{place}] = ({truth}, {text})")
            source.lines.append("return made")
            self._cells[key] = place, source.function("f, get, day, m")
        return self._cells[key]

    def _table(self, source: Source, run: Sequence[Rule], grade: int | str) -> Coded:
        tables = [self._table_of(rule) for rule in run]
        key = tuple(map(id, run))
        if key not in self._tables:
            self._tables[key] = in_a_row(tables)
        table = self._tables[key]
        return self._looked_up(source, f"{source.name(table)}[{table.key(source)}]", grade)

    def _table_of(self, rule: Rule) -> Table:
        key = (id(rule),)
        if key not in self._tables:
            self._tables[key] = Table(rule.facts, lambda facts: rule.written(facts, EARLIEST))
        return self._tables[key]

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
            if len(rule.facts) == 1:
                source.need(rule.facts[0])
            return self._table(source, [rule], grade)
        match rule.condition:
            case Member(item=Get(fact=fact), within=CodeList() as listing):
                listed = self._listed.setdefault(id(rule), Listed(rule, listing))
                code = f"{source.name(listed.get)}({source.fact(fact)})"
                code += f" or {source.name(listed.find)}(f, day)"
                return self._looked_up(source, code, grade)
        quotes = b'"'
        if rule.plain:
            (fact,) = rule.facts
            given = f"{source.name(self._sayer(Get(fact)))}({source.need(fact)})"
            truth = source.local(source.truth(rule.condition))
        else:
            truth, given = self._judged(source, rule)
            if isinstance(rule.writer.given, Joined):
                quotes = b""
        heads = [writer.head(holds).encode() + quotes for holds in (True, False)]
        tail = quotes + writer.tail(rule.check.requirement.source).encode()
        return Coded(truth, grade, [pick(source, truth, *heads), given, tail])

    def _judged(self, source: Source, rule: Rule) -> tuple[str, str]:
        """Return code for whether a condition holds and its given values."""
        if self._uses[rule.condition] == 1:
            return self._condition(source, rule)
        place, cell = self._cell(rule.condition, lambda inner: self._condition(inner, rule))
        truth, given = f"o{len(source.lines)}", f"t{len(source.lines)}"
        source.lines.append(f"{truth}, {given} = m[{place}] or {source.name(cell)}(f, get, day, m)")
        return truth, given

    def _condition(self, source: Source, rule: Rule) -> tuple[str, str]:
        given = rule.writer.given
        text = self._given(source, given, isinstance(given, Shown))
        if isinstance(given, Joined):
            text = f"{source.name(_quoted)}({text})"
        return source.local(source.truth(rule.condition)), text

    def _given(self, source: Source, given: Given, needed: bool) -> str:
        """Return code for the given values, None where they are unknown."""
        if isinstance(given, Joined):
            parts = "".join(f"{self._given(source, part, False)}, " for part in given.parts)
            return f"{source.name(_joined)}(({parts}))"
        names = []
        for node in (given.subject, *given.limits):
            names.append((source.local if needed else source.perhaps)(source.value(node)))
            if needed:
                source.found(node, names[-1])
        code = self._said(source, given.subject, names[0])
        before, after = (part.encode() for part in given.beside.split("{}"))
        for limit, name in zip(given.limits, names[1:], strict=True):
            said = f"{before!r} + {self._said(source, limit, name)} + {after!r}"
            code += f" + {said}" if needed else f" + (b'' if {name} is None else {said})"
        return code if needed else f"(None if {names[0]} is None else {code})"

    def _said(self, source: Source, node: Expression, name: str) -> str:
        # Of won only whole ones are told, and fractions are slow to look up.
        whole = node.kind is Kind.MONEY and not isinstance(node, Get)
        return f"{source.name(self._sayer(node))}({f'int({name})' if whole else name})"

    def _sayer(self, node: Expression) -> Callable[[Any], bytes]:
        """Return what writes the values of ``node`` within a JSON text, and remembers some."""
        fact = node.fact.id if isinstance(node, Get) and node.kind in FINITE else ""
        key = (node.kind, node.unit, fact)
        if key not in self._sayers:
            write = self._wording.writer(node)
            self._sayers[key] = lru_cache(_KEPT)(
                (lambda value: quote(write(value))[1:-1].encode())
                if node.kind in FINITE or quote(node.unit)[1:-1] != node.unit
                else (lambda value: write(value).encode())  # figures and dates need no escaping
            )
        return self._sayers[key]


def _joined(parts: Iterable[bytes | None]) -> bytes | None:
    """Return the parts that are known, each once."""
    found = dict.fromkeys(parts)
    found.pop(None, None)
    return b" / ".join(found) or None  # type: ignore[arg-type]  # None is gone


def _quoted(text: bytes | None) -> bytes:
    return b"null" if text is None else b'"%b"' % text
