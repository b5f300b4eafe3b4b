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
        draft = session.get(_DRAFT)
        if not isinstance(draft, str):
            return State.NONE, {}
        kept = self._store.answers(draft, self._clock())
        return (State.EXPIRED, {}) if kept is None else (State.LIVE, kept)

    def write(self, answers: Mapping[str, Value | None]) -> None:
        """Add answers; where the draft has ended, begin a new one and say so."""
        changes = {name: keep(value) for name, value in answers.items()}
        now = self._clock()
        draft = session.get(_DRAFT)
        if isinstance(draft, str):
            if self._store.merge(draft, changes, now) is not None:
                return
            session[_NOTICE] = Notice.RENEWED.value
        self._begin(changes, now)

    def _begin(self, changes: Mapping[str, Any], now: datetime) -> None:
        draft = self._store.start(now)
        self._store.merge(draft, changes, now)
        session[_DRAFT] = draft

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
        now = self._clock()
        session[_HELD] = self._store.start(now)
        self._store.merge(session[_HELD], held, now)

    def held(self, page: str, names: Sequence[str]) -> dict[str, Typed]:
        """Return what is to be corrected on a page."""
        draft = session.get(_HELD)
        held = self._store.answers(draft, self._clock()) if isinstance(draft, str) else None
        if held is None or held[_HELD] != page:
            return {}
        return {
            name: Typed(held[name], held[f"{name}.pick"], held[f"{name}.unknown"])
            for name in names
            if name in held
        }

    def release(self) -> None:
        """Delete what was to be corrected."""
        draft = session.pop(_HELD, None)
        if isinstance(draft, str):
            self._store.forget(draft)

    def resume(self, kept: Kept) -> None:
        """Begin a draft with saved answers, and leave the saved result."""
        self._begin(kept, self._clock())
        session.pop(_CODE, None)
        session[_NOTICE] = Notice.RESUMED.value

    def forget(self) -> None:
        """Delete the visitor's answers."""
        self.release()
        draft = session.pop(_DRAFT, None)
        session.pop(_CODE, None)
        session[_NOTICE] = Notice.FORGOTTEN.value
        if isinstance(draft, str):
            self._store.forget(draft)

    def save(self, moment: datetime, rules: str, outcome: Mapping[str, list[Any]]) -> None:
        """Keep the answers with how they were judged; raise Gone."""
        self.show(self._store.save(session[_DRAFT], moment, rules, outcome, self._clock()))

    def show(self, code: str) -> None:
        """Remember which saved result to show."""
        session[_CODE] = code

    def shown(self) -> str | None:
        """Return the code of the saved result to show."""
        code = session.get(_CODE)
        return code if isinstance(code, str) else None

    def notice(self) -> Notice | None:
        """Return what is to be told first, once."""
        told = session.pop(_NOTICE, None)
        return Notice(told) if told in Notice.__members__.values() else None
