"""The facts of ``facts.toml``, and the words they give to tables and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.catalog.build import text
from service.catalog.faults import Table
from service.catalog.grammar import TODAY, TRUTH, Vocabulary
from service.catalog.model import Entry, Industry
from service.catalog.wording import Labels
from service.engine.facts import FINITE, Fact, Kind
from service.engine.functions import FUNCTIONS
from service.engine.program import Text


def read_entries(table: Table, trades: Mapping[str, Industry]) -> dict[str, Entry]:
    """Read ``facts.toml``; ``trades`` are what a code may be."""
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


def vocabulary_of(entries: Mapping[str, Entry]) -> Vocabulary:
    """Return the names that the facts give to the table language."""
    facts = {entry.label.ko: entry.fact for entry in entries.values()}
    choices = {
        entry.fact.id: {label.ko: value for value, label in entry.choices}
        for entry in entries.values()
        if entry.choices
    }
    return Vocabulary(facts, choices)


def labels_of(entries: Mapping[str, Entry], trades: Mapping[str, Industry]) -> Labels:
    """Return the words for facts and their values."""
    values: dict[str, Mapping[str, Text]] = {}
    named = {
        code: Text(f"{code} {trade.name.ko}", f"{code} {trade.name.en}")
        for code, trade in trades.items()
    }
    for key, entry in entries.items():
        if entry.fact.kind in FINITE:
            values[key] = named if entry.fact.kind is Kind.CODE else dict(entry.choices)
    return Labels({key: entry.label for key, entry in entries.items()}, values)
