"""Nothing that a merchant answers leaves the server: no address, cookie, log or cache holds it."""

from __future__ import annotations

import json
import logging
import re
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from flask import Flask

from service.app import create_app
from service.config import Settings
from tests.form.conftest import Merchant, NewMerchant

ANSWERS = {"industry_code": "56162", "opened_on": "2019-07-19", "sales_2025": "83,123,457"}
TRACES = ("56162", "2019-07-19", "20190719", "83123457", "83,123,457", "8312", "gwangsan")


def told(shop: Merchant) -> None:
    shop.answer(district="gwangsan-gu", **ANSWERS)
    assert shop.page.status_code == 303


def test_no_address_holds_an_answer(shop: Merchant) -> None:
    told(shop)
    for path in ("/answers", "/questions/sales_2025", "/privacy"):
        page = shop.go(path)
        for address in re.findall(r'(?:href|action)="([^"]*)"', page):
            assert not any(trace in address for trace in TRACES)


def test_no_cookie_holds_an_answer(shop: Merchant) -> None:
    told(shop)
    cookie = shop.client.get_cookie("session")
    assert cookie
    payload = cookie.value.split(".")[0]
    held = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert set(held) <= {"draft", "held", "csrf_token", "lang", "code", "notice"}
    assert not any(trace in json.dumps(held) for trace in TRACES)
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_no_log_holds_an_answer(
    shop: Merchant, caplog: pytest.LogCaptureFixture, formed: Flask
) -> None:
    caplog.set_level(logging.DEBUG)
    told(shop)
    shop.answer(sales_2025="83,123,457억조")
    shop.go("/answers")
    assert not any(trace in caplog.text for trace in TRACES)


@pytest.mark.parametrize(
    "path",
    ["/", "/answers", "/questions/sales_2025", "/open", "/results/stability-voucher", "/nowhere"],
)
def test_no_cache_keeps_a_page_with_answers(shop: Merchant, path: str) -> None:
    told(shop)
    shop.go(path)
    assert shop.page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["/", "/answers", "/programs", "/programs/stability-voucher", "/privacy", "/open", "/nowhere"],
)
def test_every_page_says_what_a_browser_may_do(shop: Merchant, path: str) -> None:
    page = shop.go(path)
    policy = shop.page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert shop.page.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in page
    assert " style=" not in page
    assert " on" not in re.sub(r">[^<]*<", "><", page).replace("content=", "")


def test_the_style_is_kept_for_long_under_its_own_name(shop: Merchant) -> None:
    address = re.findall(r'href="(/static/form\.[0-9a-f]+\.css)"', shop.go("/"))[0]
    page = shop.client.get(address)
    assert page.mimetype == "text/css"
    assert "immutable" in page.headers["Cache-Control"]
    assert shop.client.get("/static/form.css").status_code == 404


def test_it_says_that_it_is_no_official_service(shop: Merchant, tmp_path: Path) -> None:
    assert "정부나 광주시가 운영하는 누리집이 아닙니다" in shop.go("/")
    assert "대한민국 공식 전자정부 누리집" not in shop.text
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'db'}", official=True, secret_key="x" * 32
    )
    official = create_app(settings).test_client().get("/privacy").text
    assert "대한민국 공식 전자정부 누리집" in official
    assert "운영하는 누리집이 아닙니다" not in official


def test_markup_that_is_typed_is_text(shop: Merchant) -> None:
    shop.answer(sales_2025='"><b>8300</b>')
    assert "&#34;&gt;&lt;b&gt;8300" in shop.text
    assert "<b>8300" not in shop.text
    shop.send("/open", code='"><i>1</i>')
    assert "<i>1" not in shop.text


def test_without_a_database_it_says_so_and_loses_nothing(tmp_path: Path, catalog: object) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'none.db'}", pages_per_minute=0)
    made = create_app(settings)
    shop = Merchant(made.test_client(), made.extensions["catalog"])
    assert "우리 가게가" in shop.go("/")
    shop.answer(sales_2025="8300만")
    assert shop.page.status_code == 503
    assert "답을 적어 두지 못했습니다" in shop.text
    assert 'value="8300만"' in shop.text
    shop.go("/programs")
    assert shop.page.status_code == 200
    shop.send("/open", code="2345-2345")
    assert shop.page.status_code == 503
    assert "지금은 답을 적어 둘 수 없습니다" in shop.text
    question = {"facts": {"sales_2025": 1}, "programs": []}
    assert made.test_client().post("/api/v1/eligibility", json=question).status_code == 200


def test_guessing_codes_is_slowed_down(tmp_path: Path, visit: NewMerchant, formed: Flask) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'none.db'}", misses_per_hour=3)
    made = create_app(settings)
    shop = Merchant(made.test_client(), made.extensions["catalog"])
    for _ in range(3):
        shop.send("/open", code="abc")
        assert shop.page.status_code == 422
    shop.send("/open", code="abc")
    assert shop.page.status_code == 429
    assert "잠시 뒤에 다시 시도해 주십시오" in shop.text
