"""A database that is down, locked, lacking its tables, or named wrongly; and what is written down."""

from __future__ import annotations

import logging
import sqlite3
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from service.errors import SettingError, StoreError
from service.store import Store, address
from tests.postgres import Server

NewUrl = Callable[[bool], str]
NOW = datetime.fromisoformat("2026-11-22T10:00:00")
CODE = "23456789"


def all_fail(store: Store, state: str) -> None:
    for call in (
        lambda: store.start(NOW),
        lambda: store.answers("id", NOW),
        lambda: store.merge("id", {"a": 1}, NOW),
        lambda: store.forget("id"),
        lambda: store.save("id", NOW, "rules", {}, NOW),
        lambda: store.opened(CODE, NOW),
        lambda: store.purge(NOW),
    ):
        with pytest.raises(StoreError) as caught:
            call()
        assert caught.value.state == state
    assert store.state() == state


def test_a_database_without_tables_is_told_apart(new_url: NewUrl) -> None:
    store = Store(new_url(False))
    all_fail(store, "not-upgraded")
    assert "store upgrade" in str(StoreError("not-upgraded"))
    store.database.close()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    for url in (
        f"postgresql:///nowhere?host={tmp_path}",
        "postgresql://merchant:secret-4711@127.0.0.1:1/nowhere",
    ):
        store = Store(url)
        all_fail(store, "unreachable")
        with pytest.raises(StoreError) as caught:
            store.start(NOW)
        assert "secret-4711" not in "".join(traceback.format_exception(caught.value))
        assert "secret-4711" not in str(store.database.address)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "broken.db"
    file.write_bytes(b"no database at all" * 100)
    all_fail(Store(f"sqlite:///{file}"), "unreachable")


def test_a_lock_is_not_waited_for_for_ever(
    tmp_path: Path, sqlite_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "BUSY_SECONDS", 0.2)
    file = tmp_path / "locked.db"
    file.write_bytes(sqlite_model.read_bytes())
    store = Store(f"sqlite:///{file}")
    draft = store.start(NOW)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(StoreError) as caught:
        store.merge(draft, {"a": 1}, NOW)
    assert time.monotonic() - began < 5
    assert "SQLITE_BUSY" in str(caught.value)
    assert store.answers(draft, NOW) == {}, "readers do not wait for the writer"
    other.execute("ROLLBACK")
    other.close()
    assert store.merge(draft, {"a": 1}, NOW) == {"a": 1}
    store.database.close()


def test_a_server_that_was_restarted_is_met_again(server: Server) -> None:
    server.run("CREATE DATABASE cut TEMPLATE model")
    store = Store(server.url("cut"))
    draft = store.start(NOW)
    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cut'")
    assert store.answers(draft, NOW) == {}
    store.database.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nothing",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "mysql://user:secret-4711@host/db",
        "postgresql+asyncpg://user:secret-4711@host/db",
        "postgresql://user:secret-4711@host:port/db",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingError) as caught:
        Store(url)
    assert "DATABASE_URL" in str(caught.value)
    assert "secret-4711" not in "".join(traceback.format_exception(caught.value))


def test_no_value_reaches_a_log_or_an_exception(
    new_url: NewUrl, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    caplog.set_level(logging.DEBUG)
    store = Store(new_url(True))
    draft = store.start(NOW)
    store.merge(draft, {"sales_2025": 83_123_457, "trade": "폐8폐8폐8"}, NOW)
    code = store.save(draft, NOW, "rules", {"loan": ["yes", 83_123_457, 83_123_457]}, NOW)
    store.opened(code, NOW)
    with store.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE drafts")
        connection.exec_driver_sql("DROP TABLE codes")
    told = ""
    for call in (
        lambda: store.merge(draft, {"sales_2025": 83_123_457}, NOW),
        lambda: store.opened(code, NOW),
    ):
        with pytest.raises(StoreError) as caught:
            call()
        assert caught.value.state == "not-upgraded"
        told += "".join(traceback.format_exception(caught.value))
    told += caplog.text
    if store.database.address.file is None:
        running: Server = request.getfixturevalue("server")
        told += running.log.read_text(encoding="utf-8")
        assert "SELECT" in told
    for value in ("83123457", "폐8", "\\ud3d0", draft):
        assert value not in told
    assert code not in caplog.text
    store.database.close()
