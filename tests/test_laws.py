"""The laws every verdict keeps, over all shipped tables."""

from __future__ import annotations

import ast
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.engine.closures import evaluate, judge
from service.engine.facts import Facts
from service.engine.program import Edition
from service.engine.ranges import conjunction
from service.engine.sources import Grade, documents_of
from service.engine.verdict import Judgement, Qualifies, Verdict, amounts_of, conditions_of
from service.engine.window import Moment, Status
from tests import pools
from tests.tables import CATALOG

EDITIONS = [(p.id, e) for p in CATALOG.programs.values() for e in p.editions]
DAYS = pools.moments(CATALOG)
COMPLETIONS = 120


@dataclass(frozen=True)
class Question:
    """A merchant of whom some facts are known, asked about one edition on a day."""

    program: str
    edition: Edition = field(repr=False)
    day: date
    facts: Facts

    def verdict(self, **more: Any) -> Verdict:
        """Return the verdict with ``more`` facts known."""
        return Judgement({**self.facts, **more}, Moment.whole_day(self.day)).verdict(self.edition)

    @property
    def unknown(self) -> list[str]:
        """The facts still unknown."""
        return [f.id for f in pools.facts(self.edition) if f.id not in self.facts]

    def completion(self, chance: random.Random) -> Facts:
        """Fill in every unknown fact."""
        filled = {
            f.id: chance.choice(pools.pool(self.edition, f, self.day))
            for f in pools.facts(self.edition)
            if f.id not in self.facts
        }
        return {**filled, **self.facts}

    def plain(self, facts: Facts) -> tuple[bool, int, tuple[int, ...]]:
        """Judge a complete merchant the plain way: conditions, the amount, then all details."""
        outcome = conjunction(judge(c)(facts, self.day) for c in conditions_of(self.edition))
        assert outcome is not None
        amount, *details = (
            int(evaluate(a)(facts, self.day)) if outcome else 0 for a in amounts_of(self.edition)
        )
        return outcome, amount, tuple(details)


def any_question(chance: random.Random) -> Question:
    """Draw an edition, a day and some known facts, mostly values that pass."""
    program, edition = chance.choice(EDITIONS)
    day = chance.choice(DAYS)
    share = chance.randrange(5)
    known: Facts = {}
    for fact in pools.facts(edition):
        if chance.randrange(4) < share:
            values = pools.pool(edition, fact, day)
            known[fact.id] = chance.choice(values)
            for _ in range(3):  # most merchants meet most conditions
                if conjunction(judge(c)(known, day) for c in conditions_of(edition)) is not False:
                    break
                known[fact.id] = chance.choice(values)
    return Question(program, edition, day, known)


def questions() -> st.SearchStrategy[Question]:
    """Draw questions."""
    return st.integers(0, 2**32).map(lambda seed: any_question(random.Random(seed)))


LAWFUL = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@LAWFUL
@given(questions())
def test_law_1_silence_is_not_an_answer(question: Question) -> None:
    """A fact given as null and a fact not given at all are the same."""
    silent = question.verdict(**dict.fromkeys(question.unknown))
    assert silent == question.verdict()


@pytest.mark.parametrize(("program", "edition"), EDITIONS, ids=lambda x: getattr(x, "id", x))
def test_law_1_nothing_known_decides_nothing(program: str, edition: Edition) -> None:
    """Without a single fact no program says yes."""
    verdict = Judgement({}, Moment.whole_day(edition.end)).verdict(edition)
    assert verdict.qualifies is not Qualifies.YES, program


@LAWFUL
@given(questions(), st.data())
def test_law_2_learning_a_fact_never_undoes_a_verdict(
    question: Question, data: st.DataObject
) -> None:
    """A decided verdict stays what it was."""
    verdict = question.verdict()
    if verdict.qualifies is Qualifies.UNKNOWN or not question.unknown:
        return
    key = data.draw(st.sampled_from(question.unknown))
    fact = next(f for f in pools.facts(question.edition) if f.id == key)
    value = data.draw(st.sampled_from(pools.pool(question.edition, fact, question.day)))
    assert question.verdict(**{key: value}).qualifies is verdict.qualifies


