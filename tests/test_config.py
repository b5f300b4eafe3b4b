"""Settings come from the environment, and a wrong one stops the start."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from service.config import DATABASE, Settings
from service.errors import SettingError

KEY = "k" * 32


def test_without_any_setting_the_service_runs_with_its_defaults() -> None:
    assert Settings.from_env({}) == Settings()
    assert Settings().database_url == DATABASE
    assert DATABASE.endswith("/var/merchants.db")


def test_an_empty_setting_is_none() -> None:
    names = ["RULES_DIR", "MAX_BODY", "DATABASE_URL", "DRAFT_MINUTES", "SECRET_KEY", "HTTPS"]
    assert Settings.from_env(dict.fromkeys(names, " ")) == Settings()


def test_every_setting_is_read() -> None:
    made = Settings.from_env(
        {
            "RULES_DIR": "/rules",
            "MAX_BODY": "1024",
            "DATABASE_URL": "postgresql://host/db",
            "DRAFT_MINUTES": "30",
            "CODE_DAYS": "7",
            "SECRET_KEY": KEY,
            "OFFICIAL_SERVICE": "true",
            "HTTPS": "True",
            "PROXIES": "2",
            "PAGES_PER_MINUTE": "1",
            "MISSES_PER_HOUR": "2",
            "API_PER_MINUTE": "3",
        }
    )
    assert made == Settings(
        rules_dir=Path("/rules"),
        max_body=1024,
        database_url="postgresql://host/db",
        draft_life=timedelta(minutes=30),
        code_life=timedelta(days=7),
        secret_key=KEY,
        official=True,
        https=True,
        proxies=2,
        pages_per_minute=1,
        misses_per_hour=2,
        api_per_minute=3,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_BODY", "0"),
        ("MAX_BODY", "64k"),
        ("MAX_BODY", "１"),
        ("DRAFT_MINUTES", "0"),
        ("CODE_DAYS", "-1"),
        ("CODE_DAYS", "1.5"),
        ("CODE_DAYS", "9999999999"),
        ("PROXIES", "one"),
        ("HTTPS", "yes"),
        ("OFFICIAL_SERVICE", "1"),
        ("SECRET_KEY", "secret-4711"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name) as caught:
        Settings.from_env({name: value})
    assert "secret-4711" not in str(caught.value)


@pytest.mark.parametrize(
    "given", [{"OFFICIAL_SERVICE": "true"}, {"DATABASE_URL": "postgresql://host/db"}]
)
def test_where_sessions_must_outlive_the_process_a_key_is_needed(given: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="SECRET_KEY"):
        Settings.from_env(given)
    assert Settings.from_env({**given, "SECRET_KEY": KEY}).secret_key == KEY


def test_neither_key_nor_address_is_shown() -> None:
    shown = repr(Settings(secret_key=KEY, database_url="postgresql://u:secret-4711@host/db"))
    assert KEY not in shown
    assert "secret-4711" not in shown


@pytest.mark.parametrize(
    ("name", "value"), [("MAX_BODY", "x"), ("DATABASE_URL", "mysql://u:secret-4711@host/db")]
)
def test_the_start_is_stopped_by_one_line(name: str, value: str) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        env={**os.environ, "SECRET_KEY": KEY, name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert started.stderr.count("\n") == 1
    assert name in started.stderr
    assert "secret-4711" not in started.stderr
