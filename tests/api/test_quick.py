"""The answer written by generated source says what the thorough way says."""

from __future__ import annotations

import random
from datetime import datetime, time

import pytest

from service.api.answer import AnswerWriter
from service.api.question import Question
from service.engine.facts import Facts
from service.engine.verdict import Judgement
from service.engine.window import Moment
from tests import pools
from tests.tables import CATALOG

WRITERS = {language: AnswerWriter(CATALOG, language) for language in ("ko", "en")}
DAYS = pools.moments(CATALOG)
EDITIONS = [edition for program in CATALOG.programs.values() for edition in program.editions]


def any_moment(chance: random.Random) -> Moment:
    day = chance.choice(DAYS)
    if chance.randrange(2):
        return Moment.whole_day(day)
    at = time(chance.choice((0, 9, 12, 23)), chance.choice((0, 29, 30, 59)), chance.choice((0, 59)))
    return Moment.instant(datetime.combine(day, at))


def any_facts(chance: random.Random, moment: Moment, share: float) -> Facts:
    """Draw each fact from what some edition compares it with, with a chance of ``share``."""
    return {
        key: chance.choice(pools.pool(chance.choice(EDITIONS), entry.fact, moment.day))
        for key, entry in CATALOG.entries.items()
        if chance.random() < share
    }


@pytest.mark.parametrize("share", [0.5, 0.9, 1])
def test_both_ways_write_the_same(share: float) -> None:
    chance = random.Random(repr(share))
    for _ in range(60):
        moment, language = any_moment(chance), chance.choice(("ko", "en"))
        facts = any_facts(chance, moment, share)
        question = Question(moment, facts, tuple(CATALOG.programs), language=language)
        writer = WRITERS[language]
        assert writer.quick(question) == writer.thorough(question), (moment, facts)


def test_a_merchant_of_whom_all_is_known_is_answered_the_quick_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(1)
    questions = []
    for _ in range(20):
        moment = any_moment(chance)
        facts = any_facts(chance, moment, 1)
        questions.append(Question(moment, facts, tuple(CATALOG.programs)))
    monkeypatch.delattr(Judgement, "verdict")
    for question in questions:
        assert b'"questions":[]' in WRITERS["ko"].quick(question)
