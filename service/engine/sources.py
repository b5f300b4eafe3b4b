"""Where a condition, window, amount or list row comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import IntEnum
from functools import cache


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


@cache
def documents_of(*parts: object) -> tuple[str, ...]:
    """Return the documents that parts of a table rest on, with the lists they read; each once."""
    return tuple(dict.fromkeys(source.doc for source in _sources(parts, set())))


def _sources(part: object, seen: set[int]) -> Iterator[Source]:
    if isinstance(part, Source):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _sources(each, seen)
    elif is_dataclass(part) and id(part) not in seen:
        seen.add(id(part))
        for field in fields(part):
            yield from _sources(getattr(part, field.name), seen)
