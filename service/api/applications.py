"""Whether one can apply, in JSON: status, window, today and why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from service.api.pieces import TRUTH, Sources, encode, ids, moment
from service.catalog.wording import Wording
from service.catalog.words import hindrance
from service.engine.program import Edition
from service.engine.verdict import Judgement
from service.engine.window import Application, Moment, Window, application


class ApplicationWriter:
    """Writes the application state of one edition."""

    def __init__(self, edition: Edition, wording: Wording, sources: Sources) -> None:
        """Encode the windows once."""
        self._wording, self._sources = wording, sources
        self._note = edition.note.word(wording.language) if edition.note else ""
        self._plain = encode(self._note or None)
        self._windows = {id(window): self._window(window) for window in edition.windows}
        self._edition = edition
        self.conditions = [w.when for w in edition.windows if w.when is not None]
        self.pauses = [w.pause for w in edition.windows if w.pause is not None]

    def marks(self) -> Iterator[datetime]:
        """Yield the times between which the state stays the same, but for nightly pauses."""
        for window in self._edition.windows:
            if window.opens is not None:
                yield window.opens
            if window.closes is not None:
                yield window.closes + timedelta(seconds=1)
            days = [] if window.confirmed is None else [window.confirmed + timedelta(days=1)]
            for day in window.rota.days if window.rota else ():
                days += [day, day + timedelta(days=1)]
            yield from (datetime.combine(day, time()) for day in days)

    def quick(self, judgement: Judgement, kept: dict[Any, bytes], key: Any) -> bytes:
        """Return the state; KeyError when it needs a fact.

        It is ``kept`` by a ``key`` that names the edition, the outcomes of its
        windows' conditions and what pauses, unless today is a day of a rota.
        """
        moment = judgement.moment
        state = application(self._edition.windows, judgement.facts, moment)
        if state.needs:
            raise KeyError(*state.needs)
        text = self.text(state, moment).encode()
        rotas = [window.rota.days for window in self._edition.windows if window.rota]
        if not any(moment.day in days for days in rotas):
            kept[key] = text
        return text

    def _window(self, window: Window) -> tuple[str, str]:
        opens, closes = encode(moment(window.opens)), encode(moment(window.closes))
        return f',"opens":{opens},"closes":{closes}', self._sources.text(window.source)

    def text(self, state: Application, at: Moment) -> str:
        """Return the state as JSON."""
        window = state.window
        dates, source = ',"opens":null,"closes":null', "null"
        if window is not None:
            dates, source = self._windows[id(window)]
        extra = hindrance(state, at, self._wording)
        note = (
            encode(" ".join(part for part in (extra, self._note) if part)) if extra else self._plain
        )
        return (
            f'{{"status":"{state.status}"{dates},"today":{TRUTH[state.today]}'
            f',"needs":{ids(state.needs)},"note":{note},"source":{source}}}'
        )

    def brief(self, state: Application) -> str:
        """Return status and today as JSON."""
        return f'{{"status":"{state.status}","today":{TRUTH[state.today]}}}'
