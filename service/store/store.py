"""Drafts and saved results, each with its end.

All times are naive and Seoul's, and come from the caller. Whatever has reached its end is never
read again, whether or not it has been purged yet. Every method raises StoreError while the
database cannot be used.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.errors import StoreError
from service.store import codes as signs
from service.store import content
from service.store.address import Address
from service.store.database import Database
from service.store.tables import REVISION, codes, drafts, revision

DRAFT_LIFE = timedelta(hours=2)
CODE_LIFE = timedelta(days=30)

_SWEEP_EVERY = timedelta(minutes=10)
_BATCH = 500
"""How many rows one statement deletes: others do not wait long for it."""

_LONGEST_ID = 64
_TRIES = 20


class Gone(LookupError):
    """There is no such draft, or not any more."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A result as it was saved: the answers, the moment and the tables they were judged by."""

    answers: dict[str, Any]
    moment: datetime
    rules: str
    outcome: dict[str, list[Any]]
    saved_at: datetime
    expires_at: datetime


class Purged(NamedTuple):
    """How many rows were deleted."""

    drafts: int
    codes: int


class Counts(NamedTuple):
    """How many rows there are, and how many of them have reached their end."""

    drafts: int
    codes: int
    expired: int


class Store:
    """The database behind the form. One for each process, or made before it forks."""

    def __init__(
        self, url: str, *, draft_life: timedelta = DRAFT_LIFE, code_life: timedelta = CODE_LIFE
    ) -> None:
        """Keep the address, without connecting; raise SettingError for one that is none."""
        self.database = Database(Address.parse(url))
        self._draft_life = draft_life
        self._code_life = code_life
        self._swept: datetime | None = None

    def start(self, now: datetime) -> str:
        """Make a draft without answers and return its id, which only its owner may know."""
        self._sweep(now)
        draft = secrets.token_urlsafe(24)
        row = {
            "id_digest": _digest(draft),
            "answers": "{}",
            "expires_at": _naive(now) + self._draft_life,
        }
        with self.database.writing() as connection:
            connection.execute(drafts.insert(), row)
        return draft

    def answers(self, draft: str, now: datetime) -> dict[str, Any] | None:
        """Return what a draft holds; None for an unknown or expired one."""
        with self.database.reading() as connection:
            return _answers(connection, draft, now)

    def merge(self, draft: str, changes: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
        """Put ``changes`` over a draft's answers, begin its life anew, and return all answers.

        None as a value says that the question was asked and the answer is not known. Changes that
        arrive at once are made one after the other. None for an unknown or expired draft; raise
        TooLarge or TypeError, with nothing changed.
        """
        with self.database.writing() as connection:
            held = _answers(connection, draft, now, lock=True)
            if held is None:
                return None
            merged = {**held, **changes}
            connection.execute(
                update(drafts)
                .where(drafts.c.id_digest == _digest(draft))
                .values(answers=content.answers_text(merged), expires_at=now + self._draft_life)
            )
        return merged

    def forget(self, draft: str) -> None:
        """Delete a draft, if it is there."""
        with self.database.writing() as connection:
            connection.execute(delete(drafts).where(drafts.c.id_digest == _digest(draft)))

    def save(
        self,
        draft: str,
        moment: datetime,
        rules: str,
        outcome: Mapping[str, Sequence[Any]],
        now: datetime,
    ) -> str:
        """Keep a draft's answers with how they were judged, and return the code that opens them.

        The same content has the same code and is kept from the last time it was saved. Raise Gone
        for an unknown or expired draft, and TooLarge.
        """
        self._sweep(now)
        judged = content.outcome_text(outcome)
        with self.database.writing() as connection:
            answers = _answers(connection, draft, now)
            if answers is None:
                raise Gone
            row = {
                "content_digest": content.digest(answers, moment, rules, judged),
                "answers": content.answers_text(answers),
                "moment": _naive(moment),
                "rules": rules,
                "outcome": judged,
                "saved_at": now,
                "expires_at": now + self._code_life,
            }
            return _coded(connection, row, now)

    def opened(self, code: str, now: datetime) -> Saved | None:
        """Return what was saved under a code as somebody typed it; None where there is nothing."""
        meant = signs.read(code)
        if meant is None:
            return None
        with self.database.reading() as connection:
            found = connection.execute(
                select(codes).where(codes.c.code == meant, _alive(codes, now))
            ).one_or_none()
        if found is None:
            return None
        return Saved(
            json.loads(found.answers),
            found.moment,
            found.rules,
            json.loads(found.outcome),
            found.saved_at,
            found.expires_at,
        )

    def purge(self, now: datetime) -> Purged:
        """Delete all that has reached its end."""
        return Purged(self._emptied(drafts, now), self._emptied(codes, now))

    def counts(self, now: datetime) -> Counts:
        """Count what is held."""
        with self.database.reading() as connection:

            def count(table: Table, *where: ColumnElement[bool]) -> int:
                found = connection.scalar(select(func.count()).select_from(table).where(*where))
                return found or 0

            expired = count(drafts, ~_alive(drafts, now)) + count(codes, ~_alive(codes, now))
            return Counts(count(drafts), count(codes), expired)

    def check(self) -> None:
        """Raise StoreError where the database does not answer or its tables are not up to date."""
        with self.database.reading() as connection:
            found = connection.scalar(select(revision.c.version_num))
        if found != REVISION:
            raise StoreError("not-upgraded", f"revision {found}, not {REVISION}")

    def state(self) -> str:
        """Tell whether the database can be used: ``ok``, ``unreachable`` or ``not-upgraded``."""
        try:
            self.check()
        except StoreError as fault:
            return fault.state
        return "ok"

    def _emptied(self, table: Table, now: datetime) -> int:
        total = 0
        while True:
            with self.database.writing() as connection:
                count = _delete_expired(connection, table, now)
            total += count
            if count < _BATCH:
                return total

    def _sweep(self, now: datetime) -> None:
        """Delete some of what has reached its end, now and then."""
        if self._swept is not None and self._swept <= _naive(now) < self._swept + _SWEEP_EVERY:
            return
        self._swept = now
        # Whoever starts or saves must not fail for it, and meets the same fault if it lasts.
        with suppress(StoreError), self.database.writing() as connection:
            for table in (drafts, codes):
                _delete_expired(connection, table, now)


def _digest(draft: str) -> str:
    return hashlib.sha256(draft[: _LONGEST_ID + 1].encode("utf-8", "surrogatepass")).hexdigest()


def _naive(time: datetime) -> datetime:
    if time.tzinfo is not None:
        raise ValueError("times are naive and Seoul's")
    return time


def _alive(table: Table, now: datetime) -> ColumnElement[bool]:
    end: Column[datetime] = table.c.expires_at
    return end > _naive(now)


def _answers(
    connection: Connection, draft: str, now: datetime, *, lock: bool = False
) -> dict[str, Any] | None:
    query = select(drafts.c.answers).where(drafts.c.id_digest == _digest(draft))
    query = query.where(_alive(drafts, now))
    text = connection.scalar(query.with_for_update() if lock else query)
    if text is None:
        return None
    held: dict[str, Any] = json.loads(text)
    return held


def _coded(connection: Connection, row: dict[str, Any], now: datetime) -> str:
    """Return the code of ``row``'s content: the one it has, or a new one."""
    same = codes.c.content_digest == row["content_digest"]
    insert: sqlite.Insert | postgresql.Insert
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(codes)
    renewed = update(codes).where(same).values(expires_at=row["expires_at"]).returning(codes.c.code)
    # A code that has ended stays dead, even where the same is saved anew.
    connection.execute(delete(codes).where(same, ~_alive(codes, now)))
    for _ in range(_TRIES):
        code: str | None = connection.scalar(renewed)
        if code is None:
            # Nothing is returned where the code is taken, or another saved the same just now.
            attempt = insert.on_conflict_do_nothing().returning(codes.c.code)
            code = connection.scalar(attempt, {"code": signs.make(), **row})
        if code is not None:
            return code
    raise StoreError("unreachable", "no free code")


def _delete_expired(connection: Connection, table: Table, now: datetime) -> int:
    key = table.primary_key.columns[0]
    some = select(key).where(~_alive(table, now)).limit(_BATCH).with_for_update(skip_locked=True)
    return connection.execute(delete(table).where(key.in_(some))).rowcount
