"""The revisions lead to the tables that the store uses, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from service.errors import StoreError
from service.store import Store
from service.store.migrate import downgrade, upgrade
from service.store.tables import REVISION, metadata
from tests.postgres import Server

NOW = datetime.fromisoformat("2026-11-22T10:00:00")


@pytest.fixture
def empty(new_url: Callable[[bool], str]) -> Iterator[Store]:
    """Return a store over a database without tables."""
    made = Store(new_url(False))
    yield made
    made.database.close()


def names(store: Store) -> set[str]:
    with store.database.reading() as connection:
        return set(inspect(connection).get_table_names())


def test_up_down_and_up_again(empty: Store) -> None:
    assert empty.state() == "not-upgraded"
    assert upgrade(empty.database)
    assert names(empty) == {"drafts", "codes", "alembic_version"}
    assert empty.state() == "ok"
    empty.start(NOW)
    downgrade(empty.database, "base")
    assert names(empty) == {"alembic_version"}
    assert empty.state() == "not-upgraded"
    assert upgrade(empty.database)
    assert empty.counts(NOW) == (0, 0, 0)


def test_a_second_upgrade_does_nothing_and_loses_nothing(store: Store) -> None:
    draft = store.start(NOW)
    assert not upgrade(store.database)
    assert store.answers(draft, NOW) == {}


def test_the_models_equal_the_migrations(store: Store) -> None:
    """Types, indexes and constraints included."""
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        keys = {
            table: (
                inspect(connection).get_pk_constraint(table)["name"],
                {found["name"] for found in inspect(connection).get_unique_constraints(table)},
            )
            for table in ("drafts", "codes")
        }
    assert keys == {
        "drafts": ("drafts_pkey", set()),
        "codes": ("codes_pkey", {"codes_content_digest_key"}),
    }


def test_the_newest_revision_is_the_one_the_store_expects() -> None:
    scripts = ScriptDirectory("service/store/migrations")
    assert scripts.get_heads() == [REVISION]
    assert all(script.doc for script in scripts.walk_revisions())


def test_upgrades_at_once_do_not_disturb_each_other(empty: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: upgrade(empty.database), range(4)))
    assert sorted(done) == [False, False, False, True]
    assert empty.state() == "ok"


def test_an_upgrade_that_fails_changes_nothing(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("service.store.migrate._revision", stopped)
    with pytest.raises(KeyboardInterrupt):
        upgrade(empty.database)
    assert empty.state() == "not-upgraded"
    if empty.database.address.file is None:
        assert names(empty) == set()


def test_a_revision_of_a_newer_service_is_left_alone(empty: Store) -> None:
    store = empty
    upgrade(store.database)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="unknown revision 9999"):
        upgrade(store.database)
    assert store.state() == "not-upgraded"


def test_sqlite_keeps_to_itself(tmp_path: Path) -> None:
    """Only an upgrade makes the file, in a directory that nobody else may enter."""
    file = tmp_path / "한 글" / "a?b#c%20.db"
    store = Store(f"sqlite:///{quote(str(file))}")
    assert store.database.address.file == file
    assert store.state() == "not-upgraded"
    assert not file.parent.exists()
    upgrade(store.database)
    assert file.exists()
    assert file.parent.stat().st_mode & 0o777 == 0o700
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    store.database.close()


def test_postgresql_in_an_address_of_any_spelling(server: Server) -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        store = Store(server.url("model").replace("postgresql", scheme, 1))
        assert store.state() == "ok"
        store.database.close()