@LAWFUL
@given(questions(), st.integers(0, 2**32))
def test_law_3_decided_means_every_completion_agrees(question: Question, seed: int) -> None:
    """Yes and no hold however the unknown facts turn out; unknown has two that differ."""
    chance = random.Random(seed)
    verdict = question.verdict()
    seen = set()
    for _ in range(COMPLETIONS):
        seen.add(question.plain(question.completion(chance))[0])
    if verdict.qualifies is Qualifies.YES:
        assert seen == {True}
    elif verdict.qualifies is Qualifies.NO:
        assert seen == {False}
    elif len(seen) == 1:
        assert _differs(question, chance), (question.facts, question.day, verdict.needs)


def _differs(question: Question, chance: random.Random) -> bool:
    """Look for two completions that differ, one passing fact after the other."""
    conditions = conditions_of(question.edition)
    for _ in range(60):
        facts = dict(question.facts)
        for fact in chance.sample(
            pools.facts(question.edition), len(pools.facts(question.edition))
        ):
            if fact.id in facts:
                continue
            values = list(pools.pool(question.edition, fact, question.day))
            chance.shuffle(values)
            good = [
                v
                for v in values
                if conjunction(judge(c)({**facts, fact.id: v}, question.day) for c in conditions)
                is not False
            ]
            facts[fact.id] = (good or values)[0]
        if question.plain(facts)[0]:
            return True
    return False


@LAWFUL
@given(questions(), st.integers(0, 2**32))
def test_law_4_no_fact_outside_needs_changes_anything(question: Question, seed: int) -> None:
    """Facts that are not asked for can be anything."""
    chance = random.Random(seed)
    verdict = question.verdict()
    idle = [
        f
        for f in pools.facts(question.edition)
        if f.id in question.unknown and f.id not in verdict.needs
    ]
    for _ in range(40):
        facts = question.completion(chance)
        answer = question.plain(facts)
        for fact in idle:
            value = chance.choice(pools.pool(question.edition, fact, question.day))
            assert question.plain({**facts, fact.id: value}) == answer, fact.id


def test_law_4_every_fact_in_needs_can_change_something() -> None:
    """For each fact asked for there is a merchant whose answer it changes.

    Such merchants are looked for blindly, so that a few rare ones escape.
    """
    chance = random.Random(4)
    found = missed = 0
    for _ in range(60):
        question = any_question(chance)
        needs = question.verdict().needs
        for key in chance.sample(needs, min(3, len(needs))):
            fact = next(f for f in pools.facts(question.edition) if f.id == key)
            if _changes(question, fact, chance):
                found += 1
            else:
                missed += 1
    assert found > 60
    assert missed <= found * 0.05


def _changes(question: Question, fact: Any, chance: random.Random) -> bool:
    values = pools.pool(question.edition, fact, question.day)
    conditions = conditions_of(question.edition)
    others = [f for f in pools.facts(question.edition) if f != fact]
    for attempt in range(1500):
        facts = {**question.facts, fact.id: chance.choice(values)}
        for other in chance.sample(others, len(others)):
            if other.id in facts:
                continue
            pool = pools.pool(question.edition, other, question.day)
            tries = [chance.choice(pool) for _ in range(1 + attempt % 12)]
            fit = [
                v
                for v in tries
                if conjunction(judge(c)({**facts, other.id: v}, question.day) for c in conditions)
                is not False
            ]
            facts[other.id] = (fit or tries)[0]
        answers = {question.plain({**facts, fact.id: value}) for value in values}
        if len(answers) > 1:
            return True
    return False


