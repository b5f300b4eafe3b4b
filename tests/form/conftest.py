"""The form at a moment of one's choosing, and a merchant who answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.catalog.model import Catalog
from service.config import Settings
from service.engine.facts import Kind
from service.store.migrate import upgrade
from tests.merchants import cafe
from tests.moments import SPRING


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = SPRING

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def formed(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Flask:
    """Return the service at the time that ``clock`` tells."""
    database = f"sqlite:///{tmp_path_factory.mktemp('form') / 'merchants.db'}"
    made = create_app(
        Settings(database_url=database, pages_per_minute=0, misses_per_hour=0), clock=clock
    )
    upgrade(made.extensions["store"].database)
    return made


@pytest.fixture(autouse=True)
def _spring(clock: Clock) -> None:
    clock.now = SPRING


@dataclass
class Merchant:
    """A browser without a screen."""

    client: FlaskClient
    catalog: Catalog
    page: TestResponse = field(init=False)

    def go(self, path: str) -> str:
        """Open a page and return its text."""
        self.page = self.client.get(path)
        return self.text

    @property
    def text(self) -> str:
        return self.page.get_data(as_text=True)

    @property
    def words(self) -> str:
        """The page as it is read, without its marks."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.text).split())

    def token(self) -> str:
        with self.client.session_transaction() as session:
            known = "csrf_token" in session
        if not known:
            self.client.get("/")
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/open").text)
        assert found
        return found[1]

    def send(self, path: str, **values: str) -> TestResponse:
        """Send a form, without following where it leads."""
        self.page = self.client.post(path, data={"csrf_token": self.token(), **values})
        return self.page

    def answer(self, **answers: str | None) -> TestResponse:
        """Answer questions and see their faults, if any; None is “I don't know”."""
        values = {}
        for name, answer in answers.items():
            kind = self.catalog.entries[name].fact.kind
            if kind in (Kind.CHOICE, Kind.BOOL):
                values[f"{name}.pick"] = "-" if answer is None else answer
            elif answer is None:
                values[f"{name}.unknown"] = "1"
            else:
                values[name] = answer
        page = f"/questions/{','.join(answers)}"
        self.send(page, **values)
        if self.page.headers.get("Location") == page:
            self.go(page)
        return self.page

    def knows_all(self, **answers: str | None) -> None:
        """Answer every question as a café in Buk-gu would, except ``answers``."""
        known = cafe(self.catalog)
        for name, entry in self.catalog.entries.items():
            value = known[name]
            kind = entry.fact.kind
            if kind is Kind.BOOL:
                value = "yes" if value else "no"
            elif kind is Kind.MONEY:
                value = f"{min(value, entry.fact.maximum)}원"
            self.answer(**{name: answers[name] if name in answers else str(value)})
            assert self.page.status_code == 303, (name, self.words)

    def faults(self) -> dict[str, str]:
        """Return what stands beside each faulty field."""
        found = re.findall(r'id="([a-z0-9_]+)-fault"><b>오류</b> (.*?)</p>', self.text)
        return dict(found)


NewMerchant = Callable[[], Merchant]


@pytest.fixture
def visit(formed: Flask) -> NewMerchant:
    return lambda: Merchant(formed.test_client(), formed.extensions["catalog"])


@pytest.fixture
def shop(visit: NewMerchant) -> Merchant:
    return visit()
