"""Debian's Chromium, as a phone or a desktop, and what can be asked of a page in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    Route,
    sync_playwright,
)

PROGRAM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000
"""Milliseconds to wait for anything."""

PROFILES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
        "java_script_enabled": False,
    },
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    # What a browser makes of a window of 1280 by 900 when it enlarges everything twofold.
    "zoomed": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def follow(target: Locator) -> Page:
    """Press what leads to another page, and wait until that page is there."""
    with target.page.expect_navigation():
        target.click()
    return target.page


class Visitor:
    """One browser window on one site, with a record of what no page of ours may do."""

    def __init__(self, browser: Browser, site: str, profile: str, **more: Any) -> None:
        self.site = site
        self._faults: list[tuple[str, str]] = []
        self._browser = browser
        self._options = {**PROFILES[profile], "locale": "ko-KR", **more}
        self._context = self._opened(**self._options)
        self._documents: dict[str, Response] = {}
        self.page = self._context.new_page()
        self._watch(self.page)

    def go(self, path: str) -> Page:
        """Open an address of the site."""
        self.page.goto(self.site + path)
        return self.page

    def axe(self) -> str:
        """Return what axe finds wrong with the page as it stands; nothing, if all is well."""
        # Axe needs JavaScript. A twin of the page gets it, under the page's own policy.
        context = self._opened(**{**self._options, "java_script_enabled": True})
        try:
            twin = context.new_page()
            self._watch(twin)
            address, body = self.page.url, self.page.content()
            document = self._documents[address]
            kept = ("content-type", "content-security-policy")
            headers = {name: document.headers[name] for name in kept if name in document.headers}

            def same(route: Route) -> None:
                route.fulfill(status=200, headers=headers, body=body)

            twin.route(address, same)
            twin.goto(address)
            options = {"runOnly": _RULES, "resultTypes": ["violations"]}
            found = Axe().run(twin, options=options)
            return found.generate_report() if found.violations_count else ""
        finally:
            context.close()

    def scrolls_sideways(self) -> bool:
        """Tell whether the page is wider than its window."""
        wider = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        return bool(wider)

    def faults(self) -> list[str]:
        """Return what was wrong since this was last asked."""
        found, self._faults = self._faults, []
        # That a page itself came with a status of 400 or above is the test's business.
        status = "console: Failed to load resource: the server responded with a status of"
        return [
            f"{text} {address}".rstrip()
            for text, address in found
            if not (text.startswith(status) and address in self._documents)
        ]

    def cookies(self) -> Any:
        """Return all cookies."""
        return self._context.cookies()

    def take_cookies(self, cookies: Any) -> None:
        """Go on as somebody else did."""
        self._context.add_cookies(cookies)

    def forget_cookies(self) -> None:
        """Delete every cookie, as a closed browser does."""
        self._context.clear_cookies()

    def close(self) -> None:
        """Close the window."""
        self._context.close()

    def _opened(self, **options: Any) -> BrowserContext:
        context = self._browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        return context

    def _watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._faults.append((f"script: {error}", "")))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._faults.append((f"console: {message.text}", message.location["url"]))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site + "/", "data:")):
            self._faults.append((f"request to {urlsplit(request.url).netloc}", ""))

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self._documents[response.url] = response
