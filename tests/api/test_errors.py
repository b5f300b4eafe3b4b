"""What a caller is told about a faulty request."""

from __future__ import annotations

import json
import logging
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.config import Settings

URL = "/api/v1/eligibility"
MEDIA = "application/problem+json"
RESIDENT = "900101-1234567"


def refused(client: FlaskClient, raw: str | bytes, status: int) -> Any:
    response = client.post(URL, data=raw, content_type="application/json")
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == MEDIA
    found = response.get_json()
    assert found["status"] == status
    return found


def faults(client: FlaskClient, body: Any) -> dict[str, str]:
    found = refused(client, json.dumps(body), 422)
    assert all(error["detail"] for error in found["errors"])
    return {error["pointer"]: error["code"] for error in found["errors"]}


@pytest.mark.parametrize(
    ("fact", "value", "code"),
    [
        ("sales_2025", True, "wrong-type"),
        ("sales_2025", "1_000", "wrong-type"),
        ("sales_2025", "8,000", "wrong-type"),
        ("sales_2025", "１２３", "wrong-type"),
        ("sales_2025", [1], "wrong-type"),
        ("sales_2025", {"won": 1}, "wrong-type"),
        ("sales_2025", -1, "out-of-range"),
        ("sales_2025", 10**15 + 1, "out-of-range"),
        ("sales_2025", 1e300, "out-of-range"),
        ("sales_2025", 0.5, "not-whole"),
        ("sales_2025", float("nan"), "not-finite"),
        ("sales_2025", float("inf"), "not-finite"),
        ("sales_2025", float("-inf"), "not-finite"),
        ("employees", 1.9, "not-whole"),
        ("employees", -0.5, "out-of-range"),
        ("credit_score", 0, "out-of-range"),
        ("credit_score", 1001, "out-of-range"),
        ("business_number_last_digit", 10, "out-of-range"),
        ("opened_on", "20240501", "not-a-date"),
        ("opened_on", "2024-W10-1", "not-a-date"),
        ("opened_on", "2024-05-01\n", "control-character"),
        ("opened_on", "2024-05-01T00:00:00", "not-a-date"),
        ("opened_on", "2023-02-29", "not-a-date"),
        ("opened_on", "２０２４-05-01", "not-a-date"),
        ("opened_on", "", "not-a-date"),
        ("opened_on", 20240501, "wrong-type"),
        ("opened_on", "2026-08-02", "future-date"),
        ("opened_on", "1899-12-31", "out-of-range"),
        ("district", "Buk-gu", "not-a-choice"),
        ("district", "북구", "not-a-choice"),
        ("district", "29999", "unknown-code"),
        ("district", " buk-gu", "not-a-choice"),
        ("district", "buk-gu\x00", "control-character"),
        ("district", "buk-gu\ud800", "lone-surrogate"),
        ("district", 29110, "wrong-type"),
        ("industry_code", "5622", "not-a-code"),
        ("industry_code", "562211", "not-a-code"),
        ("industry_code", "００１２３", "not-a-code"),
        ("industry_code", "00000", "unknown-code"),
        ("industry_code", 56221, "wrong-type"),
        ("large_company_brand", "true", "wrong-type"),
        ("large_company_brand", 1, "wrong-type"),
        ("market_zone", RESIDENT, "resident-number"),
        ("sales_2030", 1, "unknown-fact"),
    ],
)
def test_a_faulty_answer_is_named_and_never_guessed_at(
    client: FlaskClient, fact: str, value: Any, code: str
) -> None:
    body = {"as_of": "2026-08-01", "facts": {fact: value}}
    assert faults(client, body) == {f"/facts/{fact}": code}


@pytest.mark.parametrize(
    ("key", "value", "pointer", "code"),
    [
        ("as_of", "2026-02-29", "/as_of", "not-a-date"),
        ("as_of", "2026-08-01 10:00", "/as_of", "not-a-date"),
        ("as_of", "20260801", "/as_of", "not-a-date"),
        ("as_of", "2026-08-01T24:00:00", "/as_of", "not-a-date"),
        ("as_of", "1999-12-31", "/as_of", "out-of-range"),
        ("as_of", "2100-01-01", "/as_of", "out-of-range"),
        ("as_of", "2000-01-01T00:00:00+14:00", "/as_of", "out-of-range"),
        ("as_of", "0001-01-01T00:00:00+14:00", "/as_of", "out-of-range"),
        ("as_of", 20260801, "/as_of", "wrong-type"),
        ("as_of", None, "/as_of", "wrong-type"),
        ("programs", ["nothing"], "/programs/0", "unknown-program"),
        ("programs", "stability-voucher", "/programs", "wrong-type"),
        ("programs", [1], "/programs/0", "wrong-type"),
        ("detail", "long", "/detail", "not-a-choice"),
        ("language", "KO", "/language", "not-a-choice"),
        ("language", ["ko"], "/language", "wrong-type"),
        ("industry_revision", 9, "/industry_revision", "out-of-range"),
        ("industry_revision", "10", "/industry_revision", "wrong-type"),
        ("address", "북구 용봉동", "/address", "unknown-address"),
        ("address", "광주시", "/address", "unknown-address"),
        ("address", "광주광역시 강서구", "/address", "unknown-address"),
        ("address", f"광주광역시 북구 {RESIDENT}", "/address", "resident-number"),
        ("address", "광주광역시\t북구", "/address", "control-character"),
        ("fact", {}, "/fact", "unknown-key"),
        ("facts", [], "/facts", "wrong-type"),
        ("facts", None, "/facts", "wrong-type"),
    ],
)
def test_a_faulty_key_is_named(
    client: FlaskClient, key: str, value: Any, pointer: str, code: str
) -> None:
    assert faults(client, {"facts": {}, key: value}) == {pointer: code}


