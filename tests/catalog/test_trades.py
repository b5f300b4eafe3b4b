"""Which trades are found by what a merchant types."""

from __future__ import annotations

import pytest

from service.catalog.trades import Trades
from tests.tables import CATALOG

TRADES = Trades(CATALOG.industries.values())
WORDS = sorted({word for trade in CATALOG.industries.values() for word in trade.words})


def names(text: str) -> list[str]:
    return [found.trade.name.ko for found in TRADES.search(text)]


@pytest.mark.parametrize("text", ["여성 옷", "금속 부품", "동네 슈퍼", "꽃 집", *WORDS[::200]])
def test_spaces_make_no_difference(text: str) -> None:
    plain = text.replace(" ", "")
    assert names(text) == names(plain) == names(" ".join(plain)) != []


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [("세탁서", "가정용 세탁업"), ("컴퓨타 수리", "컴퓨터 및 주변 기기 수리업")],
)
def test_one_wrong_letter_is_forgiven(mistyped: str, meant: str) -> None:
    assert names(mistyped) == [meant]


@pytest.mark.parametrize("text", ["홍길동", "부동싼", "ㅋㅋㅋ", "asdf"])
def test_nothing_is_offered_rather_than_nonsense(text: str) -> None:
    assert names(text) == []


def test_an_ironworks_is_no_dental_laboratory() -> None:
    assert "치과기공물 제조업" not in names("철공소")


def test_words_of_a_trade_are_found_joined_in_another_way() -> None:
    assert "여자용 겉옷 소매업" in names("여성옷")
