"""Questions and their answers: what is asked, what is taken, and what is said of the rest."""

from __future__ import annotations

import re

import pytest

from service.form.asking import MOST
from tests.form.conftest import Clock, Merchant, NewMerchant

FIRST = {
    "district": "buk-gu",
    "industry_code": "분식",
    "opened_on": "2020-03-02",
    "operating_status": "operating",
}


def asked(page: str) -> list[str]:
    found = re.search(r'action="/questions/([a-z0-9_,]+)" novalidate>\s*<input', page)
    return found[1].split(",") if found else []


def pages_after(shop: Merchant) -> list[list[str]]:
    """Answer “I don't know” until nothing is left to ask; return what was asked, by page."""
    pages: list[list[str]] = []
    while True:
        shop.go("/questions")
        place = shop.page.headers["Location"]
        if place == "/results":
            return pages
        pages.append(place.removeprefix("/questions/").split(","))
        shop.answer(**dict.fromkeys(pages[-1]))


def test_the_first_page_asks_what_decides_most(shop: Merchant) -> None:
    page = shop.go("/")
    assert shop.page.status_code == 200
    assert asked(page) == ["district", "industry_code", "opened_on", "operating_status"]
    assert page.count("어디서 확인하나요?") == 4
    assert page.count("모르겠어요</span>") == 4


def test_whoever_has_closed_is_not_asked_about_a_shop_that_is_open(shop: Merchant) -> None:
    shop.answer(**{**FIRST, "operating_status": "closed"})
    names = {name for page in pages_after(shop) for name in page}
    assert {"closed_on", "premises_area"} <= names
    assert not {"policy_loan_balance", "private_investment", "franchise"} & names


def test_the_second_page_asks_for_two_years_of_revenue_staff_and_form(shop: Merchant) -> None:
    shop.answer(**FIRST)
    assert shop.page.headers["Location"] == "/results"
    shop.go("/questions")
    following = shop.page.headers["Location"]
    assert following == "/questions/sales_2025,sales_2024,employees,business_form"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("opened_on", "", "답을 적어 주십시오"),
        ("opened_on", "2020.3", "월과 일까지"),
        ("opened_on", "20.3.2", "네 자리"),
        ("opened_on", "2026-03-03", "오늘보다 뒤의 날짜"),
        ("opened_on", "1899-12-31", "1900년보다 앞선"),
        ("opened_on", "2020-02-30", "달력에 없는"),
        ("sales_2025", "8300", "8,300만원"),
        ("sales_2025", "많음", "금액을 읽지 못했습니다"),
        ("sales_2025", "-1", "0보다 작을 수 없습니다"),
        ("sales_2025", "99999조", "까지 적을 수 있습니다"),
        ("sales_2025", "900101-1234567", "주민등록번호"),
        ("sales_2025", "8" * 101, "너무 깁니다"),
        ("sales_2025", "8300\x00만", "읽을 수 없는 문자"),
        ("employees", "1.3", "0.5명 단위"),
        ("employees", "셋", "숫자로 적어"),
        ("employees", "3개", "단위가 다릅니다"),
        ("employees", "1000000", "까지 적을 수 있습니다"),
        ("credit_score", "0", "부터 적을 수 있습니다"),
        ("policy_loans_5y", "0.5", "소수점 없이"),
        ("industry_code", "ㅋㅋㅋㅋ", "맞는 업종을 찾지 못했습니다"),
        ("industry_code", "99999", "없는 업종코드"),
        ("district", "", "하나를 골라"),
        ("district", "mars", "보기에 없는 답"),
        ("credit_record", "maybe", "보기에 없는 답"),
    ],
)
def test_every_fault_is_told_beside_its_field(
    shop: Merchant, name: str, typed: str, said: str
) -> None:
    shop.answer(**{name: typed})
    assert said in shop.faults()[name]
    page = shop.text
    assert "고쳐야 할 곳이 1군데 있습니다" in page
    assert page.index('class="faults"') < page.index("<h1>") < page.index(f'id="{name}-fault"')
    target = re.search(r'<li><a href="#([^"]+)">', page)
    assert target
    assert f'id="{target[1]}" ' in page.replace(">", " ")
    assert page.count("autofocus") == 1
    assert "<title>오류: " in page


@pytest.mark.parametrize("name", ["card_spending_2024_monthly", "employment_premium_2025"])
def test_small_amounts_have_small_examples(shop: Merchant, name: str) -> None:
    assert "보기: 85만원, 120만원" in shop.go(f"/questions/{name}")
    assert "1.2 million" in shop.go(f"/questions/{name}?lang=en")
    shop.answer(**{name: "120만원"})
    assert shop.page.status_code == 303


def test_what_was_typed_is_still_there_beside_a_fault(shop: Merchant) -> None:
    shop.answer(district="nam-gu", industry_code="분식", opened_on="2020.13.1")
    assert re.search(r'value="nam-gu"[^>]* checked', shop.text)
    assert 'value="2020.13.1"' in shop.text
    assert "김밥 및 기타 간이 음식점업 (56191)" in shop.text
    assert list(shop.faults()) == ["opened_on"]


