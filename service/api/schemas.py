"""The shape of a request, made from the facts in the catalog."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema

from service.api import flaws
from service.api.fields import (
    AS_OF,
    DAY,
    AsOf,
    Choice,
    Inner,
    Known,
    Many,
    Prose,
    Quantity,
    of_fact,
)
from service.catalog.districts import DISTRICT
from service.catalog.model import Catalog, Entry
from service.engine.facts import Fact, Kind

LANGUAGES = ("ko", "en")
DETAILS = ("full", "brief")
REVISIONS = (10, 11)
_CODE = "^[0-9]{5}$"


class Exact(Schema):
    """An object that refuses keys it does not know."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": flaws.UNKNOWN_KEY, "type": flaws.NOT_OBJECT}


class ExactFacts(Exact):
    """The known facts of a merchant."""

    error_messages = {"unknown": flaws.UNKNOWN_FACT, "type": flaws.NOT_OBJECT}


def published(fact: Fact) -> dict[str, Any]:
    """Return what a JSON schema says about a known ``fact``; the plugin adds null."""
    match fact.kind:
        case Kind.MONEY | Kind.COUNT | Kind.NUMBER:
            whole = fact.step == 1
            shape: dict[str, Any] = {"type": "integer" if whole else "number"}
            shape |= {"minimum": fact.minimum, "maximum": fact.maximum}
            return shape if whole else {**shape, "multipleOf": fact.step}
        case Kind.DATE:
            return {"type": "string", "pattern": f"^{DAY}$"}
        case Kind.BOOL:
            return {"type": "boolean"}
        case Kind.CODE:
            return {"type": "string", "pattern": _CODE}
        case Kind.CHOICE if fact.id == DISTRICT:
            options = [{"enum": [*fact.values, None]}, {"type": "string", "pattern": _CODE}]
            return {"anyOf": options}
        case Kind.CHOICE:
            return {"type": "string", "enum": [*fact.values, None]}


def _described(entry: Entry) -> dict[str, Any]:
    parts = [entry.label.ko, entry.question.ko]
    parts += [text.ko for text in (entry.help, entry.where) if text is not None]
    choices = [f"`{value}` {label.ko}" for value, label in entry.choices]
    lines = ["\n".join(parts), ", ".join(choices)]
    return {"title": entry.label.en, "description": "\n\n".join(line for line in lines if line)}


def facts_schema(catalog: Catalog) -> type[Schema]:
    """Return the schema of ``facts``."""
    fields = {
        key: of_fact(
            entry.fact,
            key == DISTRICT,
            metadata={**published(entry.fact), **_described(entry)},
        )
        for key, entry in catalog.entries.items()
    }
    return ExactFacts.from_dict(fields, name="Facts")  # type: ignore[arg-type]  # dict is invariant


def question_schema(catalog: Catalog, facts: type[Schema]) -> type[Schema]:
    """Return the schema of a request for verdicts."""
    program = Known(
        catalog.programs,
        flaws.UNKNOWN_PROGRAM,
        metadata={"type": "string", "enum": list(catalog.programs)},
    )
    described = {
        "as_of": "기준일 또는 기준 일시. 시간대가 없으면 한국 시각, 없으면 지금.",
        "facts": "아는 항목. 모르는 항목은 빼거나 null로 둡니다.",
        "programs": "물을 지원사업. 없으면 모두.",
        "detail": "brief는 id와 판정만 답합니다.",
        "language": "답의 언어.",
        "industry_revision": "industry_code가 따르는 한국표준산업분류의 차수. 없으면 11.",
        "address": "사업장 주소. facts.district 대신 쓸 수 있습니다.",
    }
    shapes: dict[str, dict[str, Any]] = {
        "as_of": {"type": "string", "pattern": f"^{AS_OF}$"},
        "detail": {"type": "string"},
        "language": {"type": "string"},
        "industry_revision": {"type": "integer"},
        "address": {"type": "string", "maxLength": Prose.longest},
    }
    shapes["detail"]["enum"], shapes["language"]["enum"] = list(DETAILS), list(LANGUAGES)
    shapes["industry_revision"]["enum"] = list(REVISIONS)
    about = {key: {**shapes.get(key, {}), "description": text} for key, text in described.items()}
    fields: dict[str, Any] = {
        "as_of": AsOf(metadata=about["as_of"]),
        "facts": Inner(facts, required=True, metadata=about["facts"]),
        "programs": Many(program, metadata=about["programs"]),
        "detail": Choice(DETAILS, metadata=about["detail"]),
        "language": Choice(LANGUAGES, metadata=about["language"]),
        "industry_revision": Quantity(*REVISIONS, metadata=about["industry_revision"]),
        "address": Prose(metadata=about["address"]),
    }
    return Exact.from_dict(fields, name="Question")