def test_every_fault_is_listed_at_once(client: FlaskClient) -> None:
    body = {
        "as_of": "2026-08-01",
        "facts": {"sales_2025": "x", "opened_on": "2027-01-01", "industry_code": "00000", "q": 1},
        "programs": ["nothing"],
        "address": "북구",
        "z": 1,
    }
    assert faults(client, body) == {
        "/facts/sales_2025": "wrong-type",
        "/facts/opened_on": "future-date",
        "/facts/industry_code": "unknown-code",
        "/facts/q": "unknown-fact",
        "/programs/0": "unknown-program",
        "/address": "unknown-address",
        "/z": "unknown-key",
    }


def test_facts_must_be_there_and_the_body_an_object(client: FlaskClient) -> None:
    assert faults(client, {}) == {"/facts": "missing-key"}
    for body in ([], "x", 1, None, True):
        assert faults(client, body) == {"": "wrong-type"}


def test_a_district_given_twice_must_agree(client: FlaskClient) -> None:
    body = {"facts": {"district": "seo-gu"}, "address": "광주광역시 북구"}
    assert faults(client, body) == {"/address": "contradiction"}
    body["facts"] = {"district": "29170"}
    assert client.post(URL, json=body).status_code == 200


@pytest.mark.parametrize(
    "number",
    [RESIDENT, "9001011234567", "900101 1234567", "９００１０１-１２３４５６７", "900101–1234567"],
)
def test_a_resident_number_is_refused_and_never_repeated(client: FlaskClient, number: str) -> None:
    for body in (
        {"facts": {"district": number}},
        {"facts": {number: 1}},
        {"facts": {}, "address": f"광주광역시 북구 {number}"},
        {"facts": {}, "programs": [number]},
        {"facts": {}, "language": number},
        {"facts": {}, "as_of": number},
        {"facts": {}, f"x{number}": 1},
    ):
        raw = json.dumps(body)
        response = client.post(URL, data=raw, content_type="application/json")
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["code"] == "resident-number"
        assert number not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b"", "1번째 줄"),
        (b'{"facts": {},\n "as_of": }', "2번째 줄 11번째 글자"),
        (b"[" * 30_000, "깊이"),
        (b'{"a":' * 10_000, "깊이"),
        (b'{"facts": {"sales_2025": 1, "sales_2025": 2}}', "두 번"),
        (b'{"facts": {}, "facts": {}}', "두 번"),
        (b'{"facts": {"district": "\xff"}}', "UTF-8"),
        ('{"facts": {}}'.encode("utf-16"), "UTF-8"),
    ],
)
def test_a_body_that_is_not_json_is_refused_with_the_place(
    client: FlaskClient, raw: bytes, part: str
) -> None:
    assert part in refused(client, raw, 400)["detail"]


def test_a_number_of_thousands_of_digits_is_merely_too_great(client: FlaskClient) -> None:
    raw = '{"facts": {"sales_2025": 1' + "0" * 5000 + "}}"
    found = refused(client, raw, 422)
    assert found["errors"][0]["code"] == "out-of-range"


def test_a_body_over_the_limit_is_refused(client: FlaskClient) -> None:
    raw = b'{"facts": {}}' + b" " * 65_536
    refused(client, raw, 413)
    response = client.post(
        URL,
        input_stream=BytesIO(raw),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert (response.status_code, response.mimetype) == (413, MEDIA)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(client: FlaskClient, kind: str) -> None:
    response = client.post(URL, data=b'{"facts": {}}', content_type=kind)
    assert (response.status_code, response.mimetype) == (415, MEDIA)


def test_json_may_say_that_it_is_utf_8(client: FlaskClient) -> None:
    kind = "application/json; charset=UTF-8"
    assert client.post(URL, data=b'{"facts": {}}', content_type=kind).status_code == 200
    latin = "application/json; charset=latin-1"
    assert client.post(URL, data=b'{"facts": {}}', content_type=latin).status_code == 415


def test_addresses_and_methods_that_do_not_exist_are_problems_too(client: FlaskClient) -> None:
    for path in ("/api/v1/nothing", "/api/v1/programs/nothing", "/api/v1/eligibility/"):
        response = client.get(path)
        assert (response.status_code, response.mimetype) == (404, MEDIA)
    response = client.get(URL)
    assert (response.status_code, response.mimetype) == (405, MEDIA)
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_an_unknown_language_or_parameter_is_refused(client: FlaskClient) -> None:
    for query, pointer in (("language=fr", "/language"), ("lang=en", "/lang")):
        response = client.get(f"/api/v1/facts?{query}")
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"] == pointer


def test_a_failure_inside_says_nothing_of_the_merchant(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app: Flask = create_app(Settings.from_env())

    def fail() -> str:
        raise ValueError("secret 83000000")

    app.add_url_rule("/api/v1/fail", view_func=fail)
    with caplog.at_level(logging.DEBUG):
        response = app.test_client().get("/api/v1/fail")
    assert (response.status_code, response.mimetype) == (500, MEDIA)
    assert "secret" not in response.get_data(as_text=True) + caplog.text
    assert "ValueError at " in caplog.text
