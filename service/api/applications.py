"""Whether one can apply, in JSON: status, window, today and why not."""

from __future__ import annotations

from service.api.pieces import TRUTH, Sources, encode, ids, moment
from service.catalog.wording import Wording
from service.engine.program import Edition
from service.engine.window import Application, Moment, Status, Window

_PAUSED = {
    "ko": "매일 {}부터 {}까지는 신청할 수 없습니다.",
    "en": "Applications are paused daily from {} to {}.",
}
_ROTA = {"ko": "오늘은 {}: {}만 신청할 수 있습니다.", "en": "Today only {}: {} may apply."}
_UNCONFIRMED = {
    "ko": "지금도 신청을 받는지 확인되지 않았습니다(마지막 확인 {}).",
    "en": "Not confirmed to be still open (last confirmed {}).",
}

_UNSEEN = {
    "ko": "신청을 받았는지 확인되지 않았습니다.",
    "en": "Not confirmed ever to have been open.",
}


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
        extra = self._extra(application, at)
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

    def _extra(self, application: Application, at: Moment) -> str:
        """Say why one cannot apply today although the window is open, or may be."""
        window, language = application.window, self._wording.language
        if window is None:
            return ""
        if application.status is Status.UNCONFIRMED:
            if window.confirmed is None:
                return _UNSEEN[language]
            return _UNCONFIRMED[language].format(self._wording.date(window.confirmed))
        if application.status is not Status.OPEN or application.today:
            return ""
        if window.pause is not None and window.pause.covers(at):
            pause = window.pause
            return _PAUSED[language].format(f"{pause.start:%H:%M}", f"{pause.end:%H:%M}")
        digits = window.rota.days.get(at.day) if window.rota else None
        if window.rota is None or digits is None:
            return ""
        who = self._wording.expression(window.rota.digit)
        return _ROTA[language].format(who, ", ".join(str(d) for d in sorted(digits)))
