"""The database's commands, as whoever runs the service reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import Result
from flask import Flask

from service.cli import store as commands
from service.store import Store

NewUrl = Callable[[bool], str]
NOW = datetime.now(ZoneInfo("Asia/Seoul")).replace(tzinfo=None)


def run(store: Store, command: str) -> Result:
    app = Flask("commands")
    app.extensions["store"] = store
    app.cli.add_command(commands)
    return app.test_cli_runner().invoke(args=["store", command])


@pytest.fixture
def empty(new_url: NewUrl) -> Store:
    return Store(new_url(False))


def test_upgrade_makes_the_tables_once(empty: Store) -> None:
    name = str(empty.database.address)
    first, second = run(empty, "upgrade"), run(empty, "upgrade")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output == f"데이터베이스를 최신 판으로 올렸습니다: {name}\n"
    assert second.output == f"이미 최신 판입니다: {name}\n"
    empty.database.close()


def test_check_says_what_to_do_before_the_upgrade_and_what_is_held_after(empty: Store) -> None:
    before = run(empty, "check")
    assert before.exit_code == 1
    assert "store upgrade를 실행해 주십시오." in before.stderr
    run(empty, "upgrade")
    empty.save(empty.start(NOW), NOW, "rules", {}, NOW)
    empty.start(NOW - timedelta(hours=3))
    after = run(empty, "check")
    assert after.exit_code == 0
    assert "데이터베이스를 쓸 수 있습니다: " in after.output
    assert "적어 둔 답 2건, 결과 코드 1건, 그 가운데 지울 것 1건" in after.output
    empty.database.close()


def test_purge_says_what_it_deleted(store: Store) -> None:
    old = NOW - timedelta(days=31)
    store.save(store.start(old), old, "rules", {}, old)
    store.start(old)
    kept = store.start(NOW - timedelta(hours=1))
    counted = run(store, "purge")
    assert counted.exit_code == 0
    assert counted.output == "기한이 지난 답 0건과 결과 코드 0건을 지웠습니다.\n", "swept at start"
    store.start(old)
    assert run(store, "purge").output == "기한이 지난 답 1건과 결과 코드 0건을 지웠습니다.\n"
    assert store.answers(kept, NOW) == {}


@pytest.mark.parametrize("command", ["upgrade", "purge", "check"])
def test_a_server_that_is_down_is_named_without_its_password(command: str) -> None:
    down = Store("postgresql://merchant:secret-4711@127.0.0.1:1/merchants")
    result = run(down, command)
    assert result.exit_code == 1
    assert "데이터베이스를 쓸 수 없습니다." in result.stderr
    assert "PostgreSQL 127.0.0.1:1/merchants" in result.stderr
    assert "secret-4711" not in result.output + result.stderr


def test_a_newer_revision_is_no_reason_to_upgrade(store: Store, new_url: NewUrl) -> None:
    newer = Store(new_url(True))
    with newer.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for command in ("upgrade", "check"):
        result = run(newer, command)
        assert result.exit_code == 1
        assert "9999" in result.stderr
    newer.database.close()
