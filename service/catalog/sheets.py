"""CSV files of ``rules/lists``: their cells as text, their faults with file and line."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Container, Sequence
from pathlib import Path as File

from service.catalog.faults import Faults
from service.catalog.tokens import LineError
from service.engine.sources import Grade, Source
from service.errors import Fault

Cells = dict[str, str]


class Sheet:
    """A CSV file: its rows with their line numbers, all cells as text."""

    def __init__(self, root: File, name: str, columns: Sequence[str], faults: Faults) -> None:
        """Read ``root/lists/name.csv``, which must have exactly ``columns``."""
        self.file = f"{root.name}/lists/{name}.csv"
        self.faults = faults
        self.rows: list[tuple[int, Cells]] = []
        path = root / "lists" / f"{name}.csv"
        if not path.exists():
            self.fault(1, "파일이 없습니다.")
            return
        try:
            text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            self.fault(1, f"UTF-8 글이 아닙니다({error.start}번째 바이트).")
            return
        self.lines = text.splitlines()
        reader = csv.DictReader(io.StringIO(text), strict=True)
        try:
            self._read(reader, columns)
        except csv.Error:
            self.fault(reader.reader.line_num, "CSV 문법 오류: 따옴표가 맞지 않습니다.")

    def _read(self, reader: csv.DictReader[str], columns: Sequence[str]) -> None:
        if list(reader.fieldnames or ()) != list(columns):
            self.fault(1, f"첫 줄은 {','.join(columns)} 이어야 합니다.")
            return
        for cells in reader:
            if None in cells or None in cells.values():
                self.fault(reader.line_num, "칸 수가 첫 줄과 다릅니다.")
            else:
                self.rows.append((reader.line_num, {k: v.strip() for k, v in cells.items()}))

    def fault(self, line: int, message: str) -> None:
        """Keep a fault at ``line``."""
        self.faults.add(Fault(self.file, line, message))

    def point(self, line: int, text: str, error: LineError) -> None:
        """Keep a fault that points at ``text`` in ``line``."""
        shown = self.lines[line - 1].strip()
        column = max(shown.find(text), 0)
        start, end = error.span
        self.faults.add(Fault(self.file, line, error.message, shown, column + start, column + end))

    def source(self, line: int, cells: Cells, documents: Container[str]) -> Source | None:
        """Read a row's source."""
        grades = {grade.word: grade for grade in Grade}
        if cells["doc"] not in documents:
            self.fault(line, f"모르는 문서입니다: '{cells['doc']}' (sources.toml에 없음)")
        elif not cells["at"]:
            self.fault(line, "문서의 어느 곳인지(at)가 빠졌습니다.")
        elif cells["grade"] not in grades:
            self.fault(line, f"근거등급이 아닙니다: '{cells['grade']}'")
        else:
            return Source(cells["doc"], cells["at"], grades[cells["grade"]])
        return None
