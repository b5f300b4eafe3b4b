"""What is remembered between questions never changes an answer."""

from __future__ import annotations

import random

from service.engine import candidates, search, settle
from tests.test_laws import any_question


def forget() -> None:
    for module in (settle, search, candidates):
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


def test_a_merchant_gets_the_same_answer_whoever_asked_before():
    asked = [any_question(random.Random(seed)) for seed in range(300)]
    fresh = []
    for question in asked:
        forget()
        fresh.append(question.verdict())
    forget()
    for question in reversed(asked):
        question.verdict()
    assert [question.verdict() for question in asked] == fresh
