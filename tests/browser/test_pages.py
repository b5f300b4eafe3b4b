"""Every page in every state: for axe, at 320 pixels, at twice the size, and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page

from service.form.board import ROOM
from service.store import Store
from tests.chromium import Visitor, follow
from tests.merchants import cafe
from tests.moments import SPRING
from tests.servers import Server
from tests.sessions import session_of
from tests.states import (
    STATES,
    faults,
    fill,
    first_results,
    results,
    results_opened,
    saved,
    start,
    which_trade,
)
from tests.tables import CATALOG

NewVisitor = Callable[..., Visitor]
TALLEST = 44
"""How many pixels high whatever one presses on a phone should be at least."""


def back(page: Page) -> None:
    """Go back, again where Chromium was just putting the page in another process."""
    for _ in range(5):
        try:
            page.go_back()
        except PlaywrightError as fault:
            if "Not attached to an active page" not in str(fault):
                raise
            page.wait_for_timeout(200)
        else:
            return
    pytest.fail("the browser does not go back")


@pytest.mark.parametrize("name", list(STATES))
def test_a_page_is_sound_on_a_phone_without_javascript(visitor: NewVisitor, name: str) -> None:
    window = visitor("phone")
    page = STATES[name](window)
    assert window.axe() == ""
    assert not window.scrolls_sideways()
    assert_every_label_is_seen(page)


@pytest.mark.parametrize("profile", ["desktop", "narrow", "zoomed"])
@pytest.mark.parametrize("name", list(STATES))
def test_a_page_fits_every_window(visitor: NewVisitor, name: str, profile: str) -> None:
    window = visitor(profile, java_script_enabled=False)
    STATES[name](window)
    assert not window.scrolls_sideways()
    if profile == "desktop":
        assert window.axe() == ""


def assert_every_label_is_seen(page: Page) -> None:
    """Whatever one is asked stands there to be read, not for a screen reader alone."""
    for asking in page.locator(".ask").all():
        assert_seen(asking)
    for box in page.locator("main input:not([type=hidden])").all():
        if not box.is_visible():
            continue
        kind = box.get_attribute("type") or "text"
        if kind in ("radio", "checkbox"):
            assert_seen(box.locator("xpath=.."))
        else:
            assert_seen(page.locator(f'label[for="{box.get_attribute("id")}"]'))


def assert_seen(element: Locator) -> None:
    if not element.is_visible():
        # inside a closed <details>, which its summary opens
        assert element.locator("xpath=ancestor::details[not(@open)]").count()
        return
    box = element.bounding_box()
    assert box is not None
    assert box["width"] > 40, element.inner_text()
    assert box["height"] > 15, element.inner_text()
    assert element.inner_text().strip()


def test_what_one_presses_is_large_enough(visitor: NewVisitor) -> None:
    for reach in (start, which_trade):
        page = reach(visitor("phone"))
        for target in page.locator(".pick, .button, main input:not([type])").all():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= TALLEST, target.inner_text()


def test_the_first_fault_has_the_focus(visitor: NewVisitor) -> None:
    page = faults(visitor("phone"))
    assert page.locator(":focus").get_attribute("name") == "industry_code"
    page = which_trade(visitor("phone"))
    assert page.locator(":focus").get_attribute("name") == "industry_code.pick"


def test_a_fault_in_the_summary_leads_to_its_field(visitor: NewVisitor) -> None:
    page = faults(visitor("phone"))
    page.get_by_role("link", name=re.compile("^개업일")).click()
    assert page.url.endswith("#opened_on")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("name") in ("opened_on", "opened_on.unknown")


def test_back_and_reload_are_safe(visitor: NewVisitor) -> None:
    window = visitor("desktop", java_script_enabled=False)
    page = results(window)
    here = page.url
    page.reload()
    assert page.url == here
    assert page.locator("#now").is_visible()
    follow(page.get_by_role("link", name="소상공인 경영안정 바우처"))
    back(page)
    assert page.url == here
    assert page.locator("#now").is_visible()


def test_the_page_before_still_has_its_answers(visitor: NewVisitor) -> None:
    window = visitor("desktop", java_script_enabled=False)
    page = window.go("/questions/sales_2025,employees")
    fill(page, {"sales_2025": "8300만", "employees": "1"})
    back(page)
    assert page.locator("#sales_2025").input_value() in ("8300만", "8,300만원")
    page.reload()
    assert page.locator("#sales_2025").input_value() == "8,300만원"
    fill(page, {"sales_2025": "9천만", "employees": "1"})
    assert "9,000만원" in window.go("/answers").inner_text("main")


def test_going_back_to_faults_shows_them_again(visitor: NewVisitor) -> None:
    window = visitor("desktop", java_script_enabled=False)
    page = faults(window)
    follow(page.get_by_role("link", name="지원사업 목록"))
    back(page)
    assert "네 자리" in page.locator("#opened_on-fault").inner_text()
    assert page.locator("#opened_on").input_value() == "20.3.2"


def test_nothing_shows_through_before_the_style_is_known(visitor: NewVisitor) -> None:
    window = visitor("phone")
    window.page.route("**/static/*", lambda route: route.abort())
    page = start(window)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator(".ask").first.is_visible()
    window.faults()


def sheets(page: Page) -> int:
    page.wait_for_load_state("networkidle")
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("reach", [first_results, results, saved])
def test_results_print_on_two_sheets(visitor: NewVisitor, reach: Callable[[Visitor], Page]) -> None:
    page = reach(visitor("desktop", java_script_enabled=False))
    assert 1 <= sheets(page) <= 2
    page.emulate_media(media="print")
    assert not page.get_by_role("button").first.is_visible()
    names = page.locator("main li b, main h3").all_inner_texts()
    assert "소상공인 경영안정 바우처" in names
    if reach is saved:
        assert page.locator(".code").is_visible()


def test_results_of_whoever_knows_everything_print_on_two_sheets(
    visitor: NewVisitor, server: Server
) -> None:
    store = Store(f"sqlite:///{server.log.parent / 'merchants.db'}")
    cookie = session_of(store, cafe(CATALOG), SPRING)
    window = visitor("desktop", java_script_enabled=False)
    window.take_cookies([{"name": "session", "value": cookie, "url": server.url}])
    page = window.go("/results")
    assert 1 <= sheets(page) <= 2
    page.emulate_media(media="print")
    assert page.locator("#now .papers").first.is_visible()
    for card in page.locator(".card").all():
        told = card.locator('.how li, a[href^="tel:"], .papers li').filter(visible=True)
        assert told.count(), card.inner_text()
    assert page.locator(".site").inner_text() == server.url.removeprefix("http://")
    assert page.locator("#no .why").first.is_visible()


def test_a_page_weighs_little(visitor: NewVisitor) -> None:
    window = visitor("phone")
    weights: dict[str, int] = {}
    window.page.on("response", lambda answer: weights.__setitem__(answer.url, len(answer.body())))
    results_opened(window)
    results_page = next(weight for url, weight in weights.items() if url.endswith("/results"))
    style = next(weight for url, weight in weights.items() if "/static/" in url)
    assert len({url for url in weights if "/static/" in url}) == 1
    assert results_page + style <= ROOM
