"""A real browser on a real server. Whoever visits is watched: see ``Visitor.faults()``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import chromium
from tests.chromium import Visitor
from tests.servers import Server, serving
from tests.sessions import KEY

NewVisitor = Callable[..., Visitor]


MISSING = not chromium.PROGRAM.exists()
TOLD = "Chromium is not installed: apt-get install chromium fonts-nanum"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this directory; where there is no browser, skip them, but not in CI."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if MISSING and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(TOLD))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium."""
    assert not MISSING, TOLD
    with chromium.launched() as found:
        yield found


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return the service in spring, with its own database and no limit on how fast one clicks."""
    settings = {"PAGES_PER_MINUTE": "0", "MISSES_PER_HOUR": "0", "SECRET_KEY": KEY}
    directory = tmp_path_factory.mktemp("server")
    with serving(directory, "tests.spring:app", WEB_WORKERS="1", **settings) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, server: Server) -> Iterator[NewVisitor]:
    """Return what opens a window with a profile; when the test ends, no page may have erred."""
    opened: list[Visitor] = []

    def open_window(profile: str, **options: Any) -> Visitor:
        opened.append(Visitor(browser, server.url, profile, **options))
        return opened[-1]

    yield open_window
    for each in opened:
        each.close()
    assert [fault for each in opened for fault in each.faults()] == []
