"""Answers for merchants of whom all that matters is known, by generated source.

Each edition gets one function, made from the same trees that judge: it picks
among pieces encoded at start and appends them to the answer. A needed fact
that is unknown raises KeyError; the edition is then judged and written the
thorough way, which says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from service.api.applications import ApplicationWriter
from service.api.benefits import BenefitWriter
from service.api.coding import Coded, Coder, Piece, pick, split
from service.api.editions import EditionWriter, OptionWriter, Texts
from service.api.forms import Benefit, Section
from service.engine.closures import evaluate, judge
from service.engine.facts import EARLIEST, FINITE, Fact
from service.engine.program import Caveat, Edition, Option, Paper
from service.engine.sources import Grade
from service.engine.tree import AllOf, Condition, Const, Today, facts_of, walk
from service.engine.verdict import Judgement, Worth, checks_of, worths_of
from service.engine.window import Moment


class Write(NamedTuple):
    """What writes an edition, and the places of the values it reads.

    It takes a judgement, its facts, the merchant's values and the facts among them, the day, the
    application states, and the answer.
    """

    call: Callable[..., None]
    reads: tuple[int, ...]


_NOBODY = Judgement({}, Moment.whole_day(EARLIEST))


def function(coder: Coder, edition: Edition, writer: EditionWriter) -> Write:
    """Return what writes an edition."""
    return _Function(coder, edition, writer).made()


class _Part:
    """The requirements of an edition or option, as code."""

    def __init__(self, coded: Sequence[Coded]) -> None:
        self.truths = [one.truth for one in coded]
        self.grades = [(one.truth, one.grade) for one in coded]
        self.pieces: list[Piece] = [p for one in coded for p in (b",", *one.pieces)][1:]


class _Function:
    """The source of one edition's function."""

    def __init__(self, coder: Coder, edition: Edition, writer: EditionWriter) -> None:
        self._coder, self._edition, self._writer = coder, edition, writer
        self._source = coder.source()

    def made(self) -> Write:
        source, writer, edition = self._source, self._writer, self._edition
        base = _Part(self._coder.slot(source, checks_of(edition)))
        chosen = [_Part(self._coder.slot(source, checks_of(option))) for option in edition.options]
        fits = []
        for part, option in zip(chosen, edition.options, strict=True):
            fits.append(source.every(part.truths))
            source.found(AllOf(tuple(r.condition for r in option.requirements)), fits[-1])
        every = [*base.truths, *([f"({' or '.join(fits)})"] if fits else [])]
        yes = source.every(every)
        benefit = self._benefit(writer.benefit, worths_of(edition), yes)
        options: list[Piece] = []
        for o, option, part, fit in zip(writer.options, edition.options, chosen, fits, strict=True):
            both = source.every((yes, fit))
            own = self._benefit(o.benefit, worths_of(option), both)
            options += [*self._option(o, option, part, fit, own), b","]
        pieces: list[Piece] = [writer.head.encode(), pick(source, yes, b"yes", b"no")]
        pieces += [b'","application":', self._application(writer.application)]
        pieces += [b',"benefit":', benefit, b',"conditions":[', *base.pieces, b"]"]
        if options:
            pieces += [b',"options":[', *options[:-1], b"]"]
        pieces += [b',"needs":[],"confidence":"', self._grade(base, chosen, fits, yes)]
        pieces += [b'","caveats":', self._section(writer.caveats, edition.caveats)]
        pieces += [b',"documents":', self._section(writer.papers, edition.documents)]
        pieces += [writer.tail.encode(), b","]
        source.lines += [f"out += {some}" for some in split(source, pieces)]
        return Write(source.function("j, f, v, x, day, a, out"), source.reads)

    def _application(self, writer: ApplicationWriter) -> str:
        """Return code for the application state, kept by all that it depends on."""
        key = str(id(writer))
        for condition in writer.conditions:
            facts = facts_of(condition)
            judged = f"{self._source.name(judge(condition))}(f, day)"
            key += f", {self._if_known(facts[0], condition, 'None') if len(facts) == 1 else judged}"
        for pause in writer.pauses:
            key += f", {self._source.name(pause.covers)}(j.moment)"
        name = self._source.local(f"({key})")
        return f"a.get({name}) or {self._source.name(writer.quick)}(j, a, {name})"

    def _benefit(self, writer: BenefitWriter, worths: Sequence[Worth], truth: str) -> str:
        source, made, conditions = self._source, Benefit(writer, worths), writer.conditions
        if conditions is None:
            offer = made.find(_NOBODY, None)
            if all(isinstance(worth.amount, Const) for worth in worths):
                amounts = tuple(evaluate(worth.amount)({}, EARLIEST) for worth in worths)
                return pick(source, truth, made.yes(offer, amounts), offer.refused)
            found = source.name(offer)
        else:
            key = source.local(f"(day, {', '.join(self._deciding(conditions))})")
            get, find = source.name(made.get), source.name(made.find)
            found = source.local(f"{get}({key}) or {find}(j, {key})")
        won = "".join(f"{source.won(worth.amount)}, " for worth in worths)
        return f"({source.name(made.yes)}({found}, ({won})) if {truth} else {found}.refused)"

    def _option(
        self, writer: OptionWriter, option: Option, part: _Part, fit: str, benefit: str
    ) -> list[Piece]:
        shown = self._section(writer.caveats, option.caveats)
        if isinstance(shown, bytes):
            shown = self._source.name(shown)
        return [
            writer.head.encode(),
            pick(self._source, fit, b"holds", b"fails"),
            b'","conditions":[',
            *part.pieces,
            b'],"benefit":',
            benefit,
            b',"caveats":',
            f"({shown} if {fit} else {self._source.name(b'[]')})",
            writer.tail.encode(),
        ]

    def _deciding(self, conditions: Iterable[Condition]) -> list[str]:
        """Return code for what tells how all ``conditions`` come out."""
        found: dict[str, None] = {}
        for condition in conditions:
            facts = facts_of(condition)
            if any(isinstance(node, Today) for node in walk(condition)):
                found["day"] = None
            if len(facts) == 1 and facts[0].kind in FINITE:
                found[self._source.option(facts[0])] = None
            elif facts:
                found[self._outcome(condition)] = None
        return list(found)

    def _outcome(self, condition: Condition) -> str:
        """Return code for the exact outcome of ``condition``, also of an unknown fact."""
        facts = facts_of(condition)
        exact = f"j.outcome({self._source.name(condition)})"
        if len(facts) > 1:
            return self._source.local(self._source.truth(condition), exact)
        return (
            self._if_known(facts[0], condition, exact) if facts else self._source.truth(condition)
        )

    def _if_known(self, fact: Fact, condition: Condition, otherwise: str) -> str:
        """Return code for the outcome of ``condition``, which reads one fact."""
        told = self._source.told(condition)  # where it is, the fact is known
        if told is not None:
            return told
        known = self._source.known(self._source.fact(fact))
        return f"({self._source.truth(condition)} if {known} else {otherwise})"

    def _section(self, texts: Texts, parts: tuple[Caveat | Paper, ...]) -> Piece:
        """Return the list of caveats or papers, without those known to be for others."""
        deciding = self._deciding(part.when for part in parts if part.when is not None)
        section = Section(texts, parts)
        if not deciding:
            return section.find(_NOBODY, None)
        key = self._source.local(f"({', '.join(deciding)},)")
        get, find = self._source.name(section.get), self._source.name(section.find)
        return f"{get}({key}) or {find}(j, {key})"

    def _grade(self, base: _Part, chosen: Sequence[_Part], fits: Sequence[str], yes: str) -> str:
        """Return code for the confidence: of a no its best failing grade, else the worst."""
        words = tuple(grade.word.encode() for grade in Grade)
        granted = [("True", grade) for _, grade in base.grades] or [("True", 0)]
        for part, fit in zip(chosen, fits, strict=True):
            granted += [(fit, grade) for _, grade in part.grades]
        refused = _best(base.grades)
        if chosen:
            each = ", ".join(_best(part.grades) for part in chosen)
            refused = f"min({refused}, max({each}, 0))"
        return f"{self._source.name(words)}[{_worst(granted)} if {yes} else {refused}]"


