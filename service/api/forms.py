"""Parts of an answer, ready to be written where the facts they need are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from service.api.benefits import BenefitWriter, Terms
from service.api.editions import RequirementWriter, Texts
from service.api.pieces import quote
from service.engine.closures import judge
from service.engine.facts import EARLIEST, FINITE, Facts
from service.engine.program import Caveat, Paper
from service.engine.source import Source
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


class Kept(dict[Any, Any]):
    """Some of what was written, by all that it depends on."""

    def keep(self, key: Any, written: Any) -> Any:
        """Remember what was written and return it."""
        if len(self) >= _KEPT:
            self.clear()
        self[key] = written
        return written


class Table(Kept):
    """A finite requirement, written for all values of its facts that were met."""

    def __init__(self, rule: Rule) -> None:
        """Begin without a value."""
        super().__init__()
        self._rule, self._facts = rule, rule.facts

    def key(self, source: Source) -> str:
        """Return code for the key of a merchant."""
        name = source.fact if len(self._facts) == 1 else source.option
        return ", ".join(name(fact) for fact in self._facts)

    def __missing__(self, key: Any) -> Written:
        values = zip(self._facts, key if len(self._facts) > 1 else (key,), strict=True)
        known = {fact.id: value for fact, value in values if value is not None}
        found: Written = self.keep(key, self._rule.written(known, EARLIEST))
        return found


class Said(Kept):
    """Values written for within a JSON text."""

    def __init__(self, write: Callable[[Any], str], escaped: bool) -> None:
        """Begin without a value; figures and dates need not be ``escaped``."""
        super().__init__()
        self.say: Callable[[Any], bytes] = (
            (lambda value: quote(write(value))[1:-1].encode())
            if escaped
            else (lambda value: write(value).encode())
        )

    def __missing__(self, value: Any) -> Any:
        return self.keep(value, self.say(value))


class Listed(Kept):
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
            self.keep(code, made)
        return made


class Section(Kept):
    """A list of caveats or papers, kept by all that decides which of them are shown."""

    def __init__(self, texts: Texts, parts: tuple[Caveat | Paper, ...]) -> None:
        """Begin without a text."""
        super().__init__()
        self._texts, self._parts = texts, parts

    def find(self, j: Judgement, key: Any) -> bytes:
        """Return the list, without those known to be for others."""
        text: bytes = self.keep(key, self._texts.text(j.shown(self._parts)).encode())
        return text


class Offer(NamedTuple):
    """A benefit before its amounts are known: its terms, and the whole of it for a no."""

    number: int
    terms: Terms
    refused: bytes


class Benefit(Kept):
    """A benefit with amounts or rates that differ between merchants, kept by its rates."""

    def __init__(self, writer: BenefitWriter, worths: Sequence[Worth]) -> None:
        """Begin without rates."""
        super().__init__()
        self._writer = writer
        self._limits = [worth.at_most for worth in worths]
        self._nothing = ((0, 0),) * (len(worths) - 1)
        self._numbers = count()
        self._written = Kept()

    def find(self, j: Judgement, key: Any) -> Offer:
        """Return the offer by a ``key`` of the day and the outcomes of the rates' conditions."""
        terms = self._writer.terms(j)
        refused = self._writer.with_terms(terms, Qualifies.NO, 0, 0, self._nothing)
        found: Offer = self.keep(key, Offer(next(self._numbers), terms, refused.encode()))
        return found

    def yes(self, found: Offer, amounts: tuple[int, ...]) -> bytes:
        """Return the benefit of these amounts."""
        key = found.number, amounts
        written: bytes = self._written.get(key) or self._written.keep(
            key, self._made(found, amounts)
        )
        return written

    def _made(self, found: Offer, amounts: tuple[int, ...]) -> bytes:
        (least, most), *details = (
            (0 if limit else int(won), int(won))
            for limit, won in zip(self._limits, amounts, strict=True)
        )
        text = self._writer.with_terms(found.terms, Qualifies.YES, least, most, tuple(details))
        return text.encode()
