"""When one can apply: windows, first-week rotas and daily pauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from service.engine.closures import evaluate, judge
from service.engine.facts import Facts
from service.engine.sources import Source
from service.engine.tree import Condition, Expression, facts_of

_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (Seoul time, without an offset)


@dataclass(frozen=True, slots=True)
class Moment:
    """The time a question is asked for, in Seoul: an instant, or a whole day."""

    start: datetime
    end: datetime

    @classmethod
    def instant(cls, at: datetime) -> Moment:
        """Make the moment of one second; ``at`` is Seoul time without an offset."""
        at = at.replace(microsecond=0)
        return cls(at, at)

    @classmethod
    def whole_day(cls, day: date) -> Moment:
        """Make the moment that covers ``day`` from its first to its last second."""
        start = datetime.combine(day, time())
        return cls(start, start + timedelta(days=1) - _SECOND)

    @property
    def day(self) -> date:
        """The date in Seoul."""
        return self.start.date()


class Status(StrEnum):
    """Whether a program takes applications."""

    OPEN = "open"
    UPCOMING = "upcoming"
    CLOSED = "closed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Rota:
    """The first days of a window, each for some last digits of ``digit`` only."""

    digit: Expression
    days: Mapping[date, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Pause:
    """The hours of each night in which the application site is closed."""

    start: time
    end: time

    def covers(self, moment: Moment) -> bool:
        """Tell whether all of ``moment`` lies in the pause."""
        at = moment.start.time()
        if moment.start != moment.end:
            return False
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which one can apply, both ends included.

    ``opens`` or ``closes`` of None means without such an end. ``confirmed`` is
    set where the end is tentative or comes with the budget's: the last day on
    which the window was seen open; ``seen`` is false where it never was, as
    with a planned round. ``when`` limits the window to some merchants.
    """

    opens: datetime | None
    closes: datetime | None
    source: Source
    confirmed: date | None = None
    seen: bool = True
    when: Condition | None = None
    rota: Rota | None = None
    pause: Pause | None = None

    def status(self, moment: Moment) -> Status:
        """Return the window's status at ``moment``."""
        if self.opens is not None and moment.end < self.opens:
            return Status.UPCOMING
        if self.closes is not None and moment.start > self.closes:
            return Status.CLOSED
        if not self.seen or (self.confirmed is not None and moment.day > self.confirmed):
            return Status.UNCONFIRMED
        return Status.OPEN


@dataclass(frozen=True, slots=True)
class Application:
    """Whether one can apply; ``today`` is None where that is not known.

    ``needs`` names the facts that decide about today.
    """

    status: Status
    today: bool | None
    window: Window | None
    needs: tuple[str, ...] = ()


_RANK = {Status.OPEN: 0, Status.UNCONFIRMED: 1, Status.UPCOMING: 2, Status.CLOSED: 3}


def application(windows: Sequence[Window], facts: Facts, moment: Moment) -> Application:
    """Return the application state over all windows that may be the merchant's."""
    own: list[tuple[Window, bool]] = []
    for window in windows:
        sure = True if window.when is None else judge(window.when)(facts, moment.day)
        if sure is not False:
            own.append((window, sure is True))
    if not own:
        return Application(Status.CLOSED, False, None)
    window, sure = min(own, key=lambda pair: _order(pair[0], moment))
    status = window.status(moment)
    if status is Status.UNCONFIRMED:
        return Application(status, None, window)
    if status is not Status.OPEN:
        return Application(status, False, window)
    state = _today(window, facts, moment)
    if sure or all(_today(other, facts, moment).today == state.today for other, _ in own):
        return state
    assert window.when is not None
    return Application(status, None, window, _unknown([window.when], facts))


def _today(window: Window, facts: Facts, moment: Moment) -> Application:
    """Tell whether one can apply through ``window`` at ``moment``."""
    if window.status(moment) is not Status.OPEN:
        return Application(window.status(moment), False, window)
    if window.pause is not None and window.pause.covers(moment):
        return Application(Status.OPEN, False, window)
    digits = window.rota.days.get(moment.day) if window.rota else None
    if window.rota is None or digits is None:
        return Application(Status.OPEN, True, window)
    digit = evaluate(window.rota.digit)(facts, moment.day)
    if digit is None:
        return Application(Status.OPEN, None, window, _unknown([window.rota.digit], facts))
    return Application(Status.OPEN, int(digit) % 10 in digits, window)


def _unknown(nodes: Sequence[Condition | Expression], facts: Facts) -> tuple[str, ...]:
    return tuple(fact.id for node in nodes for fact in facts_of(node) if facts.get(fact.id) is None)


def _order(window: Window, moment: Moment) -> tuple[int, float]:
    """Prefer open windows, then the next to open, then the last to close."""
    status = window.status(moment)
    if status is Status.UPCOMING and window.opens is not None:
        return _RANK[status], (window.opens - _EPOCH).total_seconds()
    if status is Status.CLOSED and window.closes is not None:
        return _RANK[status], (_EPOCH - window.closes).total_seconds()
    return _RANK[status], 0
