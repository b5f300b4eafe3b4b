"""Code lists: CSV files in ``rules/lists``, one row a code, each row sourced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path as File

from service.catalog import grammar
from service.catalog.faults import Faults
from service.catalog.grammar import Vocabulary
from service.catalog.model import Document, Industry
from service.catalog.sheets import Sheet
from service.catalog.tokens import LineError, percent
from service.engine.program import DatedRate, Text
from service.engine.tree import CodeList, Condition, Const, Row


def industries(root: File, faults: Faults) -> dict[str, Industry]:
    """Read the five-digit industries with their search words."""
    sheet = Sheet(root, "industries", ("code", "name", "name_en", "words"), faults)
    found: dict[str, Industry] = {}
    for line, cells in sheet.rows:
        code = cells["code"]
        if len(code) != 5 or not (code.isascii() and code.isdigit()):
            sheet.fault(line, f"업종코드는 숫자 다섯 자리입니다: '{code}'")
        elif code in found:
            sheet.fault(line, f"업종코드가 두 번 나옵니다: '{code}'")
        else:
            words = tuple(word.strip() for word in cells["words"].split(";") if word.strip())
            name = Text(cells["name"], cells["name_en"] or cells["name"])
            found[code] = Industry(code, name, words)
    return found


_COLUMNS = ("code", "name", "name_en", "when", "included", "amount", "doc", "at", "grade")
_INCLUDED = {"예": True, "아니오": False}


def code_list(
    root: File,
    head: Mapping[str, str],
    vocabulary: Vocabulary,
    documents: Mapping[str, Document],
    codes: Sequence[str],
    faults: Faults,
) -> CodeList:
    """Read one code list; ``head`` is its entry in ``lists.toml``."""
    sheet = Sheet(root, head["id"], _COLUMNS, faults)
    rows = []
    seen: set[tuple[str, str]] = set()
    for line, cells in sheet.rows:
        key = (cells["code"], cells["when"])
        if key in seen:
            sheet.fault(line, f"같은 줄이 두 번 나옵니다: '{cells['code']}'")
        seen.add(key)
        if not cells["code"] or not any(code.startswith(cells["code"]) for code in codes):
            sheet.fault(line, f"없는 업종코드입니다: '{cells['code']}'")
        if cells["included"] not in _INCLUDED:
            sheet.fault(line, "included는 '예'나 '아니오'입니다.")
        source = sheet.source(line, cells, documents)
        when = _when(sheet, line, cells["when"], vocabulary)
        amount = _amount(sheet, line, cells["amount"], vocabulary)
        if source is not None:
            included = cells["included"] == "예"
            rows.append(
                Row(cells["code"], included, source, cells["name"], cells["name_en"], when, amount)
            )
    listing = CodeList(head["id"], head["title"], head["title_en"], tuple(rows))
    default = _amount(sheet, 1, head.get("default", ""), vocabulary)
    kinds = {(a.kind, a.unit) for a in (default, *(row.amount for row in rows)) if a is not None}
    if len(kinds) > 1:
        sheet.fault(1, "amount의 단위가 서로 다릅니다.")
    return listing if default is None else replace(listing, default=default)


def _when(sheet: Sheet, line: int, text: str, vocabulary: Vocabulary) -> Condition | None:
    if not text:
        return None
    try:
        return grammar.condition(text, vocabulary)
    except LineError as error:
        sheet.point(line, text, error)
    return None


def _amount(sheet: Sheet, line: int, text: str, vocabulary: Vocabulary) -> Const | None:
    if not text:
        return None
    try:
        read = grammar.expression(text, vocabulary)
    except LineError as error:
        sheet.point(line, text, error)
        return None
    if not isinstance(read, Const):
        sheet.fault(line, f"amount에는 값만 쓸 수 있습니다: '{text}'")
        return None
    return read


_RATE_COLUMNS = ("from", "until", "name", "name_en", "when", "rate", "doc", "at", "grade")


def dated_rates(
    root: File,
    name: str,
    vocabulary: Vocabulary,
    documents: Mapping[str, Document],
    faults: Faults,
) -> tuple[DatedRate, ...]:
    """Read a list of rates by date; those of one name and condition may not overlap."""
    sheet = Sheet(root, name, _RATE_COLUMNS, faults)
    return tuple(_rates(sheet, vocabulary, documents))


def _rates(
    sheet: Sheet, vocabulary: Vocabulary, documents: Mapping[str, Document]
) -> Iterator[DatedRate]:
    ends: dict[tuple[str, str], date] = {}
    for line, cells in sheet.rows:
        source = sheet.source(line, cells, documents)
        when = _when(sheet, line, cells["when"], vocabulary)
        try:
            start, end = date.fromisoformat(cells["from"]), date.fromisoformat(cells["until"])
            rate: Fraction = percent(cells["rate"]) * 100
        except ValueError:
            sheet.fault(line, "from·until은 날짜, rate는 '3.85%' 꼴로 쓰십시오.")
            continue
        if not cells["name"] or not cells["name_en"]:
            sheet.fault(line, "name과 name_en을 쓰십시오.")
        key = cells["name"], cells["when"]
        if not ends.get(key, date.min) < start <= end:
            sheet.fault(line, "기간이 겹치거나 순서가 맞지 않습니다.")
        ends[key] = end
        if source is not None:
            named = Text(cells["name"], cells["name_en"])
            yield DatedRate(start, end, rate, source, named, when)
