"""The OpenAPI document, made from the request's schema and the answers' shapes."""

from __future__ import annotations

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from service.api.loader import Loader
from service.api.problem import MEDIA_TYPE
from service.api.shapes import ANSWERS, one_of, ref
from service.catalog.model import Catalog
from service.engine.facts import Kind

_PROBLEMS = {
    "400": "JSON이 아닙니다.",
    "404": "그런 것이 없습니다.",
    "405": "쓸 수 없는 메서드입니다.",
    "413": "본문이 너무 큽니다.",
    "415": "Content-Type이 application/json이 아닙니다.",
    "422": "값에 잘못이 있습니다. errors에 모두 적혀 있습니다.",
}
_DESCRIPTION = (
    "광주 소상공인이 받을 수 있는 지원사업을 판정합니다. "
    "모르는 항목은 빼거나 null로 두십시오. 0이나 아니오로 여기지 않습니다."
)


def document(catalog: Catalog, loader: Loader) -> dict[str, Any]:
    """Return the OpenAPI document."""
    marshmallow = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title="광주 소상공인 지원사업 판정",
        version="1",
        openapi_version="3.1.0",
        info={"description": _DESCRIPTION},
        plugins=[marshmallow],
    )
    spec.components.schema("Question", schema=loader.schema)
    for name, shape in ANSWERS.items():
        spec.components.schema(name, shape)
    spec.path("/api/v1/eligibility", operations={"post": _eligibility(catalog)})
    spec.path("/api/v1/programs", operations=_read("ProgramList", "지원사업 목록", _language()))
    spec.path(
        "/api/v1/programs/{program}",
        operations=_read("Program", "지원사업 하나", _language(), _program(catalog)),
    )
    spec.path("/api/v1/facts", operations=_read("FactList", "항목 목록", _language()))
    spec.path("/livez", operations=_read("Alive", "살아 있음"))
    spec.path("/readyz", operations=_read("Ready", "표를 읽음"))
    made: dict[str, Any] = spec.to_dict()
    return made


def _name(schema: Any) -> str:
    name = schema if isinstance(schema, str) else getattr(schema, "__name__", type(schema).__name__)
    return str(name)


def _problems(*statuses: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": ref("Problem")}}
    return {status: {"description": _PROBLEMS[status], "content": content} for status in statuses}


def _good(shape: str, description: str) -> dict[str, Any]:
    content = {"application/json": {"schema": ref(shape)}}
    return {"200": {"description": description, "content": content}}


def _read(shape: str, summary: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    statuses = ["405"] + (["422"] if parameters else []) + (["404"] if len(parameters) > 1 else [])
    operation: dict[str, Any] = {
        "summary": summary,
        "operationId": f"get{shape}",
        "responses": {**_good(shape, summary), **_problems(*statuses)},
    }
    if parameters:
        operation["parameters"] = list(parameters)
    return {"get": operation}


def _language() -> dict[str, Any]:
    return {"name": "language", "in": "query", "schema": {**one_of(("ko", "en")), "default": "ko"}}


def _program(catalog: Catalog) -> dict[str, Any]:
    schema = one_of(catalog.programs)
    return {"name": "program", "in": "path", "required": True, "schema": schema}


def _eligibility(catalog: Catalog) -> dict[str, Any]:
    content = {"schema": ref("Question"), "examples": _examples(catalog)}
    return {
        "summary": "판정",
        "description": "사업자가 지원 대상인지, 얼마인지, 오늘 신청할 수 있는지, 왜 그런지.",
        "operationId": "askEligibility",
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {
            **_good("Answer", "판정"),
            **_problems("400", "405", "413", "415", "422"),
        },
    }


def _examples(catalog: Catalog) -> dict[str, Any]:
    """Return requests whose facts the catalog has."""
    wanted = {
        "district": "buk-gu",
        "industry_code": "56221",
        "opened_on": "2023-03-02",
        "sales_2025": 83_000_000,
    }
    facts = {key: value for key, value in wanted.items() if key in catalog.entries}
    money = [key for key, entry in catalog.entries.items() if entry.fact.kind is Kind.MONEY]
    return {
        "merchant": {
            "summary": "북구의 가게",
            "value": {"as_of": "2026-11-22T10:00:00+09:00", "facts": facts},
        },
        "screening": {
            "summary": "id와 판정만",
            "value": {
                "as_of": "2026-11-22",
                "facts": dict.fromkeys(money[:1], 50_000_000),
                "programs": list(catalog.programs)[:1],
                "detail": "brief",
            },
        },
    }