_NONE = 9
"""Stands for the grade of a part in which nothing fails: worse than any."""


def _worst(pairs: Sequence[tuple[str, int | str]]) -> str:
    """Return code for the worst grade whose truth holds."""
    if any(isinstance(grade, str) for _, grade in pairs):
        return f"max({', '.join(f'({grade} if {truth} else 0)' for truth, grade in pairs)}, 0)"
    return _first(pairs, "", "or", reverse=True, otherwise=0)


def _best(pairs: Sequence[tuple[str, int | str]]) -> str:
    """Return code for the best grade whose truth fails."""
    if any(isinstance(grade, str) for _, grade in pairs):
        failing = ", ".join(f"({grade} if not {truth} else {_NONE})" for truth, grade in pairs)
        return f"min({failing}, {_NONE})"
    return _first(pairs, "not ", "and", reverse=False, otherwise=_NONE)


def _first(
    pairs: Sequence[tuple[str, int | str]], lead: str, sign: str, reverse: bool, otherwise: int
) -> str:
    """Return code for the first grade in order with a truth that decides."""
    by: dict[int, list[str]] = {}
    for truth, grade in pairs:
        by.setdefault(int(grade), []).append(truth)
    found = ""
    for grade in sorted(by, reverse=reverse):
        if "True" in by[grade]:
            return f"({found}{grade})"
        meets = f" {sign} ".join(dict.fromkeys(by[grade]))
        found += f"{grade} if {lead}({meets}) else "
    return f"({found}{otherwise})"
