"""Since when a condition fails, and from when it will hold, by the mere passing of days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from service.engine.closures import judge
from service.engine.facts import EARLIEST, Facts
from service.engine.tree import Condition, Today, walk

_DAY = timedelta(days=1)


class Turn(NamedTuple):
    """The first day of the failing, and the first day of holding again; None where there is none.

    A day is told only where the answers and the day alone decide.
    """

    since: date | None
    until: date | None


NEVER = Turn(None, None)


@cache
def dated(condition: Condition) -> bool:
    """Tell whether the day of the question can change ``condition``."""
    return any(isinstance(node, Today) for node in walk(condition))


def turn(condition: Condition, facts: Facts, day: date, last: date) -> Turn:
    """Tell between which days ``condition``, which fails on ``day``, goes on failing.

    ``last`` is the last day the condition itself is in force.
    """
    if not dated(condition):
        return NEVER
    decide = judge(condition)

    def holds(when: date) -> bool:
        return decide(facts, when) is True

    since = until = None
    if holds(EARLIEST):
        since = _between(EARLIEST, day, lambda when: not holds(when))
    if day < last and holds(last):
        until = _between(day, last, holds)
    return Turn(since, until)


def _between(before: date, after: date, reached: Callable[[date], bool]) -> date:
    """Return a day on which ``reached`` becomes true, which it is not yet on ``before``."""
    while after - before > _DAY:
        middle = before + (after - before) // 2
        if reached(middle):
            after = middle
        else:
            before = middle
    return after
