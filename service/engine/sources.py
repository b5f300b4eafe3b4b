"""Where a condition, window, amount or list row comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Grade(IntEnum):
    """How well a source supports what it says; a smaller value is stronger."""

    STATUTE = 0
    NOTICE = 1
    PRESS = 2
    CORROBORATED = 3
    SINGLE = 4
    UNSOURCED = 5

    @property
    def word(self) -> str:
        """The grade as it is written in tables and answers."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a document. ``doc`` is an id of ``rules/sources.toml``."""

    doc: str
    at: str
    grade: Grade
