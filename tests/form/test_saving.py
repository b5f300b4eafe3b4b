"""A result that is kept: the same answers, moment and rules under a code for thirty days."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from service.form.codes import spelled
from service.store.codes import ALPHABET
from tests.form.conftest import Clock, Merchant, NewMerchant


def code_of(shop: Merchant) -> str:
    found = re.search(r'<p class="code">([^<]+)</p>', shop.go("/saved"))
    assert found
    return found[1]


def saved(shop: Merchant) -> str:
    assert shop.send("/save").headers["Location"] == "/saved"
    return code_of(shop)


@pytest.fixture
def known(shop: Merchant) -> Merchant:
    shop.knows_all()
    return shop


def test_a_saved_result_opens_elsewhere_with_its_answers_and_moment(
    known: Merchant, visit: NewMerchant, clock: Clock
) -> None:
    code = saved(known)
    before = re.search(r'<section id="now">.*?</section>', known.text, re.DOTALL)
    clock.passes(days=29)
    other = visit()
    assert other.send("/open", code=code.lower().replace("-", " ")).headers["Location"] == "/saved"
    page = other.go("/saved")
    assert code in page
    assert "2026년 3월 2일 10:00 기준" in page
    assert "291일 남음" in page
    now = re.search(r'<section id="now">.*?</section>', page, re.DOTALL)
    assert now
    assert before
    assert now[0] == before[0]
    assert "표가 바뀌었습니다" not in page
    assert "/questions/" not in page
    other.go("/saved/stability-voucher")
    assert "2026년 3월 2일 10:00 기준" in other.words
    assert other.go("/saved/nothing")
    assert other.page.status_code == 404


def test_after_thirty_days_it_is_gone(known: Merchant, visit: NewMerchant, clock: Clock) -> None:
    code = saved(known)
    clock.passes(days=30)
    other = visit()
    other.send("/open", code=code)
    assert other.page.status_code == 422
    assert "이 번호로 저장된 결과가 없습니다" in other.text
    assert f'value="{code}"' in other.text
    known.go("/saved")
    assert known.page.headers["Location"] == "/open"


def test_saving_twice_gives_the_same_code(known: Merchant) -> None:
    assert saved(known) == saved(known)


def test_a_code_is_spelled_as_it_is_read_out(known: Merchant) -> None:
    code = saved(known)
    assert spelled(code.replace("-", ""), "ko") in known.text
    for sign in ALPHABET:
        assert re.fullmatch("[가-힣]+", spelled(sign * 8, "ko").split(",")[0].split(" ")[0])


@pytest.mark.parametrize("typed", ["", "ABC", "!!!!!!!!", "ABCD-2345-6789"])
def test_what_is_no_code_is_told(shop: Merchant, typed: str) -> None:
    shop.send("/open", code=typed)
    assert shop.page.status_code == 422
    assert "여덟 자리" in shop.faults()["code"]
    assert shop.text.count("autofocus") == 1


def test_a_resident_number_is_no_code_and_not_shown(shop: Merchant) -> None:
    shop.send("/open", code="900101-1234567")
    assert shop.page.status_code == 422
    assert "1234567" not in shop.text


def test_changed_tables_are_told_with_what_changed(
    known: Merchant, formed: Flask, clock: Clock
) -> None:
    saved(known)
    store = formed.extensions["store"]
    draft = store.start(clock.now)
    with known.client.session_transaction() as session:
        answers = store.answers(session["draft"], clock.now)
    store.merge(draft, answers, clock.now)
    old = {"stability-voucher": ["no", 0, 0], "smart-shop-of-old": ["yes", 100, 100]}
    code = store.save(draft, clock.now, "0123456789abcdef", old, clock.now)
    known.send("/open", code=code)
    known.go("/saved")
    words = known.words
    assert "저장한 뒤에 지원사업 표가 바뀌었습니다" in words
    assert "소상공인 경영안정 바우처 : 받을 수 없음 → 받을 수 있음 25만원" in words
    assert "smart-shop-of-old : 받을 수 있음 100원 → 표에서 빠짐" in words


def test_saved_answers_can_be_used_anew(known: Merchant, visit: NewMerchant, clock: Clock) -> None:
    code = saved(known)
    clock.passes(days=7)
    other = visit()
    other.send("/open", code=code)
    assert other.send("/resume").headers["Location"] == "/results"
    page = other.go("/results")
    assert "2026년 3월 9일 10:00 기준" in page
    assert "저장한 답으로 지금 기준의 결과를 다시 계산했습니다" in page
    other.answer(sales_2025="2억")
    assert "2억원" in other.go("/answers")
    assert "2억원" not in known.go("/saved")


@pytest.mark.parametrize("path", ["/save", "/resume"])
def test_without_answers_there_is_nothing_to_save(shop: Merchant, path: str) -> None:
    shop.send(path)
    assert shop.page.status_code in (303, 404)
    assert shop.page.headers.get("Location", "/open") == "/open"


def test_without_a_code_there_is_nothing_to_show(shop: Merchant) -> None:
    for path in ("/saved", "/saved/stability-voucher"):
        shop.go(path)
        assert shop.page.headers["Location"] == "/open"


def test_answers_that_expired_cannot_be_saved(known: Merchant, clock: Clock) -> None:
    clock.passes(hours=2)
    known.send("/save")
    assert known.page.status_code == 410
