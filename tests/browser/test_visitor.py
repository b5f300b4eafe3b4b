"""The watch over pages notices what it is there for, and lets a good page pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.chromium import PROFILES, Visitor

NewVisitor = Callable[..., Visitor]
STRICT = "default-src 'none'; img-src *"


@pytest.fixture
def faulty(visitor: NewVisitor) -> Callable[[str], Visitor]:
    """Return what shows a page that is not the service's."""

    def show(body: str) -> Visitor:
        window = visitor("desktop")
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": STRICT}

        def answer(route: Route) -> None:
            route.fulfill(headers=headers, body=f'<!doctype html><html lang="ko">{body}</html>')

        window.page.route("**/faulty", answer)
        window.go("/faulty")
        return window

    return show


@pytest.mark.parametrize("profile", list(PROFILES))
def test_a_page_that_is_not_there_is_still_a_good_page(visitor: NewVisitor, profile: str) -> None:
    window = visitor(profile)
    page = window.go("/no/such/page")
    assert page.title().startswith("이런 화면은 없습니다")
    assert page.get_by_role("heading", level=1).is_visible()
    assert window.axe() == ""
    assert not window.scrolls_sideways()


def test_inline_style_is_noticed(faulty: Callable[[str], Visitor]) -> None:
    window = faulty('<p style="color: red">!</p>')
    assert any("Content Security Policy" in fault for fault in window.faults())


def test_a_request_to_elsewhere_is_noticed(faulty: Callable[[str], Visitor]) -> None:
    window = faulty('<img src="http://127.0.0.1:9/pixel.png" alt="">')
    assert "request to 127.0.0.1:9" in window.faults()


def test_a_missing_picture_is_noticed(faulty: Callable[[str], Visitor]) -> None:
    window = faulty('<img src="/no/picture.png" alt="">')
    window.page.wait_for_load_state("networkidle")
    assert any("Failed to load resource" in fault for fault in window.faults())


def test_axe_sees_the_page_as_it_stands(faulty: Callable[[str], Visitor]) -> None:
    window = faulty("<head><title>제목</title></head><main><h1>제목</h1><p id=p>글</p></main>")
    assert window.axe() == ""
    window.page.evaluate("document.querySelector('#p').innerHTML = '<input>'")
    assert "label" in window.axe()
    window.faults()


def test_a_page_that_is_too_wide_is_noticed(faulty: Callable[[str], Visitor]) -> None:
    window = faulty("<table width=2000><tr><td>넓다</table>")
    assert window.scrolls_sideways()
    window.faults()


def test_without_javascript_none_runs(visitor: NewVisitor) -> None:
    window = visitor("phone")
    script = '<noscript><p id="off">꺼짐</p></noscript>'
    window.page.route("**/off", lambda route: route.fulfill(content_type="text/html", body=script))
    assert window.go("/off").locator("#off").is_visible()
    window.faults()