def test_a_fault_is_still_told_after_a_reload_and_in_the_other_language(shop: Merchant) -> None:
    page = "/questions/sales_2025,employees"
    shop.send(f"{page}?then=answers", sales_2025="8300", employees="1", then="answers")
    assert shop.page.headers["Location"] == f"{page}?then=answers"
    for _ in range(2):
        assert "고치고 돌아가기" in shop.go(f"{page}?then=answers")
        assert list(shop.faults()) == ["sales_2025"]
    assert "Do you mean" in shop.go(f"{page}?lang=en")
    assert 'value="8300"' in shop.text
    assert 'value="1"' in shop.text
    assert "오류" not in shop.go("/questions/sales_2025?lang=ko")


def test_what_is_right_beside_a_fault_is_kept(shop: Merchant) -> None:
    shop.answer(sales_2025="8300", employees="1")
    assert "1명" in shop.go("/answers")
    assert "8,300" not in shop.text
    shop.answer(sales_2025="8300만", employees="1")
    shop.go("/questions/sales_2025,employees")
    assert shop.faults() == {}
    assert 'value="8,300만원"' in shop.text


@pytest.mark.parametrize("number", ["900101-123456", "010-1234-5678", "410-12-34567"])
def test_what_may_be_somebodys_number_is_not_held_for_correction(
    shop: Merchant, number: str
) -> None:
    for name in ("sales_2025", "opened_on", "industry_code"):
        shop.answer(**{name: number})
        assert shop.page.status_code == 422
        assert name in shop.faults()
        assert number in shop.text
        assert number not in shop.go(f"/questions/{name}")


def test_a_resident_number_is_neither_kept_nor_shown(shop: Merchant) -> None:
    for name in ("sales_2025", "opened_on", "industry_code", "employees"):
        shop.answer(**{name: "900101-1234567"})
        assert "주민등록번호" in shop.faults()[name]
        assert "1234567" not in shop.text
    shop.answer(**FIRST)
    assert "1234567" not in shop.go("/answers")


def test_an_answer_and_not_knowing_exclude_each_other(shop: Merchant) -> None:
    shop.send("/questions/sales_2025", sales_2025="8300만", **{"sales_2025.unknown": "1"})
    shop.go("/questions/sales_2025")
    assert "하나만 남겨" in shop.faults()["sales_2025"]


def test_not_knowing_is_an_answer(shop: Merchant) -> None:
    shop.answer(district=None, industry_code=None, opened_on=None)
    assert shop.page.status_code == 303
    shop.go("/answers")
    assert shop.words.count("모르겠어요") == 3


def test_all_faults_are_told_at_once(shop: Merchant) -> None:
    shop.answer(district="", industry_code="", opened_on="")
    assert list(shop.faults()) == ["district", "industry_code", "opened_on"]
    assert "고쳐야 할 곳이 3군데 있습니다" in shop.text


@pytest.mark.parametrize(
    ("words", "code"), [("치킨", "56162"), ("분식", "56191"), ("약국", "47811"), ("68112", "68112")]
)
def test_a_trade_is_found_by_everyday_words(shop: Merchant, words: str, code: str) -> None:
    assert shop.answer(industry_code=words).status_code == 303
    assert f"({code})" in shop.go("/answers")


@pytest.mark.parametrize(
    ("words", "code"), [("네일", "96119"), ("미용실", "96112"), ("카페", "56221")]
)
def test_several_trades_are_offered_and_one_is_chosen(
    shop: Merchant, words: str, code: str
) -> None:
    page = shop.answer(industry_code=words)
    assert page.status_code == 200
    assert "비슷한 업종이 여럿입니다" in shop.text
    assert shop.faults() == {}
    assert f'value="{words}"' in shop.text
    first = re.search(r'name="industry_code.pick" value="(\d+)"', shop.text)
    assert first
    assert first[1] == code
    shop.send("/questions/industry_code", industry_code=words, **{"industry_code.pick": code})
    assert shop.page.status_code == 303
    assert f"({code})" in shop.go("/answers")


def test_a_single_trade_that_comes_close_is_asked_about(shop: Merchant) -> None:
    shop.answer(industry_code="세탁서")
    assert "이 업종이 맞습니까?" in shop.text
    assert "여럿" not in shop.text
    assert "가정용 세탁업 (96912)" in shop.text


def test_other_words_after_a_choice_are_searched_anew(shop: Merchant) -> None:
    shop.send("/questions/industry_code", industry_code="치킨", **{"industry_code.pick": "96119"})
    assert shop.page.status_code == 303
    assert "(56162)" in shop.go("/answers")


