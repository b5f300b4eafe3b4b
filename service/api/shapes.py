"""The JSON schemas of answers, for the OpenAPI document and the tests."""

from __future__ import annotations

from typing import Any

from service.catalog.model import Reason
from service.engine.facts import Kind
from service.engine.program import Bond
from service.engine.sources import Grade
from service.engine.verdict import Qualifies
from service.engine.window import Status

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
TEXT_OR_NULL: Shape = {"type": ["string", "null"]}
DAY: Shape = {"type": "string", "format": "date"}
DAY_OR_NULL: Shape = {"type": ["string", "null"], "format": "date"}
MOMENT_OR_NULL: Shape = {"type": ["string", "null"], "format": "date-time"}
AMOUNT: Shape = {"type": "integer", "minimum": 0}
NUMBER_OR_NULL: Shape = {"type": ["number", "null"]}
TRUTH_OR_NULL: Shape = {"type": ["boolean", "null"]}
MONTHS: Shape = {"type": "integer", "minimum": 0}


def one_of(words: Any) -> Shape:
    """Return the shape of one of some words."""
    return {"type": "string", "enum": [str(word) for word in words]}


def many(shape: Shape) -> Shape:
    """Return the shape of a list."""
    return {"type": "array", "items": shape}


def ref(name: str) -> Shape:
    """Return a reference to a shape by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def obj(may: Shape | None = None, /, **must: Shape) -> Shape:
    """Return the shape of an object with keys it must and, in ``may``, keys it may have."""
    keys = {key.rstrip("_"): shape for key, shape in must.items()}
    return {
        "type": "object",
        "required": list(keys),
        "properties": {**keys, **(may or {})},
        "additionalProperties": False,
    }


OUTCOME = one_of(("holds", "fails", "unknown"))
QUALIFIES = one_of(q.value for q in Qualifies)
STATUS = one_of(s.value for s in Status)
FORM = TEXT
_CHOICES: Shape = {
    "type": ["array", "null"],
    "items": obj(id=TEXT, label=TEXT),
}
_RATES = {
    "base_rate": NUMBER_OR_NULL,
    "spread": NUMBER_OR_NULL,
    "rate_min": NUMBER_OR_NULL,
    "rate_max": NUMBER_OR_NULL,
    "fixed": NUMBER_OR_NULL,
    "yearly_interest_max": {"type": ["integer", "null"]},
    "base_rate_from": DAY_OR_NULL,
    "base_rate_until": DAY_OR_NULL,
}
_HEAD = {"id": TEXT, "from_": DAY, "until": DAY, "checked": DAY}
_SUMMARY = {
    "id": TEXT,
    "name": TEXT,
    "agency": TEXT,
    "summary": TEXT,
    "successor": TEXT_OR_NULL,
}
_BRIEF_OUTCOMES = many(obj(id=TEXT, outcome=OUTCOME))
_SOURCE = ref("Source")
_APPLY_OR_NULL: Shape = {"anyOf": [ref("Apply"), {"type": "null"}]}
_TERMS = {"term_months": MONTHS, "grace_months": MONTHS}

ANSWERS: dict[str, Shape] = {
    "Source": obj(doc=TEXT, at=TEXT, grade=one_of(grade.word for grade in Grade)),
    "Documents": {
        "type": "object",
        "additionalProperties": obj(title=TEXT, date=DAY_OR_NULL, url=TEXT_OR_NULL),
    },
    "Condition": obj(
        id=TEXT, outcome=OUTCOME, text=TEXT, given=TEXT_OR_NULL, needs=many(TEXT), source=_SOURCE
    ),
    "Loan": obj(**_RATES, **_TERMS, source=_SOURCE, terms_source=_SOURCE),
    "Rate": obj(
        name=TEXT,
        percent={"type": "number"},
        from_=DAY,
        until=DAY,
        when=TEXT_OR_NULL,
        source=_SOURCE,
    ),
    "Detail": obj(name=TEXT, min=AMOUNT, max=AMOUNT, text=TEXT, source=_SOURCE),
    "Benefit": obj(
        {
            "loan": ref("Loan"),
            "rates": obj(rows=many(ref("Rate")), note=TEXT_OR_NULL),
            "details": many(ref("Detail")),
        },
        form=FORM,
        min=AMOUNT,
        max=AMOUNT,
        text=TEXT,
        source=_SOURCE,
    ),
    "Combination": obj(
        kind=one_of(bond.value for bond in Bond),
        programs=many(TEXT),
        text=TEXT,
        source=_SOURCE,
    ),
    "Option": obj(
        id=TEXT,
        name=TEXT,
        outcome=OUTCOME,
        conditions=many(ref("Condition")),
        benefit=ref("Benefit"),
        caveats=many(TEXT),
        apply=_APPLY_OR_NULL,
    ),
    "Application": obj(
        status=STATUS,
        opens=MOMENT_OR_NULL,
        closes=MOMENT_OR_NULL,
        today=TRUTH_OR_NULL,
        needs=many(TEXT),
        note=TEXT_OR_NULL,
        source={"anyOf": [_SOURCE, {"type": "null"}]},
    ),
    "Apply": obj(url=TEXT_OR_NULL, phone=TEXT_OR_NULL, how=TEXT_OR_NULL),
    "Verdict": obj(
        {"options": many(ref("Option"))},
        id=TEXT,
        edition=TEXT,
        name=TEXT,
        agency=TEXT,
        qualifies=QUALIFIES,
        application=ref("Application"),
        benefit=ref("Benefit"),
        conditions=many(ref("Condition")),
        needs=many(TEXT),
        confidence=one_of(grade.word for grade in Grade),
        caveats=many(TEXT),
        documents=many(TEXT),
        apply=ref("Apply"),
        checked=DAY,
        successor=TEXT_OR_NULL,
        combinations=many(ref("Combination")),
    ),
    "BriefVerdict": obj(
        {"options": _BRIEF_OUTCOMES},
        id=TEXT,
        edition=TEXT,
        qualifies=QUALIFIES,
        application=obj(status=STATUS, today=TRUTH_OR_NULL),
        benefit=obj(form=FORM, min=AMOUNT, max=AMOUNT),
        conditions=_BRIEF_OUTCOMES,
        needs=many(TEXT),
    ),
    "NextQuestion": obj(
        {
            "text": TEXT,
            "label": TEXT,
            "help": TEXT_OR_NULL,
            "where": TEXT_OR_NULL,
            "choices": _CHOICES,
        },
        fact=TEXT,
        type=one_of(kind.value for kind in Kind),
        programs=many(TEXT),
    ),
    "Answer": obj(
        {"sources": ref("Documents")},
        as_of=TEXT,
        rules=TEXT,
        programs=many({"anyOf": [ref("Verdict"), ref("BriefVerdict")]}),
        questions={**many(ref("NextQuestion")), "maxItems": 20},
        notes=many(TEXT),
    ),
    "ProgramSummary": obj(**_SUMMARY, editions=many(obj(**_HEAD))),
    "Uncovered": obj(
        name=TEXT,
        agency=TEXT_OR_NULL,
        reason=one_of(reason.value for reason in Reason),
        why=TEXT,
        phone=TEXT_OR_NULL,
        url=TEXT_OR_NULL,
    ),
    "ProgramList": obj(
        rules=TEXT, programs=many(ref("ProgramSummary")), not_covered=many(ref("Uncovered"))
    ),
    "ListedCondition": obj(id=TEXT, text=TEXT, source=_SOURCE),
    "ListedLoan": obj(
        fixed=NUMBER_OR_NULL,
        spread=NUMBER_OR_NULL,
        discount_most=NUMBER_OR_NULL,
        **_TERMS,
        source=_SOURCE,
    ),
    "ListedBenefit": obj(
        form=FORM,
        at_most={"type": "boolean"},
        text=TEXT,
        loan={"anyOf": [ref("ListedLoan"), {"type": "null"}]},
        details=many(obj(name=TEXT, at_most={"type": "boolean"}, text=TEXT, source=_SOURCE)),
        rates=many(ref("Rate")),
        source=_SOURCE,
    ),
    "ListedCaveat": obj(text=TEXT, when=TEXT_OR_NULL, source=_SOURCE),
    "Window": obj(
        opens=MOMENT_OR_NULL,
        closes=MOMENT_OR_NULL,
        confirmed=DAY_OR_NULL,
        seen={"type": "boolean"},
        when=TEXT_OR_NULL,
        source=_SOURCE,
    ),
    "Edition": obj(
        {
            "options": many(
                obj(
                    id=TEXT,
                    name=TEXT,
                    conditions=many(ref("ListedCondition")),
                    benefit=ref("ListedBenefit"),
                    caveats=many(ref("ListedCaveat")),
                    apply=_APPLY_OR_NULL,
                )
            )
        },
        **_HEAD,
        differences=many(TEXT),
        note=TEXT_OR_NULL,
        windows=many(ref("Window")),
        conditions=many(ref("ListedCondition")),
        benefit=ref("ListedBenefit"),
        caveats=many(ref("ListedCaveat")),
        documents=many(obj(text=TEXT, when=TEXT_OR_NULL)),
        apply=ref("Apply"),
    ),
    "Program": obj(
        rules=TEXT,
        **_SUMMARY,
        editions=many(ref("Edition")),
        combinations=many(ref("Combination")),
        sources=ref("Documents"),
    ),
    "Fact": obj(
        id=TEXT,
        label=TEXT,
        question=TEXT,
        type=one_of(kind.value for kind in Kind),
        unit=TEXT_OR_NULL,
        minimum={"type": ["integer", "null"]},
        maximum={"type": ["integer", "null"]},
        step=NUMBER_OR_NULL,
        past=TRUTH_OR_NULL,
        choices=_CHOICES,
        help=TEXT_OR_NULL,
        where=TEXT_OR_NULL,
    ),
    "FactList": obj(rules=TEXT, facts=many(ref("Fact"))),
    "Alive": obj(status={"const": "alive"}),
    "Ready": obj(status={"const": "ready"}, rules=TEXT),
    "Problem": obj(
        {"errors": many(ref("Fault"))},
        type=TEXT,
        title=TEXT,
        status={"type": "integer"},
        detail=TEXT,
    ),
    "Fault": obj(pointer=TEXT, code=TEXT, detail=TEXT),
}
