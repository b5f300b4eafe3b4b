"""Where in a TOML file a value stands; tomllib itself does not tell."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from service.errors import Fault

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+)\s*=")


@dataclass
class Places:
    """The lines of one TOML file and the line of each key in it, counted from 1."""

    file: str
    lines: list[str]
    at: dict[Path, int] = field(default_factory=dict)

    @classmethod
    def read(cls, file: str, text: str) -> Places:
        """Note the line of every header and of every key that begins a line."""
        places = cls(file, text.splitlines())
        counts: Counter[Path] = Counter()
        here: Path = ()
        for number, line in enumerate(places.lines, 1):
            if header := _HEADER.match(line):
                here = places._enter(counts, header[1] == "[[", header[2].split("."))
                places.at.setdefault(here, number)
            elif key := _KEY.match(line):
                places.at.setdefault((*here, key[1]), number)
        return places

    def _enter(self, counts: Counter[Path], repeated: bool, names: list[str]) -> Path:
        path: Path = ()
        for name in names[:-1]:
            path = (*path, name)
            if counts[path]:
                path = (*path, counts[path] - 1)
        path = (*path, names[-1])
        if repeated:
            counts[path] += 1
            path = (*path, counts[path] - 1)
        return path

    def line(self, path: Path) -> int:
        """Return the line of ``path``, or of the nearest thing that holds it."""
        while path and path not in self.at:
            path = path[:-1]
        return self.at.get(path, 1)

    def fault(
        self, path: Path, message: str, text: str = "", span: tuple[int, int] = (0, 0)
    ) -> Fault:
        """Make a fault at ``path``; ``span`` marks a place within the value ``text``."""
        number = self.line(path)
        if not text:
            return Fault(self.file, number, message)
        for later in range(number, len(self.lines) + 1):
            line = self.lines[later - 1]
            # with its quotes, as another line may hold more than the text
            column = max(line.find(f'"{text}"'), line.find(f"'{text}'")) + 1
            if column:
                shown = line.strip()
                column -= line.index(shown)
                return Fault(self.file, later, message, shown, column + span[0], column + span[1])
        return Fault(self.file, number, message, text, *span)
