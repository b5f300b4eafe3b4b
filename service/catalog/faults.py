"""Faults of all tables, gathered so that none hides another."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path as File
from typing import Any

from marshmallow import Schema, ValidationError

from service.catalog.places import Path, Places
from service.catalog.tokens import LineError
from service.errors import Fault, TableError

_MISSHAPEN = (KeyError, TypeError, AttributeError, ValueError)


class Faults:
    """The faults found so far."""

    def __init__(self) -> None:
        """Begin with none."""
        self.found: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Keep ``fault``."""
        self.found.append(fault)

    def stop(self) -> None:
        """Raise TableError when there are faults."""
        if self.found:
            raise TableError(self.found)


class Table:
    """One TOML file: its data, its lines and the faults in it.

    ``sound`` tells whether the data has the shape of its schema.
    """

    def __init__(self, root: File, file: str, schema: type[Schema], faults: Faults) -> None:
        """Read ``root/file`` and hold it against ``schema``."""
        self.file = f"{root.name}/{file}"
        self.faults = faults
        self.data: dict[str, Any] = {}
        self.sound = False
        try:
            text = unicodedata.normalize("NFC", (root / file).read_bytes().decode("utf-8"))
        except FileNotFoundError:
            faults.add(Fault(self.file, 1, "파일이 없습니다."))
            return
        except UnicodeDecodeError as error:
            faults.add(Fault(self.file, 1, f"UTF-8 글이 아닙니다({error.start}번째 바이트)."))
            return
        self.places = Places.read(self.file, text)
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            faults.add(self._syntax(str(error)))
            return
        try:
            schema().load(self.data)
            self.sound = True
        except ValidationError as error:
            for path, message in _flatten(_messages(error)):
                name = f"'{path[-1]}' " if path and isinstance(path[-1], str) else ""
                self.fault(path, name + message)

    def _syntax(self, message: str) -> Fault:
        head, _, place = message.partition(" (at ")
        words = place.replace(",", "").replace(")", "").split()
        line = int(words[1]) if words[:1] == ["line"] else len(self.places.lines)
        shown = self.places.lines[line - 1] if self.places.lines else ""
        column = int(words[3]) - 1 if len(words) > 3 else len(shown)
        return Fault(self.file, line, f"TOML 문법 오류: {head}", shown or " ", column, column + 1)

    def fault(self, path: Path, message: str) -> None:
        """Keep a fault at ``path``."""
        self.faults.add(self.places.fault(path, message))

    def line(self, path: Path, text: str) -> _Reading:
        """Turn a LineError in ``text`` into a fault that points into the file."""
        return _Reading(self, path, text)

    def part(self) -> _Part:
        """Skip a part that its schema has already found faulty."""
        return _Part(self)


class _Reading(AbstractContextManager[None, bool]):
    def __init__(self, table: Table, path: Path, text: str) -> None:
        self.table, self.path, self.text = table, path, text

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        if not isinstance(error, LineError):
            return False
        fault = self.table.places.fault(self.path, error.message, self.text, error.span)
        self.table.faults.add(fault)
        return True


class _Part(AbstractContextManager[None, bool]):
    def __init__(self, table: Table) -> None:
        self.table = table

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        return not self.table.sound and isinstance(error, _MISSHAPEN)


def _messages(error: ValidationError) -> dict[str, Any]:
    found: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]  # marshmallow has no type here
    return found


def _flatten(
    messages: Mapping[Any, Any] | list[Any], path: Path = ()
) -> Iterator[tuple[Path, str]]:
    if isinstance(messages, list):
        for message in messages:
            yield path, str(message)
        return
    for key, inner in messages.items():
        yield from _flatten(inner, path if key == "_schema" else (*path, key))
