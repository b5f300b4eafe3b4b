"""What people type, and what it is taken for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from service.catalog.wording import money, won
from service.form import faults, typed
from service.form.faults import Fault


def fault(read: Callable[..., Any], *given: Any) -> Fault:
    with pytest.raises(ValidationError) as caught:
        read(*given)
    found = caught.value.messages[0]
    assert isinstance(found, Fault)
    assert found.text.ko
    assert found.text.en
    return found


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("8300만", 83_000_000),
        ("8300만원", 83_000_000),
        ("8,300만 원", 83_000_000),
        ("83,000,000", 83_000_000),
        ("83,000,000원", 83_000_000),
        ("83000000", 83_000_000),
        ("８３００만", 83_000_000),
        ("８３，０００，０００", 83_000_000),
        ("8천3백만", 83_000_000),
        ("8천 300만원", 83_000_000),
        ("팔천삼백만원", 83_000_000),
        ("8.3천만", 83_000_000),
        ("1억 2천", 120_000_000),
        ("1억2천", 120_000_000),
        ("1억 2천만원", 120_000_000),
        ("1.2억", 120_000_000),
        ("12000만", 120_000_000),
        ("1억 2천5백", 125_000_000),
        ("1억 2,500만", 125_000_000),
        ("일억 이천", 120_000_000),
        ("2억 천만", 210_000_000),
        ("1억 400만원", 104_000_000),
        ("억", 100_000_000),
        ("천만원", 10_000_000),
        ("만원", 10_000),
        ("십억", 1_000_000_000),
        ("1조 2억", 1_000_200_000_000),
        ("3만", 30_000),
        ("8300원", 8_300),
        ("2천원", 2_000),
        ("1억 2500원", 100_002_500),
        ("0", 0),
        ("0원", 0),
        ("없음", 0),
        ("₩83,000,000", 83_000_000),
        ("\\83,000,000", 83_000_000),
        ("￦83,000,000", 83_000_000),
        ("83 million", 83_000_000),
        ("KRW 83,000,000", 83_000_000),
        ("83,000,000 won", 83_000_000),
    ],
)
def test_an_amount_is_read_as_it_is_meant(text: str, amount: int) -> None:
    assert typed.amount(text) == amount


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", faults.NOT_MONEY),
        ("많이", faults.NOT_MONEY),
        ("약 8천만", faults.NOT_MONEY),
        ("1억 12000만", faults.NOT_MONEY),
        ("만 억", faults.NOT_MONEY),
        ("8300만 8300만", faults.NOT_MONEY),
        ("8,30,000", faults.COMMAS),
        ("8,3000만", faults.COMMAS),
        ("-100만", faults.NEGATIVE),
        ("△100만", faults.NEGATIVE),
        ("2천", faults.HUNDREDS_OF_WHAT),
        ("5백", faults.HUNDREDS_OF_WHAT),
        ("1억 2천원", faults.HUNDREDS_OF_WHAT),
        ("1억 2500", faults.AFTER_EOK),
        ("83.5", faults.PART_OF_WON),
        ("0.00001만", faults.PART_OF_WON),
    ],
)
def test_an_amount_that_could_mean_two_things_is_asked_again(text: str, said: Fault) -> None:
    assert fault(typed.amount, text) is said


@pytest.mark.parametrize(
    ("text", "tens"), [("8300", "8,300만원"), ("1", "1만원"), ("99999", "9억 9,999만원")]
)
def test_a_bare_small_number_may_be_ten_thousands(text: str, tens: str) -> None:
    said = fault(typed.amount, text)
    assert f"‘{tens}’" in said
    assert typed.amount(f"{text}원") == int(text)
    assert typed.amount(tens) == int(text) * 10_000


@given(st.integers(0, 10**15))
def test_an_amount_is_read_back_as_it_is_written(amount: int) -> None:
    assert typed.amount(won(amount)) == amount
    assert typed.amount(money(amount, "en")) == amount
    assert typed.amount(f"{amount:,}원") == amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("3명", 3),
        ("３명", 3),
        ("1.5", 1.5),
        ("1.5명", 1.5),
        ("0", 0),
        ("없음", 0),
        ("1,000", 1000),
    ],
)
def test_a_number_is_read_with_or_without_its_unit(text: str, value: float) -> None:
    assert typed.count(text, "명", 0.5) == value


@pytest.mark.parametrize(
    ("text", "step", "said"),
    [
        ("둘", 1, faults.NOT_NUMBER),
        ("", 1, faults.NOT_NUMBER),
        ("-1", 1, faults.NEGATIVE),
        ("1.5", 1, faults.NOT_WHOLE),
        ("1.2", 0.5, faults.in_steps("0.5명", "0.5")),
        ("3개", 1, faults.other_unit("명")),
        ("1,00", 1, faults.COMMAS),
    ],
)
def test_a_number_that_is_none_is_told(text: str, step: float, said: Fault) -> None:
    assert fault(typed.count, text, "명", step) == said


@pytest.mark.parametrize(
    "text",
    [
        "2020-03-02",
        "2020-3-2",
        "2020.3.2",
        "2020. 3. 2.",
        "2020/03/02",
        "20200302",
        "2020년 3월 2일",
        "2020년3월2일",
        "２０２０－０３－０２",
        " 2020 3 2 ",
    ],
)
def test_a_date_is_read_in_every_common_form(text: str) -> None:
    assert typed.day(text) == date(2020, 3, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", faults.NOT_DATE),
        ("작년", faults.NOT_DATE),
        ("3/2/2020", faults.NOT_DATE),
        ("20.3.2", faults.SHORT_YEAR),
        ("900302", faults.SHORT_YEAR),
        ("2020-03", faults.NO_DAY),
        ("2020년", faults.NO_DAY),
        ("202003", faults.NO_DAY),
        ("2020-02-30", faults.NO_SUCH_DAY),
        ("2020-13-01", faults.NO_SUCH_DAY),
        ("20201301", faults.NO_SUCH_DAY),
    ],
)
def test_a_date_that_is_none_is_told(text: str, said: Fault) -> None:
    assert fault(typed.day, text) is said


@given(st.dates(date(1900, 1, 1)))
def test_a_date_is_read_back_as_it_is_written(day: date) -> None:
    assert typed.day(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "900101-1234567",
        "9001011234567",
        "900101 - 1234567",
        "９００１０１-１２３４５６７",
        "900101\u200b-1234567",
        "제 번호는 900101-1234567입니다",
    ],
)
def test_a_resident_number_is_refused_wherever_it_stands(text: str) -> None:
    assert typed.resident(text)
    assert fault(typed.clean, text) is faults.RESIDENT


@pytest.mark.parametrize(
    "text", ["83,000,000", "1,234,567,890,123", "123-45-67890", "12345678901234"]
)
def test_other_long_numbers_are_none(text: str) -> None:
    assert not typed.resident(text)


@pytest.mark.parametrize("text", ["치킨\x00", "\x1b[31m", "치\ud800킨", "가\u2028나", "a\x7f"])
def test_control_characters_are_refused(text: str) -> None:
    assert fault(typed.clean, text) is faults.UNREADABLE


def test_text_is_brought_into_one_form() -> None:
    assert typed.clean("  치킨\u200b  가게 ") == "치킨 가게"
    assert typed.clean("\u110e\u1175\u110f\u1175\u11ab") == "치킨"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    readers: list[Callable[[str], Any]] = [
        typed.clean,
        typed.amount,
        typed.day,
        lambda t: typed.count(t, "명", 0.5),
    ]
    for read in readers:
        with suppress(ValidationError):
            read(text)
