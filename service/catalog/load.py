"""Read ``rules/`` into a catalog; every fault of every table at once."""

from __future__ import annotations

import hashlib
from pathlib import Path as File
from types import MappingProxyType

from service.catalog import schemas
from service.catalog.build import Builder, text
from service.catalog.cases import read_cases
from service.catalog.districts import DISTRICT, read_districts
from service.catalog.entries import labels_of, read_entries, vocabulary_of
from service.catalog.faults import Faults, Table
from service.catalog.ground import Ground, read_ground
from service.catalog.lists import industries
from service.catalog.model import Catalog, Reason, Uncovered
from service.catalog.revisions import read_revisions
from service.engine.program import Program, Text


def load(root: File) -> Catalog:
    """Read the tables below ``root``; raise TableError with every fault."""
    faults = Faults()
    trades = industries(root, faults)
    entries = read_entries(Table(root, "facts.toml", schemas.FactsFile, faults), trades)
    district = entries.get(DISTRICT)
    districts = read_districts(root, district.fact.values if district else (), faults)
    revisions = read_revisions(root, trades, faults)
    ground = read_ground(root, vocabulary_of(entries), tuple(trades), faults)
    programs = _programs(root, ground, faults)
    cases = read_cases(root, ground.vocabulary, faults)
    bonds = Table(root, "combinations.toml", schemas.CombinationsFile, faults)
    combinations = Builder(bonds, ground.vocabulary, ground.documents).combinations(programs)
    uncovered = _uncovered(Table(root, "not-covered.toml", schemas.UncoveredFile, faults))
    faults.stop()
    return Catalog(
        entries=MappingProxyType(entries),
        programs=MappingProxyType(programs),
        documents=MappingProxyType(dict(ground.documents)),
        industries=MappingProxyType(trades),
        districts=districts,
        revisions=revisions,
        labels=labels_of(entries, trades),
        vocabulary=ground.vocabulary,
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


def _programs(root: File, ground: Ground, faults: Faults) -> dict[str, Program]:
    programs: dict[str, Program] = {}
    tables: dict[str, Table] = {}
    for path in sorted((root / "programs").glob("*.toml")):
        table = Table(root, f"programs/{path.name}", schemas.Program, faults)
        program = ground.program(table)
        if table.data.get("id", path.stem) != path.stem:
            table.fault(("id",), f"id가 파일 이름과 다릅니다: '{path.stem}'")
        if program is not None:
            programs[program.id] = program
            tables[program.id] = table
    for name, program in programs.items():
        if program.successor and not (root / "programs" / f"{program.successor}.toml").exists():
            tables[name].fault(("successor",), f"모르는 지원사업입니다: '{program.successor}'")
    return programs


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
