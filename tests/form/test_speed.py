"""The pages are nearly as quick as the interface."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from tests.form.conftest import Merchant

FACTS = {
    "district": "buk-gu",
    "industry_code": "56221",
    "opened_on": "2020-03-02",
    "sales_2025": 83_000_000,
}


def median(act: Callable[[], object]) -> float:
    """Return the median milliseconds of ``act``, once it is warm."""
    act()
    spent = []
    for _ in range(25):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def test_results_take_little_longer_than_an_answer_of_the_interface(shop: Merchant) -> None:
    shop.answer(district="buk-gu", industry_code="56221", opened_on="2020-03-02")
    shop.answer(sales_2025="8300만")

    def page() -> None:
        assert "북구" in shop.go("/results")

    def call() -> None:
        assert shop.client.post("/api/v1/eligibility", json={"facts": FACTS}).status_code == 200

    rounds = [(median(page), median(call)) for _ in range(3)]
    assert any(ours <= 1.5 * theirs + 5 for ours, theirs in rounds), rounds
