"""The tables as pages, and calculators over them."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest

from service.catalog.words import GRADES
from service.form.board import ROOM
from tests.form.conftest import Clock, Merchant
from tests.tables import CATALOG

EDITIONS = [(p.id, e.id) for p in CATALOG.programs.values() for e in p.editions]
PAYBACK = "/programs/payback-customer/calculator"


def style(shop: Merchant) -> int:
    return len(shop.client.get(re.findall(r'href="(/static/[^"]+)"', shop.text)[0]).data)


@pytest.mark.parametrize(("program", "edition"), EDITIONS)
def test_an_edition_tells_all_that_its_table_says(
    shop: Merchant, program: str, edition: str
) -> None:
    table = next(e for e in CATALOG.programs[program].editions if e.id == edition)
    for language in ("ko", "en"):
        page = shop.go(f"/programs/{program}/{edition}?lang={language}")
        assert shop.page.status_code == 200
        assert len(shop.page.data) + style(shop) <= ROOM
        sources = [r.source for r in table.requirements]
        sources += [w.source for w in table.windows] + [c.source for c in table.caveats]
        for option in table.options:
            sources += [r.source for r in option.requirements] + [option.benefit.source]
            assert option.name.word(language) in unescape(page)
        label = "근거: " if language == "ko" else "Source: "
        assert page.count(label) >= len(sources)
        for source in sources:
            assert f"({GRADES[source.grade].word(language)})" in page
            title = CATALOG.documents[source.doc].title.word(language)
            assert title in unescape(page)
        assert table.id in page


def test_the_history_of_editions_is_linked(shop: Merchant) -> None:
    page = shop.go("/programs/payback-customer")
    assert "<b>2025-12</b> (지금 보는 회차)" in page
    assert 'href="/programs/payback-customer/2025"' in page
    assert 'href="/programs/payback-customer"' in shop.go("/programs/payback-customer/2025")


@pytest.mark.parametrize(
    "path",
    [
        "/programs/nothing",
        "/programs/stability-voucher/1999",
        "/lists/nothing",
        "/programs/nothing/calculator",
    ],
)
def test_what_is_not_there_is_a_clear_page(shop: Merchant, path: str) -> None:
    assert "이런 화면은 없습니다" in shop.go(path)
    assert shop.page.status_code == 404


def test_the_list_names_every_program_by_its_state(shop: Merchant, clock: Clock) -> None:
    for moment in ("2026-03-02T10:00", "2026-11-25T10:00"):
        clock.now = datetime.fromisoformat(moment)
        shop.go("/programs")
        assert len(shop.page.data) + style(shop) <= ROOM
        for program in CATALOG.programs.values():
            assert shop.text.count(f'<a href="/programs/{program.id}">') == 1
        for each in CATALOG.uncovered:
            assert each.name.ko in shop.text
    assert "접수 중인지 확인 필요" in shop.text


@pytest.mark.parametrize("name", [each.id for each in CATALOG.vocabulary.listings.values()])
def test_a_code_list_shows_every_row(shop: Merchant, name: str) -> None:
    listing = next(x for x in CATALOG.vocabulary.listings.values() if x.id == name)
    page = shop.go(f"/lists/{name}")
    assert page.count("<tr>") == len(listing.rows) + 1
    assert len(shop.page.data) + style(shop) <= ROOM


def test_pages_without_answers_may_be_kept_but_checked(shop: Merchant) -> None:
    for path in ("/programs", "/programs/stability-voucher", "/privacy"):
        shop.go(path)
        assert shop.page.headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in shop.page.headers


SPENT = {
    "card_spending_2024_monthly": "100만",
    "card_spending_2025_09": "120만",
    "card_spending_2025_10": "200만",
    "card_spending_2025_11": "90만원",
    "card_spending_2025_12": "150만",
}


def test_the_payback_of_each_month_and_in_all(shop: Merchant) -> None:
    page = shop.go(PAYBACK)
    assert "신청이 끝난 사업입니다" in page
    for name in SPENT:
        assert f'name="{name}"' in page
    shop.send(PAYBACK, **SPENT)
    assert shop.page.status_code == 200
    words = shop.words
    for month, amount in (("9월", "4만원"), ("10월", "10만원"), ("11월", "0원"), ("12월", "3만원")):
        assert f"{month} 페이백 {amount}" in words
    assert "모두 17만원" in words
    assert 'value="120만"' in shop.text


def test_a_month_that_is_not_known_leaves_a_range(shop: Merchant) -> None:
    sent = {**SPENT, "card_spending_2025_09": "", "card_spending_2025_09.unknown": "1"}
    shop.send(PAYBACK, **sent)
    assert "9월 페이백 최대 10만원" in shop.words
    assert "모두 13만원 ~ 23만원" in shop.words


def test_without_cards_in_2024_there_is_no_payback(shop: Merchant) -> None:
    shop.send(PAYBACK, **{**SPENT, "card_spending_2024_monthly": "0"})
    assert "받을 수 없습니다" in shop.words
    assert "2024년 월평균 카드 사용액: 0원 초과" in shop.words


def test_a_calculator_says_what_is_wrong_and_keeps_what_was_typed(shop: Merchant) -> None:
    shop.send(PAYBACK, **{**SPENT, "card_spending_2025_09": "50"})
    assert shop.page.status_code == 422
    assert "50만원" in shop.faults()["card_spending_2025_09"]
    assert 'value="200만"' in shop.text


def test_a_calculator_keeps_nothing(shop: Merchant) -> None:
    shop.send(PAYBACK, **SPENT)
    assert shop.page.headers["Cache-Control"] == "no-store"
    shop.go("/answers")
    assert shop.page.status_code == 404


def test_a_calculator_that_was_open_for_long_is_shown_again(shop: Merchant) -> None:
    shop.page = shop.client.post(PAYBACK, data=SPENT)
    assert shop.page.status_code == 400
    assert 'value="200만"' in shop.text
