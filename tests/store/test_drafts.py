"""Drafts: what a merchant has answered so far."""

from __future__ import annotations

import multiprocessing
import string
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select

from service.store import Store, TooLarge
from service.store.tables import drafts

NOW = datetime.fromisoformat("2026-11-22T10:00:00")
SECOND = timedelta(seconds=1)
LIFE = timedelta(hours=2)


def test_a_new_draft_is_empty_and_its_id_cannot_be_guessed(store: Store) -> None:
    ids = {store.start(NOW) for _ in range(20)}
    assert len(ids) == 20
    for draft in ids:
        assert len(draft) * 6 >= 128
        assert set(draft) <= set(string.ascii_letters + string.digits + "-_")
        assert store.answers(draft, NOW) == {}


def test_answers_come_back_as_they_went_in(store: Store) -> None:
    answers = {
        "sales_2025": 10**15,
        "employees": 4.5,
        "large_company_brand": False,
        "credit_score": None,
        "opened_on": "2019-07-19",
        "업종": "치킨 '; DROP TABLE drafts; -- \x00 \ud800 😀",
        "none": 0,
        "zero": 0.0,
    }
    draft = store.start(NOW)
    assert store.merge(draft, answers, NOW) == answers
    held = store.answers(draft, NOW)
    assert held == answers
    assert [type(value) for value in held.values()] == [type(value) for value in answers.values()]
    assert list(held) == list(answers)


def test_a_later_answer_replaces_an_earlier_one_and_no_other(store: Store) -> None:
    draft = store.start(NOW)
    store.merge(draft, {"a": 1, "b": 2}, NOW)
    assert store.merge(draft, {"b": None, "c": 3}, NOW) == {"a": 1, "b": None, "c": 3}
    assert store.answers(draft, NOW) == {"a": 1, "b": None, "c": 3}


def test_drafts_do_not_see_each_other(store: Store) -> None:
    one, other = store.start(NOW), store.start(NOW)
    store.merge(one, {"a": 1}, NOW)
    assert store.answers(other, NOW) == {}
    store.forget(one)
    assert store.answers(one, NOW) is None
    assert store.merge(one, {"a": 1}, NOW) is None
    assert store.answers(other, NOW) == {}
    store.forget(one)


@pytest.mark.parametrize("id", ["", "x", "0" * 32, "a" * 10_000, "\x00", "\ud800", "' OR 1=1 --"])
def test_an_id_that_was_never_given_opens_nothing(store: Store, id: str) -> None:
    store.start(NOW)
    assert store.answers(id, NOW) is None
    assert store.merge(id, {"a": 1}, NOW) is None
    store.forget(id)


def test_a_draft_ends_to_the_second_and_every_merge_begins_its_life_anew(store: Store) -> None:
    draft = store.start(NOW)
    assert store.answers(draft, NOW + LIFE - SECOND) == {}
    assert store.answers(draft, NOW + LIFE) is None
    later = NOW + LIFE - SECOND
    assert store.merge(draft, {}, later) == {}
    assert store.answers(draft, later + LIFE - SECOND) == {}
    assert store.answers(draft, later + LIFE) is None
    assert store.merge(draft, {"a": 1}, later + LIFE) is None
    assert store.answers(draft, later) == {}


def test_the_life_is_a_setting(url: str) -> None:
    store = Store(url, draft_life=timedelta(minutes=5))
    draft = store.start(NOW)
    assert store.answers(draft, NOW + timedelta(minutes=5) - SECOND) == {}
    assert store.answers(draft, NOW + timedelta(minutes=5)) is None
    store.database.close()


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "가" * 3000},
        {f"key-{n}": 1 for n in range(257)},
        {"k" * 65: 1},
    ],
)
def test_nothing_of_what_is_too_large_is_kept(store: Store, changes: dict[str, Any]) -> None:
    draft = store.start(NOW)
    store.merge(draft, {"a": 1}, NOW)
    with pytest.raises(TooLarge):
        store.merge(draft, changes, NOW)
    assert store.answers(draft, NOW) == {"a": 1}


def test_a_draft_cannot_grow_past_the_bound_in_small_steps(store: Store) -> None:
    draft = store.start(NOW)
    for n in range(16):
        store.merge(draft, {f"key-{n}": "x" * 1000}, NOW)
    with pytest.raises(TooLarge):
        store.merge(draft, {"last": "x" * 1000}, NOW)
    assert store.merge(draft, {}, NOW) == {f"key-{n}": "x" * 1000 for n in range(16)}


@pytest.mark.parametrize("value", [[1], {"a": 1}, {1}, b"x", NOW])
def test_what_is_no_answer_is_refused(store: Store, value: Any) -> None:
    draft = store.start(NOW)
    with pytest.raises(TypeError):
        store.merge(draft, {"a": value}, NOW)
    assert store.answers(draft, NOW) == {}


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 10**5000], ids=["nan", "infinite", "endless"]
)
def test_a_number_that_json_cannot_hold_is_refused(store: Store, value: Any) -> None:
    draft = store.start(NOW)
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own
        store.merge(draft, {"a": value}, NOW)
    assert store.answers(draft, NOW) == {}


def test_a_time_with_an_offset_is_refused(store: Store) -> None:
    """PostgreSQL would shift it silently."""
    aware = NOW.replace(tzinfo=timezone(timedelta(hours=9)))
    draft = store.start(NOW)
    for call in (
        lambda: store.start(aware),
        lambda: store.answers(draft, aware),
        lambda: store.merge(draft, {}, aware),
        lambda: store.save(draft, aware, "rules", {}, NOW),
        lambda: store.save(draft, NOW, "rules", {}, aware),
        lambda: store.opened("2" * 8, aware),
        lambda: store.purge(aware),
    ):
        with pytest.raises(ValueError, match="naive"):
            call()


def test_the_table_does_not_hold_the_id(store: Store) -> None:
    draft = store.start(NOW)
    with store.database.reading() as connection:
        rows = connection.execute(select(drafts)).all()
    assert len(rows) == 1
    assert draft not in str(rows)


def merge_many(store: Store, draft: str, who: int) -> None:
    for n in range(15):
        assert store.merge(draft, {f"{who}-{n}": n, "shared": who}, NOW) is not None


def all_there(store: Store, draft: str) -> bool:
    held = store.answers(draft, NOW)
    assert held is not None
    assert held.pop("shared") in range(4)
    return held == {f"{who}-{n}": n for who in range(4) for n in range(15)}


def test_tabs_that_answer_at_once_lose_nothing(store: Store) -> None:
    draft = store.start(NOW)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda who: merge_many(store, draft, who), range(4)))
    assert all_there(store, draft)


def run_all(run: Callable[[int], None]) -> None:
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=run, args=(who,)) for who in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0


def test_processes_forked_from_one_that_has_connections_lose_nothing(store: Store) -> None:
    """As gunicorn's workers, had its master asked the database before."""
    draft = store.start(NOW)
    run_all(lambda who: merge_many(store, draft, who))
    assert all_there(store, draft)


def test_a_draft_forgotten_while_others_merge_stays_forgotten(store: Store) -> None:
    draft = store.start(NOW)
    with ThreadPoolExecutor(4) as threads:
        merges = [
            threads.submit(store.merge, draft, {f"{n}": n}, NOW + n * SECOND) for n in range(20)
        ]
        store.forget(draft)
        assert [merge.exception() for merge in merges] == [None] * 20
    assert store.answers(draft, NOW) is None
