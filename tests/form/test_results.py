"""What a merchant is told: in which group, how much, why, and how to go on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from service.catalog.model import Catalog
from service.catalog.words import span_words
from service.engine.facts import Facts
from service.engine.program import Bond, Combination
from service.engine.sources import Grade, Source
from service.engine.verdict import Qualifies
from service.engine.window import Status
from service.form.answers import facts_of
from service.form.board import ROOM
from service.form.results import Group, Money, Results, changes, group_of
from tests.form.conftest import Clock, Merchant
from tests.merchants import cafe, engine_facts
from tests.moments import SPRING
from tests.tables import CATALOG

VOUCHER = "stability-voucher"
FIRST: dict[str, str | None] = {
    "district": "buk-gu",
    "industry_code": "56221",
    "opened_on": "2020-03-02",
    "operating_status": "operating",
}
KNOWN: Facts = engine_facts(CATALOG, cafe(CATALOG))


def section(page: str, group: str) -> str:
    found = re.search(rf'<section id="{group}">(.*?)</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def test_what_is_open_and_fits_is_what_one_can_get_now(shop: Merchant) -> None:
    shop.knows_all()
    now = section(shop.go("/results"), "now")
    assert "소상공인 경영안정 바우처" in now
    assert "바우처 25만원" in now
    assert "접수 중, 2026년 12월 18일 18시까지 291일 남음" in now
    assert "전화 1533-0600" in now
    assert "근거: 중소벤처기업부 공고 제2026-37호" in now
    assert "(공고문)" in now


def test_what_nobody_confirmed_is_told_so_with_a_number_to_call(
    shop: Merchant, clock: Clock
) -> None:
    clock.now = datetime.fromisoformat("2026-11-25T10:00")
    shop.knows_all()
    page = shop.go("/results")
    assert "소상공인 경영안정 바우처" not in section(page, "now")
    check = section(page, "check")
    assert "지금도 신청을 받는지 확인되지 않았습니다" in check
    assert "마지막으로 접수를 확인한 날: 2026년 8월 15일 · 전화 1533-0600" in check


def test_what_one_is_by_law_is_told_and_not_counted_as_a_support(
    shop: Merchant, clock: Clock
) -> None:
    clock.now = datetime.fromisoformat("2026-11-25T10:00")
    shop.knows_all()
    page = shop.go("/results")
    assert "법에서 정한 소상공인에 해당합니다. 소상공인 여부" in shop.words
    assert "소상공인 여부" not in section(page, "now")
    # A register that one has to apply to stays a support.
    assert "광주상생카드 가맹점" in section(page, "now")
    assert "지금 신청 가능 1" in shop.words


@pytest.mark.parametrize(
    ("digit", "said"),
    [
        ("1", "소상공인 경영안정 바우처"),
        ("2", "오늘은 사업자등록번호 끝자리: 1, 3, 5, 7, 9만 신청할 수 있습니다"),
        (None, "오늘은 사업자등록번호 끝자리: 1, 3, 5, 7, 9만 신청할 수 있습니다"),
    ],
)
def test_who_must_wait_for_another_day_is_told(
    shop: Merchant, clock: Clock, digit: str | None, said: str
) -> None:
    clock.now = datetime.fromisoformat("2026-02-09T10:00")
    shop.knows_all(business_number_last_digit=digit)
    now = section(shop.go("/results"), "now")
    assert said in now
    assert ("오늘은" in now) is (digit != "1")


@pytest.mark.parametrize(
    ("district", "told"),
    [("seo-gu", "전화 062-601-0375"), ("buk-gu", "담당 기관(광주 자치구)에 확인")],
)
def test_whom_to_ask_whether_it_is_open_is_always_told(
    shop: Merchant, clock: Clock, district: str, told: str
) -> None:
    clock.now = datetime.fromisoformat("2026-11-25T10:00")
    shop.knows_all(district=district)
    cards = section(shop.go("/results"), "check").split("근거:")
    refund = next(card for card in cards if "자치구 소상공인 카드수수료 지원" in card)
    assert told in refund
    assert "전화로" not in refund
    for card in cards[:-1]:
        assert "전화" in card or "담당 기관" in card


@pytest.mark.parametrize("path", ["/results", f"/results/{VOUCHER}"])
def test_the_time_of_the_results_is_told_to_the_minute(
    shop: Merchant, clock: Clock, path: str
) -> None:
    clock.now = datetime.fromisoformat("2026-11-25T03:16:43")
    shop.answer(**FIRST)
    shop.go(path)
    assert "2026년 11월 25일 03:16 기준" in shop.words


def test_a_window_that_nobody_saw_open_is_told_so(shop: Merchant) -> None:
    shop.knows_all()
    unseen = [
        program
        for program in CATALOG.programs.values()
        if any(not w.seen for w in program.edition(SPRING.date()).windows)
    ]
    for program in unseen:
        shop.go(f"/programs/{program.id}")
        assert "접수하는 것을 확인하지 못했습니다" in shop.words


def test_what_is_refused_says_why_and_against_which_limit(shop: Merchant) -> None:
    shop.knows_all(sales_2025="1억 2천")
    no = section(shop.go("/results"), "no")
    place = no.index("소상공인 경영안정 바우처")
    assert (
        "2025년 환산 매출액 — 필요: 0원 초과 1억 400만원 미만 · 내 경우: 1억 2,000만원"
        in no[place : place + 200]
    )
    assert "제2026-37호" in no[place : place + 300]


def test_a_refusal_speaks_of_the_district_one_is_in(shop: Merchant, clock: Clock) -> None:
    clock.now = datetime.fromisoformat("2026-11-25T10:00")
    shop.knows_all(district="gwangsan-gu", sales_2025="9억")
    no = section(shop.go("/results"), "no")
    refund = no[no.index("자치구 소상공인 카드수수료 지원") :][:300]
    assert refund.startswith("자치구 소상공인 카드수수료 지원 [광산구")
    assert "내 경우: 9억원" in refund
    assert "다른 유형 4개도 맞지 않습니다" in refund
    assert "서구" not in refund[: refund.index("다른 유형")]


def test_a_refusal_by_age_says_since_when(shop: Merchant) -> None:
    shop.knows_all(owner_birth_date="1980-05-05")
    page = shop.go("/results")
    turned = re.findall(r"\((\d{4}년 \d+월 \d+일부터 맞지 않음)\)", page)
    assert "2020년 5월 5일부터 맞지 않음" in turned


def test_what_has_ended_says_when_and_whether_one_qualified(shop: Merchant) -> None:
    shop.knows_all()
    ended = section(shop.go("/results"), "ended")
    assert "2025년 11월 28일에 마감 · 지금 답으로는 요건에 맞습니다" in ended
    assert "이어진 지원 소상공인 경영안정 바우처" in ended


def test_what_hangs_on_an_answer_asks_for_it_right_there(shop: Merchant) -> None:
    shop.knows_all(sales_2025=None)
    page = shop.go("/results")
    may = section(page, "may")
    assert "소상공인 경영안정 바우처" in may
    assert "2025년에 세무서에 신고한 매출액은 얼마입니까?" in may
    assert "모른다고 하신 질문입니다" in may
    assert re.search(r'<form method="post" action="/questions/sales_2025"', page)
    shop.answer(sales_2025="8300만")
    assert "소상공인 경영안정 바우처" in section(shop.go("/results"), "now")


SECOND: dict[str, str | None] = {
    "sales_2025": "8300만원",
    "sales_2024": "9천만원",
    "employees": "1",
}


@pytest.mark.parametrize("pages", [[FIRST], [FIRST, SECOND]])
def test_how_to_apply_stands_with_the_program_it_is_for(
    shop: Merchant, pages: list[dict[str, str | None]]
) -> None:
    for answers in pages:
        assert shop.answer(**answers).status_code == 303, shop.words
    names = {program.name.ko: program.id for program in CATALOG.programs.values()}
    told, led = "", []
    for name, link in re.findall(
        r'<(?:b|p class="sub"|h3><a [^>]+)>([^<]+)<|class="more"><a href="/results/([a-z-]+)"',
        shop.go("/results"),
    ):
        told = names.get(name, told)
        if link:
            led.append((told, link))
    assert len(led) > 20
    assert [one for one, _ in led] == [other for _, other in led]


@pytest.mark.parametrize(
    ("day", "told", "told_en"),
    [
        ("2026-11-25", "11월 30일 마감, 5일 남음", "closes 30 November, 5 days left"),
        ("2026-11-30", "오늘 마감", "closes today"),
    ],
)
def test_what_is_undecided_and_about_to_close_says_so_and_comes_first(
    shop: Merchant, clock: Clock, day: str, told: str, told_en: str
) -> None:
    clock.now = datetime.fromisoformat(f"{day}T10:00")
    shop.answer(**FIRST)
    for language, words in (("ko", told), ("en", told_en)):
        page = shop.go(f"/results?lang={language}")
        first = page[page.index('<ul class="slims">') :]
        summary = first[: first.index("</summary>")]
        name = CATALOG.programs["second-tier-interest-support"].name.word(language)
        assert name in summary
        assert words in summary


def test_a_last_day_that_is_far_off_is_not_urged(shop: Merchant, clock: Clock) -> None:
    clock.now = datetime.fromisoformat("2026-09-25T10:00")
    shop.answer(**FIRST)
    assert "11월 30일 마감" not in shop.go("/results")


def test_a_grant_is_never_added_to_a_loan(shop: Merchant) -> None:
    shop.knows_all(general_loan_2026="0원")
    sums = re.search(r'<dl class="sums">(.*?)</dl>', shop.go("/results"), re.DOTALL)
    assert sums
    words = " ".join(re.sub(r"<[^>]+>", " ", sums[1]).split())
    assert re.match(r"받는 돈 [0-9만억, 원]+ 갚지 않는 돈", words)
    assert "대출 한도 최대 7,000만원 갚아야 하는 돈" in words


def test_what_nobody_confirmed_is_not_added_to_what_is_open(shop: Merchant) -> None:
    shop.knows_all()
    page = shop.go("/results")
    sums = [
        " ".join(re.sub(r"<[^>]+>", " ", each).split())
        for each in re.findall(r'<p class="sub">(.*?)</dl>', page, re.DOTALL)
    ]
    assert len(sums) == 2
    assert sums[0].startswith("지금이나 곧 신청할 수 있는 지원 받는 돈")
    assert sums[1].startswith("접수 중인지 확인해야 하는 지원 받는 돈")
    assert "서로 더하지 않습니다" in shop.words
    results = judged(CATALOG)
    groups = results.groups()
    assert groups[Group.CHECK]
    for names, told in zip(
        ([*groups[Group.NOW], *groups[Group.SOON]], groups[Group.CHECK]), sums, strict=True
    ):
        grants = results.sums(names)[0]
        assert grants.money is Money.GRANT
        assert set(grants.programs) <= set(names)
        assert span_words((grants.least, grants.most), False, "ko") in told


def heading(shop: Merchant) -> str:
    found = re.search(r"<h1>(.*?)</h1>", shop.go("/results"))
    assert found
    return found[1]


def test_the_page_promises_support_only_where_there_is_some(shop: Merchant) -> None:
    shop.answer(**{**FIRST, "operating_status": None})
    assert heading(shop) == "몇 가지만 더 답해 주십시오"
    may = shop.text.count('class="more"')
    assert f"답에 따라 받을 수도 있는 지원이 {may}개 있습니다" in shop.words
    shop.knows_all()
    assert heading(shop) == "받을 수 있는 지원"
    shop.knows_all(employees="50", operating_status="closed")
    assert heading(shop) == "지금은 받을 수 있는 지원이 없습니다"


def test_nothing_more_to_ask_is_told(shop: Merchant) -> None:
    shop.knows_all()
    assert "결과를 바꿀 수 있는 질문은 모두 답하셨습니다" in shop.go("/results")
    shop.go("/questions")
    assert shop.page.headers["Location"] == "/results"


def test_the_verdict_in_full_names_every_condition_and_source(shop: Merchant) -> None:
    shop.knows_all(sales_2025="1억 2천")
    shop.go(f"/results/{VOUCHER}")
    words = shop.words
    assert "받을 수 없음" in words
    assert "맞지 않음 2025년 환산 매출액: 0원 초과 1억 400만원 미만" in words
    assert "알려 주신 값: 1억 2,000만원" in words
    assert words.count("근거: ") == len(
        CATALOG.programs[VOUCHER].edition(SPRING.date()).requirements
    )


@pytest.mark.parametrize("program", list(CATALOG.programs))
def test_every_verdict_can_be_read_in_both_languages(shop: Merchant, program: str) -> None:
    shop.answer(district="buk-gu")
    for language in ("ko", "en"):
        shop.go(f"/results/{program}?lang={language}")
        assert shop.page.status_code == 200
        assert len(shop.page.data) < ROOM
        assert CATALOG.programs[program].name.word(language).split()[0] in shop.words
    assert shop.go("/results/nothing")
    assert shop.page.status_code == 404


def judged(catalog: Catalog, **changes_: object) -> Results:
    facts = {k: v for k, v in {**KNOWN, **changes_}.items() if v is not None}
    return Results.of(catalog, facts, SPRING)  # type: ignore[arg-type]


def test_every_program_stands_in_one_group() -> None:
    results = judged(CATALOG)
    groups = results.groups()
    names = [name for names in groups.values() for name in names]
    assert sorted(names) == sorted(CATALOG.programs)
    for group, members in groups.items():
        for name in members:
            verdict = results.verdicts[name]
            closed = verdict.application.status is Status.CLOSED
            assert closed is (group is Group.ENDED)
            if not closed:
                assert (verdict.qualifies is Qualifies.NO) is (group is Group.NO)
                assert (verdict.qualifies is Qualifies.UNKNOWN) is (group is Group.MAY)
            assert group_of(verdict) is group


def test_of_two_that_exclude_each_other_only_the_larger_is_added() -> None:
    source = Source(next(iter(CATALOG.documents)), "1", Grade.NOTICE)
    results = judged(CATALOG)
    grants = [n for n, v in results.verdicts.items() if v.qualifies is Qualifies.YES and v.most]
    plain = {each.money: each for each in results.sums(grants)}
    text = CATALOG.programs[VOUCHER].name
    rule = Combination("test", Bond.NOT_TOGETHER, tuple(grants), text, source)
    bound = judged(replace(CATALOG, combinations=(rule,)))
    for each in bound.sums(grants):
        assert len(each.programs) == 1
        assert each.most == max(bound.verdicts[n].most for n in plain[each.money].programs)
        assert set(each.left_out) == {
            *plain[each.money].programs,
            *plain[each.money].left_out,
        } - set(each.programs)
    assert [rule.id for rule in bound.bonds(grants)] == ["test"]


def test_sums_keep_each_kind_of_money_by_itself() -> None:
    results = judged(CATALOG)
    for each in results.sums(results.verdicts):
        forms = {results.verdicts[n].edition.benefit.form for n in each.programs}
        if each.money is Money.LOAN:
            assert forms <= {"loan"} or any(results.verdicts[n].options for n in each.programs)
        assert each.least <= each.most


def test_a_saved_outcome_tells_what_changed() -> None:
    results = judged(CATALOG)
    same = results.outcome()
    assert changes(same, results.verdicts) == []
    other = {**same, VOUCHER: ["no", 0, 0], "gone": ["yes", 1, 1]}
    found = {change.program: change for change in changes(other, results.verdicts)}
    assert set(found) == {VOUCHER, "gone"}
    assert found["gone"].after is None
    assert found[VOUCHER].before == (Qualifies.NO, 0, 0)


@pytest.mark.parametrize(
    "kept",
    [
        {"district": "atlantis"},
        {"district": 5},
        {"employees": True},
        {"employees": -1},
        {"employees": 1.2},
        {"employees": "1"},
        {"opened_on": "2020-99-01"},
        {"opened_on": "2999-01-01"},
        {"opened_on": 20200101},
        {"credit_record": "no"},
        {"industry_code": "00000"},
        {"no_such_fact": 1},
        {"district": None},
    ],
)
def test_a_kept_answer_that_the_tables_no_longer_take_is_not_known(kept: dict[str, object]) -> None:
    assert facts_of(kept, CATALOG, date(2026, 3, 2)) == {}


def test_a_page_of_results_has_room_for_all(shop: Merchant) -> None:
    style = len(shop.client.get(re.findall(r'href="(/static/[^"]+)"', shop.go("/"))[0]).data)
    shop.knows_all()
    for language in ("ko", "en"):
        shop.go(f"/results?lang={language}")
        assert len(shop.page.data) + style <= ROOM
        assert "\x00" not in shop.text
        assert shop.text.count("유의사항") > 3 or language == "en"
