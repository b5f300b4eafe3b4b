"""``store upgrade``, ``store purge``, ``store check``: for whoever runs the service."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext

from service.errors import StoreError
from service.store import Store
from service.store.migrate import upgrade

SEOUL = ZoneInfo("Asia/Seoul")


@click.command("upgrade", help="데이터베이스의 표를 만들거나 최신 판으로 올립니다.")
@with_appcontext
def upgrade_store() -> None:
    """Make the tables, or bring them up to date."""
    store = _store()
    try:
        changed = upgrade(store.database)
    except StoreError as fault:
        raise _failed(store, fault) from None
    told = "최신 판으로 올렸습니다" if changed else "이미 최신 판입니다"
    click.echo(f"데이터베이스를 {told}: {_name(store)}" if changed else f"{told}: {_name(store)}")


@click.command("purge", help="기한이 지난 답과 결과 코드를 지웁니다. 날마다 돌려 주십시오.")
@with_appcontext
def purge_store() -> None:
    """Delete what has reached its end."""
    store = _store()
    try:
        drafts, codes = store.purge(_now())
    except StoreError as fault:
        raise _failed(store, fault) from None
    click.echo(f"기한이 지난 답 {drafts:,}건과 결과 코드 {codes:,}건을 지웠습니다.")


@click.command("check", help="데이터베이스에 닿는지, 표가 최신 판인지, 무엇이 몇 건 있는지 봅니다.")
@with_appcontext
def check_store() -> None:
    """Tell the database's state; exit with 1 where it cannot be used."""
    store = _store()
    try:
        store.check()
        drafts, codes, expired = store.counts(_now())
    except StoreError as fault:
        raise _failed(store, fault) from None
    click.echo(f"데이터베이스를 쓸 수 있습니다: {_name(store)}")
    click.echo(f"적어 둔 답 {drafts:,}건, 결과 코드 {codes:,}건, 그 가운데 지울 것 {expired:,}건")


def _store() -> Store:
    store: Store = current_app.extensions["store"]
    return store


def _name(store: Store) -> str:
    return str(store.database.address)


def _now() -> datetime:
    return datetime.now(SEOUL).replace(tzinfo=None)


def _failed(store: Store, fault: StoreError) -> click.exceptions.Exit:
    click.echo(f"{fault}\n데이터베이스: {_name(store)}", err=True)
    return click.exceptions.Exit(1)
