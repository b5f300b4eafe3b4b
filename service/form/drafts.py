"""One visitor's answers: which draft the session names, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import session

from service.engine.facts import Value
from service.form.answers import Kept, keep
from service.form.fields import Typed
from service.store import Store

_DRAFT = "draft"
_CODE = "code"
_HELD = "held"
_NOTICE = "notice"


class State(StrEnum):
    """What became of a visitor's answers."""

    NONE = "none"
    LIVE = "live"
    EXPIRED = "expired"


class Notice(StrEnum):
    """What the next page should tell first."""

    LOST = "lost"
    RENEWED = "renewed"
    RESUMED = "resumed"
    FORGOTTEN = "forgotten"


class Drafts:
    """The answers of whoever sent the request."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Keep answers in ``store``."""
        self._store, self._clock = store, clock

    def read(self) -> tuple[State, Kept]:
        """Return what the visitor has answered so far."""
        draft = _id(_DRAFT)
        if draft is None:
            return State.NONE, {}
        kept = self._store.answers(draft, self._clock())
        return (State.EXPIRED, {}) if kept is None else (State.LIVE, kept)

    def write(self, answers: Mapping[str, Value | None]) -> None:
        """Add answers; where the draft has ended, begin a new one and say so."""
        changes = {name: keep(value) for name, value in answers.items()}
        draft = _id(_DRAFT)
        if draft is not None:
            if self._store.merge(draft, changes, self._clock()) is not None:
                return
            session[_NOTICE] = Notice.RENEWED.value
        self._begin(_DRAFT, changes)

    def _begin(self, key: str, changes: Mapping[str, Any]) -> None:
        now = self._clock()
        draft = self._store.start(now)
        self._store.merge(draft, changes, now)
        session[key] = draft

    def _drop(self, key: str) -> None:
        draft = _id(key)
        session.pop(key, None)
        if draft is not None:
            self._store.forget(draft)

    def hold(self, page: str, sent: Mapping[str, Typed]) -> None:
        """Keep what is to be corrected on a page, apart from the answers: it is never saved."""
        self.release()
        held: dict[str, Any] = {_HELD: page}
        for name, typed in sent.items():
            held |= {
                name: typed.text,
                f"{name}.pick": typed.pick,
                f"{name}.unknown": typed.unknown,
            }
        self._begin(_HELD, held)

    def held(self, page: str, names: Sequence[str]) -> dict[str, Typed]:
        """Return what is to be corrected on a page."""
        draft = _id(_HELD)
        held = None if draft is None else self._store.answers(draft, self._clock())
        if held is None or held[_HELD] != page:
            return {}
        return {
            name: Typed(held[name], held[f"{name}.pick"], held[f"{name}.unknown"])
            for name in names
            if name in held
        }

    def release(self) -> None:
        """Delete what was to be corrected."""
        self._drop(_HELD)

    def resume(self, kept: Kept) -> None:
        """Begin a draft with saved answers, and leave the saved result."""
        self._begin(_DRAFT, kept)
        session.pop(_CODE, None)
        session[_NOTICE] = Notice.RESUMED.value

    def forget(self) -> None:
        """Delete the visitor's answers."""
        self.release()
        session.pop(_CODE, None)
        session[_NOTICE] = Notice.FORGOTTEN.value
        self._drop(_DRAFT)

    def save(self, moment: datetime, rules: str, outcome: Mapping[str, list[Any]]) -> None:
        """Keep the answers with how they were judged; raise Gone."""
        self.show(self._store.save(session[_DRAFT], moment, rules, outcome, self._clock()))

    def show(self, code: str) -> None:
        """Remember which saved result to show."""
        session[_CODE] = code

    def shown(self) -> str | None:
        """Return the code of the saved result to show."""
        return _id(_CODE)

    def notice(self) -> Notice | None:
        """Return what is to be told first, once."""
        told = session.pop(_NOTICE, None)
        return Notice(told) if told in Notice.__members__.values() else None


def _id(key: str) -> str | None:
    """Return what the session names under ``key``."""
    found = session.get(key)
    return found if isinstance(found, str) else None
