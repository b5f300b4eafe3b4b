"""What a merchant, or the portal, gets told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api import views

URL = "/api/v1/eligibility"
VOUCHER = {
    "district": "buk-gu",
    "industry_code": "56221",
    "opened_on": "2023-03-02",
    "operating_status": "operating",
    "sales_2025": 83_000_000,
    "employees": 2,
    "activity": "none-of-these",
}


def ask(client: FlaskClient, facts: dict[str, Any], **more: Any) -> Any:
    body = {"as_of": "2026-08-01T10:00:00", "facts": facts, **more}
    response = client.post(URL, json=body)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def one(client: FlaskClient, program: str, facts: dict[str, Any], **more: Any) -> Any:
    answer = ask(client, facts, programs=[program], **more)
    assert [p["id"] for p in answer["programs"]] == [program]
    return answer["programs"][0]


def test_a_shop_that_meets_every_condition_gets_the_voucher_in_full(client: FlaskClient) -> None:
    found = one(client, "stability-voucher", VOUCHER)
    assert found["qualifies"] == "yes"
    assert found["needs"] == []
    assert found["benefit"]["min"] == found["benefit"]["max"] == 250_000
    assert found["benefit"]["text"] == "25만원"
    assert found["application"]["status"] == "open"
    assert found["application"]["opens"] == "2026-02-09T09:00:00+09:00"


def test_a_shop_over_the_sales_cap_learns_which_condition_failed_and_says_who(
    client: FlaskClient,
) -> None:
    found = one(client, "stability-voucher", {**VOUCHER, "sales_2025": 104_000_000})
    assert found["qualifies"] == "no"
    assert found["benefit"]["max"] == 0
    assert found["benefit"]["text"] == "지원 대상이 아님"
    failing = [c for c in found["conditions"] if c["outcome"] == "fails"]
    assert [c["id"] for c in failing] == ["sales-cap"]
    assert "1억 400만원" in failing[0]["text"]
    assert failing[0]["given"].startswith("1억 400만원")
    assert failing[0]["source"]["doc"]
    assert failing[0]["source"]["grade"] == "notice"


def test_silence_leaves_the_verdict_open_and_null_is_silence(client: FlaskClient) -> None:
    silent = one(client, "stability-voucher", {})
    assert silent["qualifies"] == "unknown"
    assert "sales_2025" in silent["needs"]
    assert silent["benefit"]["min"] == 0
    assert silent == one(client, "stability-voucher", dict.fromkeys(VOUCHER))


def test_every_program_is_answered_unless_some_are_asked_for(client: FlaskClient) -> None:
    listed = client.get("/api/v1/programs").get_json()["programs"]
    answer = ask(client, VOUCHER)
    assert [p["id"] for p in answer["programs"]] == [p["id"] for p in listed]


def test_programs_come_in_the_order_asked_once_each(client: FlaskClient) -> None:
    asked = ["stability-voucher", "payback-customer", "stability-voucher"]
    answer = ask(client, {}, programs=asked)
    assert [p["id"] for p in answer["programs"]] == ["stability-voucher", "payback-customer"]


def test_a_brief_answer_has_the_same_verdicts_and_no_words(client: FlaskClient) -> None:
    full, brief = ask(client, VOUCHER), ask(client, VOUCHER, detail="brief")
    for long, short in zip(full["programs"], brief["programs"], strict=True):
        assert short["qualifies"] == long["qualifies"]
        assert short["needs"] == long["needs"]
        assert short["benefit"]["max"] == long["benefit"]["max"]
        assert [c["outcome"] for c in short["conditions"]] == [
            c["outcome"] for c in long["conditions"]
        ]
        assert not {"name", "caveats", "documents", "confidence"} & short.keys()
        assert all(c.keys() == {"id", "outcome"} for c in short["conditions"])


def documents_in(part: Any) -> set[str]:
    """Return the documents that sources in an answer point to."""
    if isinstance(part, list):
        return {doc for each in part for doc in documents_in(each)}
    if not isinstance(part, dict):
        return set()
    inner = {doc for each in part.values() for doc in documents_in(each)}
    return inner | ({part["doc"]} if "doc" in part else set())


def test_an_answer_says_what_the_documents_it_cites_are(client: FlaskClient) -> None:
    answers = [ask(client, VOUCHER), client.get("/api/v1/programs/policy-loan-general").get_json()]
    answers.append(ask(client, VOUCHER, programs=["stability-voucher"]))
    for answer in answers:
        cited = documents_in(answer)
        assert cited
        assert cited <= answer["sources"].keys()
        assert all(answer["sources"][doc]["title"] for doc in cited)
    assert len(answers[2]["sources"]) < len(answers[0]["sources"])
    assert "sources" not in ask(client, VOUCHER, detail="brief")


def test_english_is_spoken_without_changing_a_verdict(client: FlaskClient) -> None:
    korean, english = ask(client, VOUCHER), ask(client, VOUCHER, language="en")
    assert [p["qualifies"] for p in korean["programs"]] == [
        p["qualifies"] for p in english["programs"]
    ]
    found = one(client, "stability-voucher", VOUCHER, language="en")
    assert found["benefit"]["text"] == "KRW 250,000"
    over = {**VOUCHER, "sales_2025": 200_000_000}
    refused = one(client, "stability-voucher", over, language="en")
    assert refused["benefit"]["text"] == "not eligible"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2026-08-01", "2026-08-01"),
        ("2026-08-01T10:00:00", "2026-08-01T10:00:00+09:00"),
        ("2026-08-01T10:00:00.999+09:00", "2026-08-01T10:00:00+09:00"),
        ("2026-08-01T01:00:00Z", "2026-08-01T10:00:00+09:00"),
        ("2026-07-31T20:00:00-05:00", "2026-08-01T10:00:00+09:00"),
    ],
)
def test_any_time_zone_is_understood_and_seoul_time_told_back(
    client: FlaskClient, asked: str, told: str
) -> None:
    assert ask(client, {}, as_of=asked, programs=[])["as_of"] == told


def test_without_a_moment_the_answer_is_for_now_in_seoul(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "now", lambda: datetime(2026, 8, 1, 9, 30, 5, 77))  # noqa: DTZ001
    answer = client.post(URL, json={"facts": {}, "programs": []}).get_json()
    assert answer["as_of"] == "2026-08-01T09:30:05+09:00"


def test_the_window_opens_on_the_second(client: FlaskClient) -> None:
    for second, status in (("08:59:59", "upcoming"), ("09:00:00", "open")):
        found = one(client, "stability-voucher", VOUCHER, as_of=f"2026-02-09T{second}")
        assert found["application"]["status"] == status


def test_on_a_rota_day_the_last_digit_decides_about_today(client: FlaskClient) -> None:
    states = {}
    for digit in (1, 2, None):
        facts = {**VOUCHER, "business_number_last_digit": digit}
        found = one(client, "stability-voucher", facts, as_of="2026-02-09T10:00:00")
        states[digit] = found["application"]["today"]
        if digit is None:
            assert found["application"]["needs"] == ["business_number_last_digit"]
        if digit == 2:
            assert "1, 3, 5, 7, 9" in found["application"]["note"]
    assert states == {1: True, 2: False, None: None}


def test_a_closed_program_still_says_whether_one_qualified(client: FlaskClient) -> None:
    found = one(client, "payback-customer", {"owner_birth_date": "2010-05-05"})
    assert found["application"]["status"] == "closed"
    assert found["qualifies"] == "no"


def test_questions_are_few_ranked_and_the_same_each_time(client: FlaskClient) -> None:
    first, second = ask(client, {})["questions"], ask(client, {})["questions"]
    assert first == second
    assert 0 < len(first) <= 20
    assert len({q["fact"] for q in first}) == len(first)
    assert all(q["programs"] and q["text"] for q in first)


def test_what_is_asked_for_is_exactly_what_some_program_needs(client: FlaskClient) -> None:
    answer = ask(client, {"district": "buk-gu"}, programs=["stability-voucher"])
    needed = {*answer["programs"][0]["needs"], *answer["programs"][0]["application"]["needs"]}
    assert {q["fact"] for q in answer["questions"]} == needed


def test_nothing_is_asked_once_all_is_settled(client: FlaskClient) -> None:
    answer = ask(client, VOUCHER, programs=["stability-voucher"])
    assert answer["questions"] == []


def test_whole_numbers_may_be_written_with_a_zero_fraction(client: FlaskClient) -> None:
    plain = one(client, "stability-voucher", VOUCHER)
    dotted = {**VOUCHER, "employees": 2.0, "sales_2025": 83e6}
    assert one(client, "stability-voucher", dotted) == plain


def test_half_a_worker_counts_as_half(client: FlaskClient) -> None:
    for count in (4.5, 4):
        one(client, "stability-voucher", {**VOUCHER, "employees": count})


LOANS = ("policy-loan-general",)


def test_a_loan_says_what_it_costs_at_most(client: FlaskClient) -> None:
    loan = one(client, "policy-loan-general", {})["benefit"]
    terms = loan["loan"]
    assert terms["rate_min"] <= terms["rate_max"]
    assert terms["term_months"] > terms["grace_months"]
    cost = loan["max"] * round(terms["rate_max"] * 1000) // 100_000
    assert terms["yearly_interest_max"] == cost
    assert loan["min"] == 0
    assert loan["text"].startswith("최대 ")


def test_a_loan_on_a_day_without_a_known_base_rate_names_no_rate(client: FlaskClient) -> None:
    terms = one(client, "policy-loan-general", {}, as_of="2090-01-01")["benefit"]["loan"]
    assert terms["base_rate"] is None
    assert terms["rate_max"] is None
    assert terms["yearly_interest_max"] is None


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("광주광역시 북구 용봉로 77", "buk-gu"),
        ("광주 광산구 어등대로", "gwangsan-gu"),
        ("전남광주통합특별시 서구 치평동", "seo-gu"),
        ("광주특별시 남구", "nam-gu"),
        ("전남광주 동구 충장로", "dong-gu"),
        ("(61186) 광주광역시 북구", "buk-gu"),
        ("경기도 광주시 오포읍", "outside"),
        ("서울특별시 강서구", "outside"),
        ("부산 북구 구포동", "outside"),
        ("전남광주통합특별시 목포시", "outside"),
        ("전남광주통합특별시 순천시 조례동", "outside"),
        ("전남광주통합특별시", "outside"),
        ("전라남도 나주시", "outside"),
    ],
)
def test_an_address_says_the_district(client: FlaskClient, address: str, place: str) -> None:
    by_choice, by_address = ask(client, {"district": place}), ask(client, {}, address=address)
    assert by_choice == by_address


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("29110", "dong-gu"),
        ("12210", "dong-gu"),
        ("12240", "seo-gu"),
        ("29155", "nam-gu"),
        ("12300", "buk-gu"),
        ("29200", "gwangsan-gu"),
        ("41610", "outside"),
        ("12110", "outside"),
    ],
)
def test_an_administrative_code_says_the_district(
    client: FlaskClient, code: str, place: str
) -> None:
    assert ask(client, {"district": code}) == ask(client, {"district": place})


def test_an_industry_of_the_old_classification_is_converted(client: FlaskClient) -> None:
    old = ask(client, {"industry_code": "01152"}, industry_revision=10)
    assert old == ask(client, {"industry_code": "01151"})


def test_an_industry_that_was_split_is_unknown_and_the_answer_says_so(client: FlaskClient) -> None:
    answer = ask(client, {"industry_code": "10801"}, industry_revision=10)
    assert answer["programs"] == ask(client, {})["programs"]
    assert "10901" in answer["notes"][0]
    assert "10902" in answer["notes"][0]


def test_a_contradiction_between_facts_is_answered_not_refused(client: FlaskClient) -> None:
    ask(client, {"operating_status": "closed", "sales_2025": 1, "card_sales_2025": 10**9})


def test_one_can_read_a_program_and_the_facts_in_both_languages(client: FlaskClient) -> None:
    for language in ("ko", "en"):
        for path in ("programs", "programs/stability-voucher", "facts"):
            assert client.get(f"/api/v1/{path}?language={language}").status_code == 200


def test_the_service_says_that_it_lives_and_which_tables_it_has(client: FlaskClient) -> None:
    assert client.get("/livez").get_json() == {"status": "alive"}
    ready = client.get("/readyz").get_json()
    assert ready["rules"] == ask(client, {}, programs=[])["rules"]
