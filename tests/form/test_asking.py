"""What is asked together, and what is asked first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from service.engine.facts import Kind, Value
from service.form.asking import MOST, Asking, opening
from service.form.results import Results
from tests.merchants import cafe, engine_facts
from tests.tables import CATALOG

NOW = datetime.fromisoformat("2026-11-25T10:00")
ASKING = Asking(CATALOG)
KNOWN = engine_facts(CATALOG, cafe(CATALOG))
FEW = {name: KNOWN[name] for page in opening(CATALOG, NOW.date(), {}) for name in page}


def useful(facts: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    return list(ASKING.ranked(Results.of(CATALOG, facts, NOW, None).verdicts))


def pages(knows: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield every page after the opening ones, with what was known by then."""
    facts: dict[str, Any] = {n: knows[n] for n in FEW if n in knows}
    asked = set(FEW)
    while page := ASKING.following(useful(facts), asked, facts, NOW.date()):
        yield page, dict(facts)
        asked.update(page)
        facts.update((name, knows[name]) for name in page if name in knows)


def choices(name: str) -> tuple[Value, ...]:
    fact = CATALOG.entries[name].fact
    return (True, False) if fact.kind is Kind.BOOL else fact.values


@pytest.mark.parametrize("knows", [KNOWN, FEW], ids=["all", "little"])
def test_no_answer_makes_another_question_of_its_page_idle(knows: dict[str, Any]) -> None:
    for page, facts in pages(knows):
        assert len(page) <= MOST
        for name in page if len(page) > 1 else ():
            for value in choices(name):
                still = {other for other, _ in useful({**facts, name: value})}
                assert still.issuperset({*page} - {name}), (page, name, value)


@pytest.mark.parametrize(
    ("gate", "then"),
    [
        ("disabled_owner", "disabled_loan_balance"),
        ("investment_letter", "private_investment"),
        ("new_hires", "new_hire_on"),
        ("policy_loans_5y", "policy_loan_extra"),
        ("second_tier_loan", "second_tier_loan_on"),
    ],
)
def test_whether_there_is_something_is_asked_before_how_much_or_when(gate: str, then: str) -> None:
    places = {name: place for place, (page, _) in enumerate(pages(FEW)) for name in page}
    assert places[gate] < places[then]


@pytest.mark.parametrize(
    ("opened", "sales"),
    [
        ("2024-12-31", ["sales_2025", "sales_2024"]),
        ("2025-07-14", ["sales_2025"]),
        ("2026-01-05", []),
        (None, ["sales_2025", "sales_2024"]),
    ],
)
def test_sales_are_first_asked_for_years_in_which_there_was_a_shop(
    opened: str | None, sales: list[str]
) -> None:
    facts = {} if opened is None else {"opened_on": date.fromisoformat(opened)}
    assert opening(CATALOG, NOW.date(), facts)[1] == (*sales, "employees", "business_form")
