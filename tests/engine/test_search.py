"""What is still open is found, wherever in a line the unknown fact stands."""

from __future__ import annotations

from datetime import date

import pytest

from service.catalog import grammar
from service.engine.settle import given, hanging, settled
from service.engine.verdict import Judgement, Qualifies
from service.engine.window import Moment
from tests.tables import CATALOG

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("연도(개업일) = 2025년", "opened_on"),
        ("연도(개업일) != 2025년", "opened_on"),
        ("만나이(대표자 생년월일, 신청일) = 39세", "owner_birth_date"),
        ("2025년 매출액 + 1만원 = 1억원", "sales_2025"),
    ],
)
def test_an_equality_that_holds_in_between_only_is_open(line: str, fact: str) -> None:
    condition = grammar.condition(line, CATALOG.vocabulary)
    known = given((condition,), {})
    assert settled(condition, known, DAY) is None
    assert [found.id for found in hanging(condition, known, DAY)] == [fact]


@pytest.mark.parametrize("program", CATALOG.programs.values(), ids=lambda program: program.id)
def test_nothing_known_is_never_a_no_on_any_day_of_an_edition(program) -> None:
    for edition in program.editions:
        for day in (edition.start, edition.end, date(2023, 7, 1)):
            verdict = Judgement({}, Moment.whole_day(day)).verdict(edition)
            assert verdict.qualifies is not Qualifies.YES
            if day >= edition.start:
                assert verdict.qualifies is Qualifies.UNKNOWN, (edition.id, day)
