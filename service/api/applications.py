"""Whether one can apply, in JSON: status, window, today and why not."""

from __future__ import annotations

from service.api.pieces import TRUTH, Sources, encode, ids, moment
from service.catalog.wording import Wording
from service.catalog.words import hindrance
from service.engine.program import Edition
from service.engine.window import Application, Moment, Window


class ApplicationWriter:
    """Writes the application state of one edition."""

    def __init__(self, edition: Edition, wording: Wording, sources: Sources) -> None:
        """Encode the windows once."""
        self._wording, self._sources = wording, sources
        self._note = edition.note.word(wording.language) if edition.note else ""
        self._plain = encode(self._note or None)
        self._windows = {id(window): self._window(window) for window in edition.windows}

    def _window(self, window: Window) -> tuple[str, str]:
        opens, closes = encode(moment(window.opens)), encode(moment(window.closes))
        return f',"opens":{opens},"closes":{closes}', self._sources.text(window.source)

    def text(self, application: Application, at: Moment) -> str:
        """Return the state as JSON."""
        window = application.window
        dates, source = ',"opens":null,"closes":null', "null"
        if window is not None:
            dates, source = self._windows[id(window)]
        extra = hindrance(application, at, self._wording)
        note = (
            encode(" ".join(part for part in (extra, self._note) if part)) if extra else self._plain
        )
        return (
            f'{{"status":"{application.status}"{dates},"today":{TRUTH[application.today]}'
            f',"needs":{ids(application.needs)},"note":{note},"source":{source}}}'
        )

    def brief(self, application: Application) -> str:
        """Return status and today as JSON."""
        return f'{{"status":"{application.status}","today":{TRUTH[application.today]}}}'
