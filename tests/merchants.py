"""A café in Buk-gu, the merchant of many tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.catalog.model import Catalog
from service.engine.facts import Facts, Kind

CAFE: dict[str, Any] = {
    "district": "buk-gu",
    "industry_code": "56221",
    "activity": "none-of-these",
    "opened_on": "2020-03-02",
    "at_place_since": "2020-03-02",
    "operating_status": "operating",
    "business_form": "individual",
    "tax_type": "general",
    "employees": 1,
    "owner_birth_date": "1980-05-05",
    "tax_arrears": "none",
    "credit_score": 800,
}


def cafe(catalog: Catalog) -> dict[str, Any]:
    """Return a café in Buk-gu of which every fact is known."""
    facts: dict[str, Any] = {}
    for key, entry in catalog.entries.items():
        fact = entry.fact
        if key in CAFE:
            facts[key] = CAFE[key]
        elif fact.kind is Kind.MONEY:
            facts[key] = min(83_000_000, fact.maximum)
        elif fact.kind is Kind.COUNT:
            facts[key] = fact.minimum
        elif fact.kind is Kind.DATE:
            facts[key] = "2020-03-02"
        elif fact.kind is Kind.BOOL:
            facts[key] = False
        else:
            facts[key] = fact.values[0]
    return facts


def engine_facts(catalog: Catalog, facts: dict[str, Any]) -> Facts:
    """Return ``facts`` with dates as dates, as the engine takes them."""
    kinds = {key: entry.fact.kind for key, entry in catalog.entries.items()}
    return {k: date.fromisoformat(v) if kinds[k] is Kind.DATE else v for k, v in facts.items()}
