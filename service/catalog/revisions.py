"""From the tenth revision of the industry classification to the eleventh."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path as File

from service.catalog.faults import Faults
from service.catalog.sheets import Sheet

_COLUMNS = ("rev10", "rev11", "kind")
_KINDS = ("same-scope", "merged", "split")


@dataclass(frozen=True)
class Revisions:
    """Codes of the tenth revision and what became of them in the eleventh."""

    targets: Mapping[str, tuple[str, ...]]

    def convert(self, code: str) -> tuple[str, ...]:
        """Return the codes ``code`` became; one that did not change stands for itself."""
        return self.targets.get(code, (code,))


def read_revisions(root: File, codes: Container[str], faults: Faults) -> Revisions:
    """Read ``lists/industries-rev10.csv``; ``codes`` are those of the eleventh revision."""
    sheet = Sheet(root, "industries-rev10", _COLUMNS, faults)
    targets: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, str] = {}
    for line, cells in sheet.rows:
        old, new, kind = cells["rev10"], cells["rev11"], cells["kind"]
        if len(old) != 5 or not (old.isascii() and old.isdigit()):
            sheet.fault(line, f"업종코드는 숫자 다섯 자리입니다: '{old}'")
        if new not in codes:
            sheet.fault(line, f"11차 분류에 없는 업종코드입니다: '{new}'")
        if kind not in _KINDS:
            sheet.fault(line, f"kind는 {', '.join(_KINDS)} 중 하나입니다: '{kind}'")
        if new in targets.get(old, ()):
            sheet.fault(line, f"같은 줄이 두 번 나옵니다: '{old}'")
        targets[old] = (*targets.get(old, ()), new)
        kinds[old] = kind
    for old, kind in kinds.items():
        if (kind == "split") != (len(targets[old]) > 1):
            sheet.fault(1, f"split과 줄 수가 맞지 않습니다: '{old}'")
    return Revisions(targets)
