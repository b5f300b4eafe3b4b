"""What is asked about a merchant."""

from __future__ import annotations

from dataclasses import dataclass

from service.engine.facts import Facts
from service.engine.program import Text
from service.engine.window import Moment


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: all of it checked, nothing made up."""

    moment: Moment
    facts: Facts
    programs: tuple[str, ...]
    brief: bool = False
    language: str = "ko"
    notes: tuple[Text, ...] = ()

    @property
    def as_of(self) -> str:
        """The moment as it is told back: a date, or an instant in Seoul."""
        if self.moment.start != self.moment.end:
            return self.moment.day.isoformat()
        return self.moment.start.isoformat() + "+09:00"
