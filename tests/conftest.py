"""What all tests share: one app over the shipped tables."""

from __future__ import annotations

import os

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from service.app import create_app
from service.catalog.model import Catalog
from service.config import Settings
from service.store.migrate import upgrade

# A run that decides whether a change lands tries what the last one tried; others look further.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    database = f"sqlite:///{tmp_path_factory.mktemp('app') / 'merchants.db'}"
    made = create_app(Settings(database_url=database, pages_per_minute=0))
    upgrade(made.extensions["store"].database)
    return made


@pytest.fixture(scope="session")
def catalog(app: Flask) -> Catalog:
    found = app.extensions["catalog"]
    assert isinstance(found, Catalog)
    return found


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    return app.test_client()
