"""Requirements and benefits, ready to be written where the facts they need are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from service.api.benefits import BenefitWriter, Terms
from service.api.editions import RequirementWriter
from service.api.pieces import quote
from service.catalog.wording import Given, Joined, Shown, Wording
from service.engine.closures import judge
from service.engine.facts import EARLIEST, FINITE, Facts, Kind
from service.engine.source import Source
from service.engine.tree import (
    CodeList,
    Compare,
    Condition,
    Const,
    Expression,
    Get,
    Today,
    facts_of,
    walk,
)
from service.engine.verdict import Check, Judgement, Qualifies, Worth, cited

_KEPT = 1000
"""How many texts of one form are remembered: in memory, and never anything else."""

Written = tuple[Any, ...]
"""Whether a requirement holds, its text and, where rows of a list differ in it, the grade."""


class Rule:
    """One requirement, ready to be written."""

    def __init__(self, writer: RequirementWriter, check: Check) -> None:
        """Compile it."""
        self.writer, self.check = writer, check
        self.condition: Condition = check.condition
        self.facts = facts_of(self.condition)
        own = check.requirement.source.grade
        rows = () if check.listing is None else check.listing.rows
        self.grades = {own, *(row.source.grade for row in rows if row.source.grade >= own)}

    @property
    def finite(self) -> bool:
        """Whether it reads choices, codes and truths only, and not the day."""
        timed = any(isinstance(node, Today) for node in walk(self.condition))
        return not timed and all(fact.kind in FINITE for fact in self.facts)

    @property
    def plain(self) -> bool:
        """Whether it holds one fact against written values."""
        if not isinstance(self.condition, Compare):
            return False
        gets = [o for o in self.condition.operands if isinstance(o, Get)]
        consts = [o for o in self.condition.operands if isinstance(o, Const)]
        return len(gets) == 1 and len(gets) + len(consts) == len(self.condition.operands)

    def written(self, facts: Facts, day: date) -> Written:
        """Return whether it holds, its text and, where rows of lists differ, the grade."""
        holds = judge(self.condition)(facts, day)
        if holds is None:
            raise KeyError
        source = cited(self.check, facts, day)
        given = self.writer.given(facts, day)
        words = "null" if given is None else quote(given)
        text = f"{self.writer.head(holds)}{words}{self.writer.tail(source)}".encode()
        return (holds, text) if len(self.grades) == 1 else (holds, text, source.grade)


class Table(dict[Any, Written]):
    """A finite requirement, written for each value of its facts that was met."""

    def __init__(self, rule: Rule) -> None:
        """Begin without a value."""
        super().__init__()
        self._rule = rule

    @property
    def key(self) -> str:
        """Code for the key of a merchant."""
        return ", ".join(f"get({fact.id!r})" for fact in self._rule.facts)

    def __missing__(self, key: Any) -> Written:
        facts = self._rule.facts
        values = zip(facts, key if len(facts) > 1 else (key,), strict=True)
        known = {fact.id: value for fact, value in values if value is not None}
        made = self._rule.written(known, EARLIEST)
        if len(self) >= _KEPT:
            self.clear()
        self[key] = made
        return made


class Listed(dict[str, Written]):
    """A requirement on a list, written for each code of which the list alone decides."""

    def __init__(self, rule: Rule, listing: CodeList) -> None:
        """Begin without a code."""
        super().__init__()
        self._rule, self._listing = rule, listing

    def find(self, f: Facts, day: date) -> Written:
        """Return what is written, and keep it where it is the same for everybody."""
        made, code = self._rule.written(f, day), f[self._rule.check.code]
        assert isinstance(code, str)
        if all(row.when is None for row in self._listing.matching(code)):
            self[code] = made
        return made


class Benefit:
    """A benefit with amounts or rates that differ between merchants."""

    def __init__(self, writer: BenefitWriter, worths: Sequence[Worth]) -> None:
        """Begin without a text."""
        self._writer, self._worths = writer, worths
        self._nothing = ((0, 0),) * (len(worths) - 1)
        self._tail = writer.tail.encode()
        self._terms: dict[Any, tuple[bytes, bytes, Terms]] = {}
        self._span = lru_cache(_KEPT)(
            lambda least, most: writer.span(Qualifies.YES, least, most).encode()
        )

    def __call__(self, j: Judgement, amounts: tuple[int, ...], outcomes: tuple[Any, ...]) -> bytes:
        """Return the benefit; without amounts one does not get it.

        ``outcomes`` are those of the conditions of its rates.
        """
        key = (j.day, outcomes)
        found = self._terms.get(key) or self._find(j, key)
        no, rest, terms = found
        if not amounts:
            return no
        pairs = zip(self._worths, amounts, strict=True)
        (least, most), *details = [(0 if w.at_most else int(won), int(won)) for w, won in pairs]
        text = self._span(least, most) + terms.loan(most).encode() + rest
        if details:
            text += self._writer.details(tuple(details)).encode()
        return text + self._tail

    def _find(self, j: Judgement, key: Any) -> tuple[bytes, bytes, Terms]:
        if len(self._terms) >= _KEPT:
            self._terms.clear()
        terms = self._writer.terms(j)
        no = self._writer.text(j, Qualifies.NO, 0, 0, self._nothing).encode()
        found = self._terms[key] = (no, terms.rates.encode(), terms)
        return found


class Forms:
    """The forms of one catalog in one language, shared between programs like requirements."""

    def __init__(self, wording: Wording) -> None:
        """Begin without any."""
        self._wording = wording
        self._rules: dict[int, Rule] = {}
        self._tables: dict[int, Table] = {}
        self._listed: dict[int, Listed] = {}
        self._cells: dict[Condition, tuple[int, Callable[..., Any]]] = {}
        self._sayers: dict[tuple[Kind, str, str], Callable[[Any], bytes]] = {}

    @property
    def size(self) -> int:
        """How many cells there are: conditions worked out once for each merchant."""
        return len(self._cells)

    def rule(self, writer: RequirementWriter, check: Check) -> Rule:
        """Return a requirement, the same for every program that shares it."""
        key = id(check.requirement)
        if key not in self._rules:
            self._rules[key] = Rule(writer, check)
        return self._rules[key]

    def table(self, rule: Rule) -> Table:
        """Return the table of a finite requirement."""
        return self._tables.setdefault(id(rule), Table(rule))

    def listed(self, rule: Rule, listing: CodeList) -> Listed:
        """Return the codes of a requirement on a list."""
        return self._listed.setdefault(id(rule), Listed(rule, listing))

    def cell(self, rule: Rule) -> tuple[int, Callable[..., Any]]:
        """Return the place of a condition among all cells, and what works it out."""
        if rule.condition not in self._cells:
            place = len(self._cells)
            self._cells[rule.condition] = place, self._made(rule, place)
        return self._cells[rule.condition]

    def _made(self, rule: Rule, place: int) -> Callable[..., Any]:
        source, given = Source(), rule.writer.given
        text = self._given(source, given, isinstance(given, Shown))
        text = f"{source.name(_quoted)}({text})"
        source.lines.append(f"made = m[{place}] = ({source.truth(rule.condition)}, {text})")
        source.lines.append("return made")
        return source.function("f, day, m")

    def _given(self, source: Source, given: Given, needed: bool) -> str:
        """Return code for the given values, None where they are unknown."""
        if isinstance(given, Joined):
            parts = "".join(f"{self._given(source, part, False)}, " for part in given.parts)
            return f"{source.name(_together)}(({parts}))"
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
        return f"{source.name(self.sayer(node))}({f'int({name})' if whole else name})"

    def sayer(self, node: Expression) -> Callable[[Any], bytes]:
        """Return what writes the values of ``node`` within a JSON text, and remembers some."""
        fact = node.fact.id if isinstance(node, Get) and node.kind in FINITE else ""
        key = (node.kind, node.unit, fact)
        if key not in self._sayers:
            write = self._wording.writer(node)
            self._sayers[key] = lru_cache(_KEPT)(lambda value: quote(write(value))[1:-1].encode())
        return self._sayers[key]


def _together(parts: Iterable[bytes | None]) -> bytes | None:
    """Return the parts that are known, each once."""
    return b" / ".join(dict.fromkeys([part for part in parts if part is not None])) or None


def _quoted(text: bytes | None) -> bytes:
    return b"null" if text is None else b'"%b"' % text
