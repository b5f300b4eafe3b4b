"""What the tables of programs stand on: names, documents, lists, rates, shared conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as File

from service.catalog import schemas
from service.catalog.build import Builder
from service.catalog.faults import Faults, Table
from service.catalog.grammar import Vocabulary
from service.catalog.lists import code_list, dated_rates
from service.catalog.model import Document
from service.engine.program import Caveat, DatedRate, Program, Requirement, Text
from service.engine.tree import CodeList


@dataclass(frozen=True)
class Ground:
    """Everything a program's table may refer to."""

    vocabulary: Vocabulary
    documents: Mapping[str, Document]
    rates: Mapping[str, tuple[DatedRate, ...]]
    common: Mapping[str, Requirement]
    caveats: Mapping[str, Caveat]

    def program(self, table: Table) -> Program | None:
        """Build the program of ``table``; None where it has no shape to build from."""
        return Builder(
            table, self.vocabulary, self.documents, self.rates, self.common, self.caveats
        ).program()


def read_ground(
    root: File, vocabulary: Vocabulary, codes: tuple[str, ...], faults: Faults
) -> Ground:
    """Read sources, lists and shared conditions; ``vocabulary`` has the facts' names."""
    documents = _documents(Table(root, "sources.toml", schemas.SourcesFile, faults))
    heads = Table(root, "lists/lists.toml", schemas.ListsFile, faults)
    listings = _listings(root, heads, vocabulary, documents, codes, faults)
    rates = _rates(root, heads, vocabulary, documents, faults)
    named = replace(vocabulary, listings={listing.title: listing for listing in listings})
    table = Table(root, "shared.toml", schemas.Shared, faults)
    shared = Builder(table, named, documents)
    shared.lets(table.data.get("let", []), ("let",))
    common = shared.requirements(table.data.get("condition", []), ("condition",))
    caveats = shared.shared_caveats(table.data.get("caveat", []))
    return Ground(shared.vocabulary, documents, rates, {r.id: r for r in common}, caveats)


class _Unread(dict[str, Document]):
    """Documents of a file that cannot be read: any may stand in it, so none is called unknown."""

    def __contains__(self, name: object) -> bool:
        return True


def _documents(table: Table) -> dict[str, Document]:
    if not table.data:
        return _Unread()
    documents: dict[str, Document] = {}
    for place, raw in enumerate(table.data.get("doc", [])):
        with table.part():
            if raw["id"] in documents:
                table.fault(("doc", place, "id"), f"문서 id가 두 번 나옵니다: '{raw['id']}'")
            title = Text(raw["title"]["ko"], raw["title"]["en"])
            documents[raw["id"]] = Document(raw["id"], title, raw.get("date"), raw.get("url", ""))
    return documents


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
