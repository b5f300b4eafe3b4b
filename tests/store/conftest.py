"""Every test of the store runs on both databases, each test with a database of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from service.store import Store
from service.store.migrate import upgrade
from tests import postgres

KINDS = ("sqlite", "postgresql")
NewUrl = Callable[[bool], str]


PROGRAMS = postgres.programs()
TOLD = "PostgreSQL is not installed: apt-get install postgresql"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where there is no PostgreSQL, skip the tests that need it, but not in CI."""
    if PROGRAMS is not None or os.environ.get("CI"):
        return
    for item in items:
        chosen = getattr(item, "callspec", None)
        needs = "server" in getattr(item, "fixturenames", ())
        if item.path.is_relative_to(Path(__file__).parent) and (
            needs or (chosen and chosen.params.get("new_url") == "postgresql")
        ):
            item.add_marker(pytest.mark.skip(TOLD))


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """Return a real PostgreSQL."""
    assert PROGRAMS is not None, TOLD
    with postgres.server(PROGRAMS) as running:
        running.run("CREATE DATABASE model")
        made = Store(running.url("model"))
        upgrade(made.database)
        running.run("CREATE DATABASE shared TEMPLATE model")
        yield running


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty SQLite database with the tables."""
    path = tmp_path_factory.mktemp("model") / "merchants.db"
    made = Store(f"sqlite:///{path}")
    upgrade(made.database)
    return path


_numbers = count()


@pytest.fixture(params=KINDS)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> NewUrl:
    """Return what makes a database, with the tables or without, and returns its address."""

    def sqlite(tables: bool) -> str:
        path = tmp_path / f"{next(_numbers)}.db"
        if tables:
            shutil.copy(request.getfixturevalue("sqlite_model"), path)
        return f"sqlite:///{path}"

    def postgresql(tables: bool) -> str:
        running: postgres.Server = request.getfixturevalue("server")
        name = f"test_{next(_numbers)}"
        running.run(f"CREATE DATABASE {name} TEMPLATE {'model' if tables else 'template0'}")
        return running.url(name)

    if request.param == "postgresql":
        request.getfixturevalue("server")
        return postgresql
    return sqlite


@pytest.fixture
def url(request: pytest.FixtureRequest, new_url: NewUrl) -> str:
    """Return the address of an empty database with the tables, which a test leaves in place."""
    if new_url.__name__ == "sqlite":
        return new_url(True)
    running: postgres.Server = request.getfixturevalue("server")
    # To make a database takes a third of a second.
    running.run("DELETE FROM drafts; DELETE FROM codes", "shared")
    return running.url("shared")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Return a store over an empty database."""
    made = Store(url)
    yield made
    made.database.close()
