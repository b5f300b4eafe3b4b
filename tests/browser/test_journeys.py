"""Five merchants find out what they can get, on a phone by keys alone and on a desktop."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.chromium import Visitor, follow
from tests.states import asked, fill

NewVisitor = Callable[..., Visitor]
VOUCHER = "소상공인 경영안정 바우처"
PAGES = 8
"""After how many pages of questions a journey ends at the latest."""


@dataclass(frozen=True)
class Journey:
    """A merchant, what they know, and what they must be told."""

    knows: Mapping[str, str]
    trade: str
    told: Mapping[str, str]
    """By group a sentence that stands in it."""
    verdict: tuple[str, ...] = ()
    """What the voucher's own page says."""
    ended: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By program that has ended what its own page says, once it has been asked what it needs."""


SHOP = {
    "district": "buk-gu",
    "business_form": "individual",
    "operating_status": "operating",
    "tax_type": "general",
    "tax_arrears": "none",
    "credit_record": "no",
    "employees": "1",
    "premises": "tenant",
    "owner_birth_date": "19800505",
    "policy_loans_5y": "0",
    "policy_loan_balance": "없음",
    "franchise": "none",
}
JOURNEYS = {
    "a café in Buk-gu": Journey(
        {
            **SHOP,
            "industry_code": "카페",
            "opened_on": "2020.3.2",
            "sales_2025": "8300만",
            "sales_2024": "7천5백만",
        },
        "56221",
        {"now": f"{VOUCHER} 바우처 25만원"},
        ("받을 수 있음", "8,300만원"),
    ),
    "a nail shop opened in the middle of 2025": Journey(
        {
            **SHOP,
            "district": "seo-gu",
            "industry_code": "네일",
            "opened_on": "2025년 7월 1일",
            "sales_2025": "４５００만",
            "sales_2024": "0",
            "employees": "0",
        },
        "96119",
        {"now": f"{VOUCHER} 바우처 25만원"},
        # half a year counts twice
        ("받을 수 있음", "9,000만원"),
    ),
    "a landlord": Journey(
        {
            **SHOP,
            "industry_code": "68112",
            "activity": "none-of-these",
            "opened_on": "20150401",
            "sales_2025": "3600만원",
            "sales_2024": "3600만원",
            "employees": "0",
        },
        "68112",
        {"no": VOUCHER},
        ("받을 수 없음", "68112 비주거용 건물 임대업"),
    ),
    "a shop that a large company runs itself": Journey(
        {
            **SHOP,
            "business_form": "corporation",
            "industry_code": "56221",
            "opened_on": "2018-01-02",
            "sales_2025": "12억",
            "sales_2024": "11억 5천",
            "employees": "4",
            "franchise": "company-owned",
            "headquarters_in_gwangju": "no",
            "large_company_brand": "yes",
            "shop_kind": "ordinary",
        },
        "56221",
        {"no": VOUCHER},
        ("받을 수 없음", "12억원"),
        {
            "payback-merchant": (
                "받을 수 없음",
                "12월 31일에 마감",
                "주요 대기업 브랜드: 아니오",
                "직영점",
            ),
        },
    ),
    "a pharmacy": Journey(
        {
            **SHOP,
            "district": "nam-gu",
            "industry_code": "약국",
            "activity": "pharmacy",
            "opened_on": "2010. 5. 6.",
            "sales_2025": "9천만",
            "sales_2024": "9천만",
            "employees": "1",
        },
        "47811",
        {"no": VOUCHER},
        ("받을 수 없음", "47811 의약품 및 의료용품 소매업"),
    ),
}


@pytest.mark.parametrize("name", list(JOURNEYS))
def test_on_a_desktop(visitor: NewVisitor, name: str) -> None:
    journey = JOURNEYS[name]
    window = visitor("desktop", java_script_enabled=False)
    page = window.go("/")
    fill(page, dict(journey.knows))
    if page.locator(".narrow").count():
        page.locator(f'[name="industry_code.pick"][value="{journey.trade}"]').check()
        follow(page.get_by_role("button", name="결과 보기"))
    for _ in range(PAGES):
        more = page.get_by_role("link", name="더 정확히 알아보기")
        if not more.count():
            break
        follow(more)
        fill(page, dict(journey.knows))
    arrived(window, journey)


@pytest.mark.parametrize("name", list(JOURNEYS))
def test_on_a_phone_by_keys_alone(visitor: NewVisitor, name: str) -> None:
    journey = JOURNEYS[name]
    window = visitor("phone")
    page = window.go("/")
    keys = Keys(page)
    keys.fill({**journey.knows, "opened_on": "20.3.2"})
    keys.press_button("결과 보기")
    # the date was wrong; where the trade is not clear yet, that comes first
    assert "네 자리" in page.locator("#opened_on-fault").inner_text()
    if page.locator(".narrow").count():
        assert page.locator(":focus").get_attribute("name") == "industry_code.pick"
        keys.choose("industry_code", journey.trade)
    keys.write("opened_on", journey.knows["opened_on"])
    keys.press_button("결과 보기")
    assert page.url.endswith("/results")
    for _ in range(PAGES):
        if not page.get_by_role("link", name="더 정확히 알아보기").count():
            break
        keys.follow("더 정확히 알아보기")
        keys.fill(journey.knows)
        keys.press_button("결과 보기")
    arrived(window, journey)
    window.go("/results")
    keys.press_button("결과 저장하고 번호 받기")
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.locator(".code").inner_text())


def arrived(window: Visitor, journey: Journey) -> None:
    page = window.page
    assert page.url.endswith("/results")
    for group, sentence in journey.told.items():
        section = page.locator(f"#{group}")
        words = " ".join((section.text_content() or "").split())
        assert sentence in words, words
    for program in journey.ended:
        for name in ("가맹 형태", "주요 대기업 브랜드", "점포 종류"):
            window.go(f"/results/{program}")
            link = page.get_by_role("link", name=name, exact=True)
            if link.count():
                follow(link)
                fill(page, dict(journey.knows))
    for program, sentences in {"stability-voucher": journey.verdict, **journey.ended}.items():
        told = window.go(f"/results/{program}").locator("main").inner_text()
        for sentence in sentences:
            assert sentence in told, told


class Keys:
    """Someone who has no pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        """Press Tab until an element that fits has the focus, all around the page once."""
        for _ in range(400):
            focus = self.page.locator(":focus")
            if focus.count() and focus.evaluate("(e, s) => e.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {selector}")

    def write(self, name: str, text: str) -> None:
        self.reach(f'input[name="{name}"]')
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        """Choose a radio button by the arrow keys."""
        group = f'input[name="{name}.pick"]'
        self.reach(group)
        self.page.keyboard.press("Space")
        for _ in range(40):
            if self.page.locator(f'{group}[value="{value}"]').is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {name} = {value}")

    def fill(self, answers: Mapping[str, str]) -> None:
        """Answer every question of the page."""
        for name in asked(self.page):
            answer = answers.get(name)
            box = self.page.locator(f'main form input[name="{name}"]')
            if answer is not None and box.count():
                self.write(name, answer)
            elif answer is not None:
                self.choose(name, answer)
            elif self.page.locator(f'[name="{name}.unknown"]').count():
                self.reach(f'[name="{name}.unknown"]')
                self.page.keyboard.press("Space")
            else:
                self.choose(name, "-")

    def press_button(self, name: str) -> None:
        self._press("button", name, "Enter")

    def follow(self, name: str) -> None:
        self._press("a", name, "Enter")

    def _press(self, tag: str, name: str, key: str) -> None:
        for _ in range(400):
            self.page.keyboard.press("Tab")
            focus = self.page.locator(":focus")
            if (
                focus.count()
                and focus.evaluate("e => e.localName") == tag
                and focus.inner_text() == name
            ):
                with self.page.expect_navigation():
                    self.page.keyboard.press(key)
                return
        raise AssertionError(f"no key leads to {name}")
