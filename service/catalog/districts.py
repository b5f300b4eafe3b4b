"""Addresses and administrative codes to districts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path as File

from service.catalog.faults import Faults
from service.catalog.sheets import Sheet

DISTRICT = "district"
"""The id of the fact that addresses and codes are turned into."""

_COLUMNS = ("district", "name", "code", "from", "until")
_LEAD = re.compile(r"^\s*(?:\(\s*)?(?:우\s*\)?\s*)?(?:[0-9]{5}\s*\)?\s+)?(?:대한민국\s+)?")
_DIGITS = re.compile(r"[0-9]{2}(?:[0-9]{3})?\Z")


@dataclass(frozen=True)
class Districts:
    """Districts by name and by code; of several that fit, the longest decides."""

    names: Mapping[tuple[str, ...], str]
    codes: Mapping[str, str]

    def of_address(self, address: str) -> str | None:
        """Return the district of ``address``, None where it does not say which."""
        text = unicodedata.normalize("NFC", address)
        words = tuple(re.split(r"[\s,]+", _LEAD.sub("", text, count=1).strip()))
        for length in range(min(len(words), 3), 0, -1):
            found = self.names.get(words[:length])
            if found is not None:
                return found
        return None

    def of_code(self, code: str) -> str | None:
        """Return the district of a five-digit code, None for a code of nowhere."""
        return self.codes.get(code) or self.codes.get(code[:2])


def read_districts(root: File, choices: Collection[str], faults: Faults) -> Districts:
    """Read ``lists/districts.csv``; ``choices`` are those of the fact.

    A code of two digits stands for a whole region.
    """
    sheet = Sheet(root, "districts", _COLUMNS, faults)
    names: dict[tuple[str, ...], str] = {}
    codes: dict[str, str] = {}
    for line, cells in sheet.rows:
        name, code, district = tuple(cells["name"].split()), cells["code"], cells["district"]
        if district not in choices:
            sheet.fault(line, f"사업장 소재지의 선택지가 아닙니다: '{district}'")
        if not name or name in names:
            sheet.fault(line, f"이름이 없거나 두 번 나옵니다: '{cells['name']}'")
        if not _DIGITS.match(code):
            sheet.fault(line, f"code는 숫자 두 자리나 다섯 자리입니다: '{code}'")
        if codes.setdefault(code, district) != district:
            sheet.fault(line, f"같은 코드가 서로 다른 구를 가리킵니다: '{code}'")
        if not all(_day(cells[column]) for column in ("from", "until")):
            sheet.fault(line, "from·until은 날짜(2026-07-01)이거나 비워 둡니다.")
        names[name] = district
    return Districts(names, codes)


def _day(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False
