"""The service's own errors.

TableError    the tables in ``rules/`` cannot be used; lists every fault
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in a table: where it stands and what is wrong, in Korean.

    ``line`` counts from 1. ``text`` is the faulty line as written, with
    ``start`` and ``end`` marking the place to point at.
    """

    file: str
    line: int
    message: str
    text: str = ""
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        """Write the fault as ``file:line: message`` with a caret under its place."""
        head = f"{self.file}:{self.line}: {self.message}"
        if not self.text:
            return head
        wide = [2 if east_asian_width(c) in "WF" else 1 for c in self.text]
        caret = " " * sum(wide[: self.start]) + "^" * max(1, sum(wide[self.start : self.end]))
        return f"{head}\n    {self.text}\n    {caret}"


class TableError(Exception):
    """The tables have faults; the service does not start with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults in the order of files and lines."""
        self.faults = tuple(sorted(set(faults)))
        super().__init__(self.faults)

    def __str__(self) -> str:
        """List every fault."""
        lines = [str(fault) for fault in self.faults]
        return "\n".join([*lines, f"표에 오류가 {len(lines)}건 있습니다."])
