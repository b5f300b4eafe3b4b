"""Values and conditions in words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from service.catalog import grammar
from service.catalog.wording import Wording, percent
from tests.tables import CATALOG


@pytest.mark.parametrize(
    ("language", "value", "word"),
    [("ko", False, "아니오"), ("ko", True, "예"), ("en", False, "no"), ("en", True, "yes")],
)
def test_a_truth_value_is_told_as_yes_or_no(language: str, value: bool, word: str) -> None:
    condition = grammar.condition("신용도판단정보 등록 = 아니오", CATALOG.vocabulary)
    told = Wording(CATALOG.labels, language).given(condition)
    assert told({"credit_record": value}, date(2026, 11, 25)) == word


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("(2024년 매출액 + 2025년 매출액) / 2", "(2024년 매출액 + 2025년 매출액) ÷ 2"),
        ("2024년 매출액 + 2025년 매출액 / 2", "2024년 매출액 + 2025년 매출액 ÷ 2"),
        ("2024년 매출액 - (2025년 매출액 - 1원)", "2024년 매출액 − (2025년 매출액 − 1원)"),
        ("2024년 매출액 - 2025년 매출액 - 1원", "2024년 매출액 − 2025년 매출액 − 1원"),
        ("2024년 매출액 * 12 / 4", "2024년 매출액 × 12 ÷ 4"),
        ("2024년 매출액 / (2 * 3)", "2024년 매출액 ÷ (2 × 3)"),
    ],
)
def test_a_calculation_reads_as_it_is_done(line: str, words: str) -> None:
    node = grammar.expression(line, CATALOG.vocabulary)
    assert Wording(CATALOG.labels, "ko").expression(node) == words


@pytest.mark.parametrize(
    ("share", "ko", "en"),
    [
        (Fraction(15, 100), "15%", "15%"),
        (Fraction(85, 10_000), "0.85%", "0.85%"),
        (Fraction(-37, 83), "약 -44.58%", "about -44.58%"),
        (Fraction(1, 3), "약 33.33%", "about 33.33%"),
    ],
)
def test_a_share_that_does_not_come_out_even_is_said_to_be_about(
    share: Fraction, ko: str, en: str
) -> None:
    assert percent(share, "ko") == ko
    assert percent(share, "en") == en
