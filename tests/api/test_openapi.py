"""The published OpenAPI document holds: schemathesis asks whatever it allows, and more."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

BEYOND_A_SCHEMA = {
    "future-date",
    "unknown-code",
    "unknown-address",
    "contradiction",
    "control-character",
    "lone-surrogate",
    "resident-number",
    "out-of-range",
}
"""What depends on more than one value, or on what the tables hold."""


@pytest.fixture(scope="session")
def published(app: Flask) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


def check(case: schemathesis.Case) -> None:
    response = case.call()
    errors = response.json().get("errors", []) if response.status_code == 422 else []
    codes = {error["code"] for error in errors}
    excluded = [positive_data_acceptance] if codes and codes <= BEYOND_A_SCHEMA else []
    case.validate_response(response, excluded_checks=excluded)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_as_the_document_says(published: Any, mode: GenerationMode) -> None:
    operations = [found.ok() for found in published.get_all_operations()]
    assert len(operations) == 6
    for operation in operations:
        if mode.is_negative and operation.path in ("/livez", "/readyz"):
            continue  # nothing can be sent there, so nothing wrong either
        settings(
            max_examples=60 if mode.is_negative else 12,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(operation.as_strategy(generation_mode=mode))(check))()


def test_every_fact_is_published_with_its_type_and_its_words(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    published = document["components"]["schemas"]["Facts"]
    assert published["additionalProperties"] is False
    for fact in client.get("/api/v1/facts").get_json()["facts"]:
        shape = published["properties"][fact["id"]]
        assert fact["label"] in shape["description"]
        if fact["type"] in ("money", "count"):
            assert shape["minimum"] == fact["minimum"]
            assert shape["maximum"] == fact["maximum"]
        for choice in fact["choices"] or []:
            assert choice["id"] in json.dumps(shape)


def test_the_examples_in_the_document_are_answered(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    body = document["paths"]["/api/v1/eligibility"]["post"]["requestBody"]
    for example in body["content"]["application/json"]["examples"].values():
        assert client.post("/api/v1/eligibility", json=example["value"]).status_code == 200
