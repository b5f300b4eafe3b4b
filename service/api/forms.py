"""Requirements and benefits, ready to be written where the facts they need are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from service.api.benefits import BenefitWriter
from service.api.editions import RequirementWriter
from service.api.pieces import quote
from service.catalog.wording import Wording
from service.engine.facts import EARLIEST, FINITE, Fact, Facts
from service.engine.source import known
from service.engine.tree import CodeList, Compare, Condition, Const, Get, Today, facts_of, walk
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
        self.known = known(self.condition, writer.given.shown)
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
        holds, values = self.known(facts, day)
        source = cited(self.check, facts, day)
        head, tail = self.writer.head(holds), self.writer.tail(source)
        text = f"{head}{_quoted(self.writer.given.text(values))}{tail}".encode()
        return (holds, text) if len(self.grades) == 1 else (holds, text, source.grade)


def _quoted(text: str | None) -> str:
    return "null" if text is None else quote(text)


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


class Cell:
    """Any other condition, worked out once for each merchant."""

    def __init__(self, rule: Rule, place: int) -> None:
        """Take the ``place`` that is its own among all."""
        self._known, self.place = rule.known, place
        self._given = lru_cache(_KEPT)(
            lambda values: _quoted(rule.writer.given.text(values)).encode()
        )

    def __call__(self, f: Facts, day: date, m: list[Any]) -> tuple[bool, bytes]:
        """Return whether it holds and the given values; put both in their place in ``m``."""
        holds, values = self._known(f, day)
        made = m[self.place] = (holds, self._given(values))
        return made


class Benefit:
    """A benefit with amounts or rates that differ between merchants."""

    def __init__(self, writer: BenefitWriter, worths: Sequence[Worth]) -> None:
        """Begin without a text."""
        self._writer, self._worths = writer, worths
        self._texts: dict[Any, bytes] = {}

    def __call__(self, j: Judgement, amounts: tuple[int, ...], outcomes: tuple[Any, ...]) -> bytes:
        """Return the benefit; ``outcomes`` are those of the conditions of its rates."""
        key = (j.day, amounts, outcomes)
        text = self._texts.get(key)
        if text is None:
            if len(self._texts) >= _KEPT:
                self._texts.clear()
            text = self._texts[key] = self.text(j, amounts)
        return text

    def text(self, j: Judgement, amounts: tuple[int, ...]) -> bytes:
        """Return the benefit; without amounts one does not get it."""
        pairs = zip(self._worths, amounts, strict=False)
        spans = [(0 if worth.at_most else int(won), int(won)) for worth, won in pairs]
        first, *rest = spans or [(0, 0)] * len(self._worths)
        qualifies = Qualifies.YES if spans else Qualifies.NO
        return self._writer.text(j, qualifies, *first, tuple(rest)).encode()


class Forms:
    """The forms of one catalog in one language, shared between programs like requirements."""

    def __init__(self, wording: Wording) -> None:
        """Begin without any."""
        self._wording = wording
        self._rules: dict[int, Rule] = {}
        self._tables: dict[int, Table] = {}
        self._listed: dict[int, Listed] = {}
        self._cells: dict[Condition, Cell] = {}
        self._sayers: dict[str, Callable[[Any], bytes]] = {}

    @property
    def size(self) -> int:
        """How many cells there are."""
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

    def cell(self, rule: Rule) -> Cell:
        """Return the cell of a condition."""
        return self._cells.setdefault(rule.condition, Cell(rule, len(self._cells)))

    def sayer(self, fact: Fact) -> Callable[[Any], bytes]:
        """Return what writes the values of ``fact``, remembering the last ones."""
        if fact.id not in self._sayers:
            write = self._wording.writer(Get(fact))
            self._sayers[fact.id] = lru_cache(_KEPT)(lambda value: quote(write(value)).encode())
        return self._sayers[fact.id]
