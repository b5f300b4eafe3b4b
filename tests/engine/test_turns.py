"""Since when and until when a condition fails, to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.catalog import grammar
from service.engine.closures import judge
from service.engine.facts import Facts
from service.engine.turns import NEVER, Turn, turn
from tests.tables import CATALOG

DAY, LAST = date(2026, 11, 25), date(2026, 12, 31)
BORN: Facts = {"owner_birth_date": date(1986, 3, 2), "opened_on": date(2026, 6, 10)}


def fails(line: str, facts: Facts = BORN, last: date = LAST) -> Turn:
    condition = grammar.condition(line, CATALOG.vocabulary)
    assert judge(condition)(facts, DAY) is not True
    found = turn(condition, facts, DAY, last)
    for first, outcome in ((found.since, False), (found.until, True)):
        if first is not None:
            assert judge(condition)(facts, first) is outcome
            assert judge(condition)(facts, first - timedelta(days=1)) is not outcome
    return found


def test_an_age_limit_is_passed_on_a_birthday() -> None:
    assert fails("만나이(대표자 생년월일, 신청일) <= 39세") == Turn(date(2026, 3, 2), None)


def test_a_young_business_grows_into_a_condition() -> None:
    assert fails("만개월(개업일, 신청일) >= 6개월").until == date(2026, 12, 10)


def test_what_comes_after_the_notice_ends_is_not_told() -> None:
    assert fails("만개월(개업일, 신청일) >= 12개월") == NEVER


@pytest.mark.parametrize(
    "line", ["개업일 <= 2025-12-31", "만나이(대표자 생년월일, 신청일) >= 90세"]
)
def test_what_the_days_do_not_change_has_no_day(line: str) -> None:
    assert fails(line) == NEVER


def test_what_is_not_known_has_no_day() -> None:
    assert fails("만나이(대표자 생년월일, 신청일) <= 39세", {}) == NEVER
