"""The service's own errors.

TableError      the tables in ``rules/`` cannot be used; lists every fault
SettingError    a setting in the environment cannot be used
StoreError      the database cannot be used now; what needs none works on
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
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


class SettingError(ValueError):
    """A setting is wrong or lacking; the service does not start with it."""


class StoreError(Exception):
    """The database cannot be used: it does not answer, or has not been brought up to date.

    ``reason`` names the kind of error in the database's terms, without any value.
    """

    def __init__(self, state: Literal["unreachable", "not-upgraded"], reason: str = "") -> None:
        """Keep what is wrong."""
        self.state = state
        self.reason = reason
        super().__init__(state, reason)

    def __str__(self) -> str:
        """Say what is wrong and what to do, to whoever runs the service."""
        if self.state == "not-upgraded":
            told = "데이터베이스의 표가 아직 없거나 옛 판입니다. store upgrade를 실행해 주십시오."
        else:
            told = "데이터베이스를 쓸 수 없습니다. 주소(DATABASE_URL)와 서버를 확인해 주십시오."
        return f"{told} ({self.reason})" if self.reason else told