@LAWFUL
@given(questions(), st.integers(0, 2**32))
def test_law_5_the_amount_lies_in_its_range_which_only_narrows(
    question: Question, seed: int
) -> None:
    """Every completion's amount lies in the range, and so does every narrower range."""
    chance = random.Random(seed)
    verdict = question.verdict()
    assert 0 <= verdict.least <= verdict.most
    own = len(verdict.details)
    for _ in range(40):
        facts = question.completion(chance)
        _, amount, details = question.plain(facts)
        assert verdict.least <= amount <= verdict.most
        for (least, most), detail in zip(verdict.details, details[:own], strict=True):
            assert least <= detail <= most
        more = dict(chance.sample(sorted(facts.items()), len(facts) // 2))
        narrower = question.verdict(**{k: v for k, v in more.items() if k in question.unknown})
        assert verdict.least <= narrower.least <= narrower.most <= verdict.most


def test_law_8_everything_is_sourced_and_graded() -> None:
    """Every condition, window, benefit and list row names a document and a place."""
    for program, edition in EDITIONS:
        sources = [r.source for r in edition.requirements]
        sources += [w.source for w in edition.windows] + [edition.benefit.source]
        for option in edition.options:
            sources += [r.source for r in option.requirements] + [option.benefit.source]
        for listing in CATALOG.vocabulary.listings.values():
            sources += [row.source for row in listing.rows]
        for source in sources:
            assert source.doc in CATALOG.documents, program
            assert source.at, program
            assert source.grade is not Grade.UNSOURCED, (program, source)


def test_law_8_every_document_is_there_for_something() -> None:
    cited = documents_of(*CATALOG.programs.values(), CATALOG.combinations)
    assert set(cited) == set(CATALOG.documents)


@LAWFUL
@given(questions())
def test_law_8_confidence_is_the_grade_of_what_decided(question: Question) -> None:
    """A no rests on its best failing condition, anything else on its weakest."""
    verdict = question.verdict()
    failing = [f.source.grade for f in verdict.findings if f.outcome is False]
    every = [f.source.grade for f in verdict.findings]
    every += [f.source.grade for o in verdict.options if o.outcome is not False for f in o.findings]
    if verdict.options and all(o.outcome is False for o in verdict.options):
        refused = [
            min((f.source.grade for f in o.findings if f.outcome is False), default=Grade.STATUTE)
            for o in verdict.options
        ]
        failing.append(max(refused))
    assert verdict.grade is (
        min(failing) if verdict.qualifies is Qualifies.NO and failing else max(every)
    )


def test_law_10_no_notice_in_the_code() -> None:
    """The service names no program and holds no amount or date of a notice."""
    scales = {10**power for power in range(3, 20)}
    for path in Path("service").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert [p for p in CATALOG.programs if p in text] == [], path
        if path.name in ("gunicorn.conf.py", "openapi.py"):  # the latter shows example merchants
            continue
        numbers = [n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant)]
        large = [n for n in numbers if type(n) is int and n > 2100 and n not in scales]
        assert large == [], path


@pytest.mark.parametrize(("program", "edition"), EDITIONS, ids=lambda x: getattr(x, "id", x))
def test_law_7_windows_are_right_to_the_second(program: str, edition: Edition) -> None:
    """One second before it opens and after it closes a window is not open."""
    second = timedelta(seconds=1)
    for window in edition.windows:
        if window.opens is not None:
            assert window.status(Moment.instant(window.opens - second)) is Status.UPCOMING
            assert window.status(Moment.instant(window.opens)) is not Status.UPCOMING
            day = Moment.whole_day(window.opens.date())
            assert window.status(day) is not Status.UPCOMING
        if window.closes is not None:
            assert window.status(Moment.instant(window.closes)) is not Status.CLOSED
            assert window.status(Moment.instant(window.closes + second)) is Status.CLOSED
            assert window.status(Moment.whole_day(window.closes.date())) is not Status.CLOSED


def test_law_7_editions_follow_each_other_to_the_day() -> None:
    """An edition answers from its first day until the next one's."""
    for program in CATALOG.programs.values():
        for earlier, later in zip(program.editions, program.editions[1:], strict=False):
            assert program.edition(later.start - timedelta(days=1)) is earlier
            assert program.edition(later.start) is later


@LAWFUL
@given(questions())
def test_law_9_qualifying_and_applying_are_told_apart(question: Question) -> None:
    """Whether one can apply does not touch whether one qualifies; loans are 'at most'."""
    verdict = question.verdict()
    if verdict.edition.benefit.form == "loan":
        assert verdict.least == 0
    if verdict.application.status is Status.CLOSED:
        assert verdict.application.today is False
