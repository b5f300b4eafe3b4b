"""Answers for merchants of whom all that matters is known, by generated source.

Each edition gets one function, made from the same trees that judge: it picks
among pieces encoded at start and appends them to the answer. A needed fact
that is unknown raises KeyError before anything is appended; the edition is
then judged and written the thorough way, which says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from service.api.applications import ApplicationWriter
from service.api.benefits import BenefitWriter
from service.api.editions import EditionWriter, OptionWriter, RequirementWriter, Texts
from service.api.forms import Benefit, Forms, Rule
from service.engine.closures import evaluate, judge
from service.engine.facts import EARLIEST, Fact
from service.engine.program import Caveat, Edition, Paper
from service.engine.source import Source
from service.engine.sources import Grade
from service.engine.tree import (
    AllOf,
    Condition,
    Const,
    Get,
    facts_of,
)
from service.engine.verdict import (
    Check,
    Judgement,
    Worth,
    checks_of,
    worths_of,
)
from service.engine.window import Moment

Write = Callable[..., None]
"""Takes a judgement, its facts, their ``get``, the day, what requirements of
this merchant are written already, the application states, and the answer."""

Piece = bytes | str
"""A piece of the answer: written already, or the code that gives it."""

_NOBODY = Judgement({}, Moment.whole_day(EARLIEST))


def function(forms: Forms, edition: Edition, writer: EditionWriter) -> Write:
    """Return what writes an edition."""
    return _Function(forms, edition, writer).made()


class _Part:
    """The requirements of an edition or option, as code."""

    def __init__(self) -> None:
        self.truths: list[str] = []
        self.grades: list[tuple[str, int | str]] = []
        self.pieces: list[Piece] = []


class _Function:
    """The source of one edition's function."""

    def __init__(self, forms: Forms, edition: Edition, writer: EditionWriter) -> None:
        self._forms, self._edition, self._writer = forms, edition, writer
        self._source = Source()
        self._facts: dict[Fact, str] = {}

    def made(self) -> Write:
        source, writer, edition = self._source, self._writer, self._edition
        base = self._part(writer.requirements, checks_of(edition))
        chosen = [
            self._part(o.requirements, checks_of(option))
            for o, option in zip(writer.options, edition.options, strict=True)
        ]
        fits = []
        for part, option in zip(chosen, edition.options, strict=True):
            fits.append(source.local(" and ".join(part.truths) or "True"))
            source.found(AllOf(tuple(r.condition for r in option.requirements)), fits[-1])
        every = [*base.truths, *([f"({' or '.join(fits)})"] if fits else [])]
        yes = source.local(" and ".join(every) or "True")
        benefit = self._benefit(writer.benefit, worths_of(edition), yes)
        options: list[Piece] = []
        for o, option, part, fit in zip(writer.options, edition.options, chosen, fits, strict=True):
            both = source.local(f"{yes} and {fit}")
            own = self._benefit(o.benefit, worths_of(option), both)
            options += [*self._option(o, option.caveats, part, fit, own), b","]
        pieces: list[Piece] = [writer.head.encode(), self._pick(yes, b"yes", b"no")]
        pieces += [b'","application":', self._application(writer.application)]
        pieces += [b',"benefit":', benefit, b',"conditions":[', *base.pieces, b"]"]
        if options:
            pieces += [b',"options":[', *options[:-1], b"]"]
        pieces += [b',"needs":[],"confidence":"', self._grade(base, chosen, fits, yes)]
        pieces += [b'","caveats":', *self._texts(writer.caveats, edition.caveats)]
        pieces += [b',"documents":', *self._texts(writer.papers, edition.documents)]
        pieces += [writer.tail.encode(), b","]
        source.lines.append(f"out += ({', '.join(self._joined(pieces))},)")
        return source.function("j, f, get, day, m, a, out")

    def _joined(self, pieces: Sequence[Piece]) -> list[str]:
        """Return code for ``pieces``, those that stand written side by side as one."""
        found: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, bytes) and found and isinstance(found[-1], bytes):
                found[-1] += piece
            else:
                found.append(piece)
        return [self._source.name(p) if isinstance(p, bytes) else p for p in found]

    def _pick(self, truth: str, one: bytes, other: bytes) -> str:
        return f"({self._source.name(one)} if {truth} else {self._source.name(other)})"

    def _part(self, writers: Sequence[RequirementWriter], checks: Sequence[Check]) -> _Part:
        part = _Part()
        for writer, check in zip(writers, checks, strict=True):
            if part.pieces:
                part.pieces.append(b",")
            self._requirement(self._forms.rule(writer, check), part)
        return part

    def _requirement(self, rule: Rule, part: _Part) -> None:
        source, writer = self._source, rule.writer
        place = len(source.lines)
        truth, grade = f"o{place}", f"g{place}" if len(rule.grades) > 1 else int(*rule.grades)
        listing = rule.check.listing
        if rule.finite or listing is not None:
            if listing is None or rule.finite:
                table = self._forms.table(rule)
                code = f"{source.name(table)}[{table.key}]"
            else:
                listed = self._forms.listed(rule, listing)
                code = f"{source.name(listed.get)}(get({rule.check.code!r}))"
                code += f" or {source.name(listed.find)}(f, day)"
            names = f"{truth}, t{place}" + (f", {grade}" if isinstance(grade, str) else "")
            source.lines.append(f"{names} = {code}")
            part.pieces.append(f"t{place}")
        else:
            if rule.plain:
                (fact,) = rule.facts
                given = f"{source.name(self._forms.sayer(Get(fact)))}(f[{fact.id!r}])"
                before, after = b'"', b'"'
                source.lines.append(f"{truth} = {source.truth(rule.condition)}")
            else:
                (own, cell), given = self._forms.cell(rule), f"t{place}"
                before, after = b"", b""
                get = f"m[{own}] or {source.name(cell)}(f, day, m)"
                source.lines.append(f"{truth}, {given} = {get}")
            heads = [writer.head(holds).encode() + before for holds in (True, False)]
            tail = after + writer.tail(rule.check.requirement.source).encode()
            part.pieces += [self._pick(truth, *heads), given, tail]
        source.found(rule.condition, truth)
        part.truths.append(truth)
        part.grades.append((truth, grade))

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
        made = Benefit(writer, worths)
        conditions = writer.conditions
        if conditions is None and all(isinstance(w.amount, Const) for w in worths):
            amounts = tuple(evaluate(w.amount)({}, EARLIEST) for w in worths)
            return self._pick(truth, made(_NOBODY, amounts, ()), made(_NOBODY, (), ()))
        won = "".join(f"{self._source.value(w.amount)}, " for w in worths)
        outcomes = "".join(f"{self._outcome(c)}, " for c in conditions or ())
        code = f"{self._source.name(made)}(j, {{}}, ({outcomes}))"
        if conditions is None:
            nothing = self._source.name(made(_NOBODY, (), ()))
            return f"({code.format(f'({won})')} if {truth} else {nothing})"
        return code.format(self._source.local(f"({won}) if {truth} else ()"))

    def _option(
        self,
        writer: OptionWriter,
        caveats: Sequence[Caveat],
        part: _Part,
        fit: str,
        benefit: str,
    ) -> list[Piece]:
        shown = self._texts(writer.caveats, caveats)
        listed = self._joined(shown)
        text = listed[0] if len(listed) == 1 else f"b''.join(({', '.join(listed)}))"
        return [
            writer.head.encode(),
            self._pick(fit, b"holds", b"fails"),
            b'","conditions":[',
            *part.pieces,
            b'],"benefit":',
            benefit,
            b',"caveats":',
            f"({text} if {fit} else {self._source.name(b'[]')})",
            writer.tail.encode(),
        ]

    def _known(self, fact: Fact) -> str:
        """Return the name of the value of ``fact``, None where that is unknown."""
        if fact not in self._facts:
            self._facts[fact] = self._source.local(f"get({fact.id!r})")
        return self._facts[fact]

    def _outcome(self, condition: Condition) -> str:
        """Return code for the exact outcome of ``condition``, also of an unknown fact."""
        facts = facts_of(condition)
        exact = f"j.outcome({self._source.name(condition)})"
        if len(facts) > 1:
            return self._source.perhaps(self._source.truth(condition), exact)
        return (
            self._if_known(facts[0], condition, exact) if facts else self._source.truth(condition)
        )

    def _if_known(self, fact: Fact, condition: Condition, otherwise: str) -> str:
        """Return code for the outcome of ``condition``, which reads one fact."""
        value = self._known(fact)
        self._source.found(Get(fact), value)
        truth = self._source.truth(condition)
        self._source.forget(Get(fact))
        return f"({otherwise} if {value} is None else {truth})"

    def _shown(self, text: bytes, when: Condition) -> str:
        """Return code for ``text``, left out where ``when`` is known to fail."""
        return f"({self._source.name(text)} if {self._outcome(when)} is not False else b'')"

    def _texts(self, texts: Texts, parts: Sequence[Caveat | Paper]) -> list[Piece]:
        """Return the list of caveats or papers, without those known to be for others."""
        written = [(part.when, texts.texts[id(part)].encode()) for part in parts]
        always = next((place for place, (when, _) in enumerate(written) if when is None), None)
        if written and always is None:
            shown = ", ".join(self._shown(text, when) for when, text in written if when)
            return [b"[", f"b','.join(filter(None, ({shown},)))", b"]"]
        pieces: list[Piece] = [b"["]
        for place, (when, text) in enumerate(written):
            if place != always:
                # Those before the first that everybody sees bring their comma behind them.
                text = text + b"," if place < (always or 0) else b"," + text
            pieces.append(text if when is None else self._shown(text, when))
        return [*pieces, b"]"]

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
