"""Every page in every state that it has, and how a visitor gets there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.chromium import Visitor, follow

CAFE = {
    "district": "buk-gu",
    "industry_code": "카페",
    "industry_code.pick": "56221",
    "opened_on": "2020. 3. 2.",
    "sales_2025": "8300만",
    "sales_2024": "7천5백만원",
    "sales_2023": "7천만원",
    "employees": "1",
    "business_form": "individual",
    "tax_type": "general",
    "operating_status": "operating",
    "tax_arrears": "none",
    "credit_record": "no",
    "policy_loan_balance": "없음",
    "policy_loans_5y": "0",
    "credit_score": "800",
    "owner_birth_date": "1980-05-05",
    "premises": "tenant",
    "franchise": "none",
}
"""What the owner of a café knows; to every other question the answer is “I don't know”."""

PAYBACK = "/programs/payback-customer/calculator"


def fill(page: Page, answers: dict[str, str]) -> None:
    """Answer the questions of a page and send them."""
    form = page.locator("main form").first
    for name in asked(page):
        answer = answers.get(name)
        if answer is None:
            unsure = form.locator(f'[name="{name}.unknown"], [name="{name}.pick"][value="-"]')
            unsure.first.check()
        elif form.locator(f'input[name="{name}"]').count():
            form.locator(f'input[name="{name}"]').fill(answer)
        else:
            form.locator(f'[name="{name}.pick"][value="{answer}"]').check()
    send(page)


def asked(page: Page) -> list[str]:
    """Return the facts that the form of a page asks for."""
    action = page.locator("main form").first.get_attribute("action") or ""
    return action.removeprefix("/questions/").split(",")


def send(page: Page) -> None:
    """Press the first form's button."""
    follow(page.locator("main form").first.locator("button"))


def start(visitor: Visitor) -> Page:
    return visitor.go("/")


def english(visitor: Visitor) -> Page:
    return visitor.go("/?lang=en")


def faults(visitor: Visitor) -> Page:
    page = visitor.go("/")
    page.locator('[name="district.pick"][value="buk-gu"]').check()
    page.locator('[name="industry_code"]').fill("ㅋㅋㅋ")
    page.locator('[name="opened_on"]').fill("20.3.2")
    send(page)
    return page


def which_trade(visitor: Visitor) -> Page:
    page = visitor.go("/")
    fill(page, CAFE)
    return page


def first_results(visitor: Visitor) -> Page:
    page = which_trade(visitor)
    page.locator('[name="industry_code.pick"][value="56221"]').check()
    send(page)
    return page


def second_questions(visitor: Visitor) -> Page:
    page = first_results(visitor)
    return follow(page.get_by_role("link", name="더 정확히 알아보기"))


_answered: dict[str, Any] = {}
"""By site the cookies of a visitor who has answered everything."""


def results(visitor: Visitor) -> Page:
    """Answer what a café knows, and that it does not know the rest; once for every site."""
    if visitor.site in _answered:
        visitor.take_cookies(_answered[visitor.site])
        return visitor.go("/results")
    page = first_results(visitor)
    for _ in range(60):
        page = visitor.go("/questions")
        if page.url.endswith("/results"):
            break
        fill(page, CAFE)
    _answered[visitor.site] = visitor.cookies()
    return page


def results_opened(visitor: Visitor) -> Page:
    page = results(visitor)
    for summary in page.locator("main summary").all():
        if summary.is_visible() and not summary.locator("..").get_attribute("open"):
            summary.click()
    return page


def results_in_english(visitor: Visitor) -> Page:
    results(visitor)
    return visitor.go("/results?lang=en")


def verdict_yes(visitor: Visitor) -> Page:
    results(visitor)
    return visitor.go("/results/stability-voucher")


def verdict_no(visitor: Visitor) -> Page:
    page = visitor.go("/questions/sales_2025")
    fill(page, {"sales_2025": "2억"})
    page = visitor.go("/questions/opened_on")
    fill(page, CAFE)
    return visitor.go("/results/stability-voucher")


def verdict_unknown(visitor: Visitor) -> Page:
    page = visitor.go("/questions/district")
    fill(page, CAFE)
    return visitor.go("/results/policy-loan-general")


def verdict_with_options(visitor: Visitor) -> Page:
    page = visitor.go("/questions/district")
    fill(page, CAFE)
    return visitor.go("/results/city-guarantee")


def answers(visitor: Visitor) -> Page:
    second_questions(visitor)
    fill(visitor.page, CAFE)
    return visitor.go("/answers")


def forget(visitor: Visitor) -> Page:
    answers(visitor)
    return visitor.go("/forget")


def change(visitor: Visitor) -> Page:
    answers(visitor)
    return visitor.go("/questions/sales_2025,industry_code?then=answers")


def saved(visitor: Visitor) -> Page:
    page = results(visitor)
    return follow(page.locator('form[action="/save"] button'))


def opened_fault(visitor: Visitor) -> Page:
    page = visitor.go("/open")
    page.locator("#code").fill("ABC")
    send(page)
    return page


def stale(visitor: Visitor) -> Page:
    page = visitor.go("/questions/sales_2025,employees")
    page.locator("#sales_2025").fill("8300만")
    visitor.forget_cookies()
    send(page)
    return page


def payback(visitor: Visitor) -> Page:
    page = visitor.go(PAYBACK)
    for name, amount in (("2024_monthly", "100만"), ("2025_09", "120만"), ("2025_10", "200만")):
        page.locator(f"#card_spending_{name}").fill(amount)
    for month in ("11", "12"):
        page.locator(f'[name="card_spending_2025_{month}.unknown"]').check()
    send(page)
    return page


def payback_fault(visitor: Visitor) -> Page:
    page = visitor.go(PAYBACK)
    send(page)
    return page


def path(address: str) -> Callable[[Visitor], Page]:
    """Return what opens an address."""
    return lambda visitor: visitor.go(address)


STATES: dict[str, Callable[[Visitor], Page]] = {
    "start": start,
    "start-english": english,
    "faults": faults,
    "which-trade": which_trade,
    "first-results": first_results,
    "second-questions": second_questions,
    "results": results,
    "results-opened": results_opened,
    "results-english": results_in_english,
    "verdict-yes": verdict_yes,
    "verdict-no": verdict_no,
    "verdict-unknown": verdict_unknown,
    "verdict-options": verdict_with_options,
    "answers": answers,
    "change": change,
    "forget": forget,
    "saved": saved,
    "open": path("/open"),
    "open-fault": opened_fault,
    "stale": stale,
    "no-answers": path("/results"),
    "programs": path("/programs"),
    "programs-english": path("/programs?lang=en"),
    "program": path("/programs/stability-voucher"),
    "program-loan": path("/programs/policy-loan-general"),
    "program-options": path("/programs/city-guarantee"),
    "program-english": path("/programs/city-guarantee?lang=en"),
    "list": path("/lists/policy-fund-excluded"),
    "list-valued": path("/lists/headcount-limit"),
    "calculator": path(PAYBACK),
    "calculator-result": payback,
    "calculator-fault": payback_fault,
    "privacy": path("/privacy"),
    "not-found": path("/no/such/page"),
}