def test_an_answer_can_be_changed_and_shows_what_it_was(shop: Merchant) -> None:
    shop.answer(sales_2025="8300만", employees="1.5", opened_on="2020.3.2", industry_code="분식")
    page = shop.go("/questions/sales_2025,employees,opened_on,industry_code?then=answers")
    assert 'value="8,300만원"' in page
    assert 'value="1.5"' in page
    assert 'value="2020-03-02"' in page
    assert re.search(r'value="56191"[^>]* checked', page)
    shop.send("/questions/sales_2025", sales_2025="9천만", then="answers")
    assert shop.page.headers["Location"] == "/answers"
    assert "9,000만원 (90,000,000원)" in shop.go("/answers")


@pytest.mark.parametrize(
    "names",
    [
        "nothing",
        "sales_2025,sales_2025",
        "sales_2025,",
        ",",
        "district,opened_on,employees,premises,tax_type",
    ],
)
def test_questions_that_are_none_are_no_page(shop: Merchant, names: str) -> None:
    assert "이런 화면은 없습니다" in shop.go(f"/questions/{names}")
    assert shop.page.status_code == 404


def test_no_page_asks_more_than_four_things(shop: Merchant) -> None:
    shop.answer(**FIRST)
    pages = pages_after(shop)
    assert all(len(page) <= MOST for page in pages)
    names = [name for page in pages for name in page]
    assert len(set(names)) == len(names)


def test_only_choices_that_matter_are_offered(shop: Merchant) -> None:
    shop.answer(industry_code="약국")
    page = shop.go("/questions/activity")
    assert "약국·한약국" in page
    assert "해당 활동 없음" in page
    assert "사행성" not in page
    assert "휴게텔" not in page


def test_a_form_that_was_open_for_long_is_shown_again_as_it_was(shop: Merchant) -> None:
    shop.token()
    sent = {
        "csrf_token": "old",
        "district.pick": "buk-gu",
        "industry_code": "분식",
        "opened_on": "2020.3.2",
    }
    shop.page = shop.client.post("/questions/district,industry_code,opened_on", data=sent)
    assert shop.page.status_code == 400
    assert "한 번 더 눌러" in shop.text
    assert 'value="2020.3.2"' in shop.text
    assert re.search(r'value="buk-gu"[^>]* checked', shop.text)
    assert shop.answer(**FIRST).status_code == 303


def test_a_form_without_a_session_is_shown_again_as_it_was(visit: NewMerchant) -> None:
    shop = visit()
    shop.page = shop.client.post("/questions/sales_2025", data={"sales_2025": "8300만"})
    assert shop.page.status_code == 400
    assert 'value="8300만"' in shop.text


def test_answers_that_have_expired_are_a_clear_page(shop: Merchant, clock: Clock) -> None:
    shop.answer(**FIRST)
    clock.passes(hours=2)
    for path in ("/results", "/answers", "/results/stability-voucher"):
        assert "답이 지워졌습니다" in shop.go(path)
        assert shop.page.status_code == 410
    assert "보관 기간이 지나 지워졌습니다" in shop.go("/")


def test_what_is_answered_after_the_rest_expired_is_not_lost(shop: Merchant, clock: Clock) -> None:
    shop.answer(**FIRST)
    clock.passes(hours=3)
    assert shop.answer(sales_2025="8300만").status_code == 303
    page = shop.go("/answers")
    assert "8,300만원" in page
    assert "북구" not in page


def test_two_tabs_and_a_double_click_lose_nothing(shop: Merchant) -> None:
    shop.answer(sales_2025="8300만")
    shop.answer(sales_2025="8300만")
    shop.answer(employees="1")
    shop.answer(sales_2025="8300만")
    page = shop.go("/answers")
    assert "8,300만원" in page
    assert "1명" in page


def test_a_cookie_that_was_tampered_with_is_none(shop: Merchant) -> None:
    shop.answer(**FIRST)
    cookie = shop.client.get_cookie("session")
    assert cookie
    shop.client.set_cookie("session", cookie.value[:-3] + "abc")
    assert "아직 알려 주신 내용이 없습니다" in shop.go("/results")
    assert shop.page.status_code == 404


def test_answers_are_deleted_when_asked(shop: Merchant) -> None:
    shop.answer(**FIRST)
    assert 'href="/forget"' in shop.go("/answers")
    assert "답을 모두 지울까요?" in shop.go("/forget")
    assert "북구" in shop.go("/answers")
    assert shop.send("/forget").headers["Location"] == "/"
    assert "답을 모두 지웠습니다" in shop.go("/")
    assert "답을 모두 지웠습니다" not in shop.go("/")
    assert "아직 알려 주신 내용이 없습니다" in shop.go("/answers")


def test_english_is_kept_without_an_address(shop: Merchant) -> None:
    assert '<html lang="en">' in shop.go("/?lang=en")
    assert '<html lang="en">' in shop.go("/")
    shop.answer(sales_2025="8300")
    assert shop.faults() == {}
    assert "Do you mean" in shop.text
    assert '<html lang="en">' in shop.go("/?lang=xx")
    assert '<html lang="ko">' in shop.go("/?lang=ko")
    assert '<html lang="ko">' in shop.go("/")
