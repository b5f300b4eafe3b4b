"""Read ``rules/`` into a catalog; every fault of every table at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path as File
from types import MappingProxyType
from typing import Any

from service.catalog import schemas
from service.catalog.build import Builder, text
from service.catalog.cases import read_cases
from service.catalog.districts import DISTRICT, read_districts
from service.catalog.faults import Faults, Table
from service.catalog.grammar import TODAY, TRUTH, Vocabulary
from service.catalog.lists import code_list, dated_rates, industries
from service.catalog.model import Catalog, Document, Entry, Industry, Reason, Uncovered
from service.catalog.revisions import read_revisions
from service.catalog.wording import Labels
from service.engine.facts import FINITE, Fact, Kind
from service.engine.functions import FUNCTIONS
from service.engine.program import DatedRate, Program, Requirement, Text
from service.engine.tree import CodeList


def load(root: File) -> Catalog:
    """Read the tables below ``root``; raise TableError with every fault."""
    faults = Faults()
    trades = industries(root, faults)
    facts = Table(root, "facts.toml", schemas.FactsFile, faults)
    entries = _entries(facts, trades)
    district = entries.get(DISTRICT)
    districts = read_districts(root, district.fact.values if district else (), faults)
    revisions = read_revisions(root, trades, faults)
    documents = _documents(Table(root, "sources.toml", schemas.SourcesFile, faults))
    vocabulary = _vocabulary(entries)
    heads = Table(root, "lists/lists.toml", schemas.ListsFile, faults)
    listings = _listings(root, heads, vocabulary, documents, tuple(trades), faults)
    rates = _rates(root, heads, vocabulary, documents, faults)
    vocabulary = Vocabulary(
        vocabulary.facts, vocabulary.choices, {}, {c.title: c for c in listings}
    )
    shared = Builder(Table(root, "shared.toml", schemas.Shared, faults), vocabulary, documents)
    shared.lets(shared.table.data.get("let", []), ("let",))
    common = {
        r.id: r for r in shared.requirements(shared.table.data.get("condition", []), ("condition",))
    }
    vocabulary = shared.vocabulary
    programs = _programs(root, vocabulary, documents, rates, common, faults)
    cases = read_cases(root, vocabulary, faults)
    bonds = Table(root, "combinations.toml", schemas.CombinationsFile, faults)
    combinations = Builder(bonds, vocabulary, documents).combinations(programs)
    uncovered = _uncovered(Table(root, "not-covered.toml", schemas.UncoveredFile, faults))
    faults.stop()
    return Catalog(
        entries=MappingProxyType(entries),
        programs=MappingProxyType(programs),
        documents=MappingProxyType(documents),
        industries=MappingProxyType(trades),
        districts=districts,
        revisions=revisions,
        labels=_labels(entries, trades),
        vocabulary=vocabulary,
        cases=cases,
        combinations=combinations,
        uncovered=uncovered,
        digest=digest(root),
    )


def digest(root: File) -> str:
    """Return a hash of every file below ``root``."""
    total = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def _entries(table: Table, trades: Mapping[str, Industry]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    names: set[str] = {*FUNCTIONS, *TRUTH, TODAY}
    for place, raw in enumerate(table.data.get("fact", [])):
        with table.part():
            if raw["id"] in entries:
                table.fault(("fact", place, "id"), f"항목 id가 두 번 나옵니다: '{raw['id']}'")
            if raw["label"] in names:
                table.fault(
                    ("fact", place, "label"), f"이름이 이미 쓰이고 있습니다: '{raw['label']}'"
                )
            names.add(raw["label"])
            entries[raw["id"]] = _entry(raw, table, place, trades)
    return entries


def _entry(
    raw: Mapping[str, Any], table: Table, place: int, trades: Mapping[str, Industry]
) -> Entry:
    kind = Kind(raw["type"])
    choices = tuple((c["id"], Text(c["label"], c["label_en"])) for c in raw.get("choice", []))
    if (kind is Kind.CHOICE) != bool(choices):
        table.fault(("fact", place), "choice 항목에만 선택지를, 반드시 쓰십시오.")
    if kind in (Kind.MONEY, Kind.COUNT) and not {"minimum", "maximum"} <= raw.keys():
        table.fault(("fact", place), "minimum과 maximum이 있어야 합니다.")
    values = tuple(trades) if kind is Kind.CODE else tuple(c for c, _ in choices)
    fact = Fact(
        id=raw["id"],
        kind=kind,
        unit="원" if kind is Kind.MONEY else raw.get("unit", ""),
        values=values,
        minimum=raw.get("minimum", 0),
        maximum=raw.get("maximum", 0),
        step=raw.get("step", 1),
        past=not raw.get("future", False),
    )
    label = Text(raw["label"], raw["label_en"])
    question = Text(raw["question"]["ko"], raw["question"]["en"])
    return Entry(fact, label, question, text(raw.get("help")), text(raw.get("where")), choices)


def _documents(table: Table) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for place, raw in enumerate(table.data.get("doc", [])):
        with table.part():
            if raw["id"] in documents:
                table.fault(("doc", place, "id"), f"문서 id가 두 번 나옵니다: '{raw['id']}'")
            title = Text(raw["title"]["ko"], raw["title"]["en"])
            documents[raw["id"]] = Document(raw["id"], title, raw.get("date"), raw.get("url", ""))
    return documents


def _vocabulary(entries: Mapping[str, Entry]) -> Vocabulary:
    facts = {entry.label.ko: entry.fact for entry in entries.values()}
    choices = {
        entry.fact.id: {label.ko: value for value, label in entry.choices}
        for entry in entries.values()
        if entry.choices
    }
    return Vocabulary(facts, choices)


def _listings(
    root: File,
    table: Table,
    vocabulary: Vocabulary,
    documents: Mapping[str, Document],
    codes: tuple[str, ...],
    faults: Faults,
) -> list[CodeList]:
    listings: list[CodeList] = []
    for place, raw in enumerate(table.data.get("list", [])):
        with table.part():
            if raw["title"] in vocabulary.facts or raw["title"] in {c.title for c in listings}:
                table.fault(("list", place), f"이름이 이미 쓰이고 있습니다: '{raw['title']}'")
            listings.append(code_list(root, raw, vocabulary, documents, codes, faults))
    return listings


def _rates(
    root: File,
    table: Table,
    vocabulary: Vocabulary,
    documents: Mapping[str, Document],
    faults: Faults,
) -> dict[str, tuple[DatedRate, ...]]:
    rates: dict[str, tuple[DatedRate, ...]] = {}
    for place, raw in enumerate(table.data.get("rates", [])):
        with table.part():
            if raw["id"] in rates:
                table.fault(("rates", place, "id"), f"목록 id가 두 번 나옵니다: '{raw['id']}'")
            rates[raw["id"]] = dated_rates(root, raw["id"], vocabulary, documents, faults)
    return rates


def _uncovered(table: Table) -> tuple[Uncovered, ...]:
    found: list[Uncovered] = []
    for raw in table.data.get("program", []):
        with table.part():
            found.append(
                Uncovered(
                    name=Text(raw["name"]["ko"], raw["name"]["en"]),
                    agency=text(raw.get("agency")),
                    reason=Reason(raw["reason"]),
                    why=Text(raw["why"]["ko"], raw["why"]["en"]),
                    phone=raw.get("phone", ""),
                    url=raw.get("url", ""),
                )
            )
    return tuple(found)


def _programs(
    root: File,
    vocabulary: Vocabulary,
    documents: Mapping[str, Document],
    rates: Mapping[str, Any],
    common: Mapping[str, Requirement],
    faults: Faults,
) -> dict[str, Program]:
    programs: dict[str, Program] = {}
    tables: dict[str, Table] = {}
    for path in sorted((root / "programs").glob("*.toml")):
        table = Table(root, f"programs/{path.name}", schemas.Program, faults)
        program = Builder(table, vocabulary, documents, rates, common).program()
        if table.data.get("id", path.stem) != path.stem:
            table.fault(("id",), f"id가 파일 이름과 다릅니다: '{path.stem}'")
        if program is not None:
            programs[program.id] = program
            tables[program.id] = table
    for name, program in programs.items():
        if program.successor and not (root / "programs" / f"{program.successor}.toml").exists():
            tables[name].fault(("successor",), f"모르는 지원사업입니다: '{program.successor}'")
    return programs


def _labels(entries: Mapping[str, Entry], trades: Mapping[str, Industry]) -> Labels:
    values: dict[str, Mapping[str, Text]] = {}
    named = {
        code: Text(f"{code} {trade.name.ko}", f"{code} {trade.name.en}")
        for code, trade in trades.items()
    }
    for key, entry in entries.items():
        if entry.fact.kind in FINITE:
            values[key] = named if entry.fact.kind is Kind.CODE else dict(entry.choices)
    return Labels({key: entry.label for key, entry in entries.items()}, values)
