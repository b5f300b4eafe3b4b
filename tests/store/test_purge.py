"""What has ended is deleted, by command and now and then by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from service.store import Purged, Store
from service.store.tables import codes, drafts

NOW = datetime.fromisoformat("2026-11-22T10:00:00")
SECOND = timedelta(seconds=1)
LIFE = timedelta(hours=2)


def rows(store: Store) -> tuple[int, int]:
    with store.database.reading() as connection:
        count = [connection.scalar(select(func.count()).select_from(t)) for t in (drafts, codes)]
    return count[0] or 0, count[1] or 0


def test_only_what_has_ended_is_deleted(store: Store) -> None:
    old = store.start(NOW)
    store.save(old, NOW, "rules", {}, NOW)
    new = store.start(NOW + SECOND)
    store.merge(new, {"a": 1}, NOW + SECOND)
    code = store.save(new, NOW, "rules", {}, NOW + SECOND)
    assert store.purge(NOW + LIFE - SECOND) == Purged(0, 0)
    assert store.purge(NOW + LIFE) == Purged(drafts=1, codes=0)
    assert store.answers(new, NOW + LIFE) == {"a": 1}
    assert store.purge(NOW + timedelta(days=30)) == Purged(drafts=1, codes=1)
    assert store.opened(code, NOW + timedelta(days=30)) is not None
    assert rows(store) == (0, 1)


def test_more_than_one_batch_is_deleted(store: Store) -> None:
    many = [{"id_digest": f"{n}", "answers": "{}", "expires_at": NOW} for n in range(1200)]
    with store.database.writing() as connection:
        connection.execute(drafts.insert(), many)
    assert store.purge(NOW) == Purged(1200, 0)
    assert rows(store) == (0, 0)


def test_what_has_ended_goes_by_itself_now_and_then(store: Store) -> None:
    first = store.start(NOW)
    store.save(first, NOW, "rules", {}, NOW)
    store.start(NOW + SECOND)
    store.start(NOW + timedelta(minutes=10))
    assert rows(store) == (3, 1)
    store.start(NOW + LIFE + SECOND)
    assert rows(store) == (2, 1)
    store.start(NOW + LIFE + timedelta(minutes=10))
    assert rows(store) == (3, 1)
    store.start(NOW + timedelta(days=31))
    assert rows(store) == (1, 0)


def test_a_sweep_is_bounded(store: Store) -> None:
    many = [{"id_digest": f"{n}", "answers": "{}", "expires_at": NOW} for n in range(1200)]
    with store.database.writing() as connection:
        connection.execute(drafts.insert(), many)
    store.start(NOW)
    assert rows(store) == (701, 0)


def test_a_sweep_does_not_wait_for_a_row_that_another_holds(store: Store) -> None:
    """In PostgreSQL; SQLite lets one writer in at a time."""
    draft = store.start(NOW)
    held = select(drafts.c.answers).with_for_update()
    if store.database.address.file is not None:
        return
    with store.database.writing() as connection:
        assert len(connection.execute(held).all()) == 1
        assert store.purge(NOW + LIFE) == Purged(0, 0)
    assert store.answers(draft, NOW) == {}


def test_the_counts_tell_what_is_held(store: Store) -> None:
    draft = store.start(NOW)
    store.save(draft, NOW, "rules", {}, NOW)
    assert store.counts(NOW) == (1, 1, 0)
    assert store.counts(NOW + LIFE) == (1, 1, 1)
