"""The cases in ``rules/cases``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path as File
from typing import Any

from service.catalog import grammar, schemas
from service.catalog.faults import Faults, Table
from service.catalog.grammar import Vocabulary
from service.catalog.model import Case, Rate
from service.catalog.places import Path
from service.catalog.tokens import LineError, percent
from service.engine.facts import Facts
from service.engine.tree import Const
from service.engine.window import Moment

EXPECT = {"받을 수 있음": "yes", "받을 수 없음": "no", "확인 필요": "unknown"}


def read_cases(root: File, vocabulary: Vocabulary, faults: Faults) -> tuple[Case, ...]:
    """Read every case file; each program has one and each file a program."""
    found: list[Case] = []
    files = {path.stem for path in (root / "cases").glob("*.toml")}
    tables = {path.stem for path in (root / "programs").glob("*.toml")}
    for name in sorted(files | tables):
        table = Table(root, f"cases/{name}.toml", schemas.CasesFile, faults)
        if name not in tables:
            table.fault((), f"이런 지원사업이 없습니다: '{name}'")
        found += _Reader(table, name, vocabulary).cases()
    return tuple(found)


class _Reader:
    def __init__(self, table: Table, program: str, vocabulary: Vocabulary) -> None:
        self.table = table
        self.program = program
        self.vocabulary = vocabulary

    def cases(self) -> Iterator[Case]:
        data = self.table.data
        common = self.answers(data.get("answers", []), ("answers",))
        names: set[str] = set()
        for place, raw in enumerate(data.get("case", [])):
            path: Path = ("case", place)
            with self.table.part():
                if raw["name"] in names:
                    self.table.fault(
                        (*path, "name"), f"사례 이름이 두 번 나옵니다: '{raw['name']}'"
                    )
                names.add(raw["name"])
                for filled in self.filled(raw, path):
                    yield self.case(filled, path, common)

    def filled(self, raw: Mapping[str, Any], path: Path) -> Iterator[Mapping[str, Any]]:
        """Yield the case once for each row of ``each``, its cells put where {0}, {1} … stand."""
        if "each" not in raw:
            yield raw
            return
        names: set[str] = set()
        for row in raw["each"]:
            try:
                made = {key: _filled(value, row) for key, value in raw.items() if key != "each"}
            except (IndexError, KeyError, ValueError):
                self.table.fault((*path, "each"), f"칸 수가 맞지 않습니다: {', '.join(row)}")
                continue
            if made["name"] in names:
                self.table.fault((*path, "each"), f"사례 이름이 두 번 나옵니다: '{made['name']}'")
            names.add(made["name"])
            yield made

    def case(self, raw: Mapping[str, Any], path: Path, common: Facts) -> Case:
        own = self.answers(raw.get("answers", []), (*path, "answers"))
        facts = {**common, **own}
        for label in raw.get("without", []):
            fact = self.vocabulary.facts.get(label)
            if fact is None or fact.id not in facts:
                self.table.fault((*path, "without"), f"답에 없는 항목입니다: '{label}'")
            else:
                del facts[fact.id]
        return Case(
            program=self.program,
            name=raw["name"],
            moment=self.moment(raw["on"], (*path, "on")),
            facts=facts,
            expect=self.expected(raw["expect"], (*path, "expect")),
            because=_tuple(raw, "because"),
            needs=_tuple(raw, "needs"),
            amount=self.amounts(raw.get("amount"), (*path, "amount")),
            details=self.details(raw.get("details"), (*path, "details")),
            rate=self.rate(raw.get("rate"), (*path, "rate")),
            rates=_tuple(raw, "rates"),
            options=_tuple(raw, "options"),
            application=raw.get("application"),
            today=raw.get("today"),
            caveat=raw.get("caveat"),
            hidden=raw.get("hidden"),
            edition=raw.get("edition"),
            file=self.table.file,
            line=self.table.places.line(path),
        )

    def expected(self, word: str, path: Path) -> str:
        if word not in EXPECT:
            self.table.fault(path, f"expect는 {', '.join(EXPECT)} 중 하나입니다.")
        return EXPECT.get(word, "")

    def answers(self, lines: Any, path: Path) -> Facts:
        facts: Facts = {}
        # a text in place of a list is the schema's to tell
        for line in lines if isinstance(lines, list) else ():
            with self.table.line(path, line):
                fact, value = grammar.answer(line, self.vocabulary)
                if fact.id in facts:
                    raise LineError("같은 항목에 두 번 답했습니다.", 0, len(line))
                facts[fact.id] = value
        return facts

    def moment(self, value: Any, path: Path) -> Moment:
        if isinstance(value, str):  # from a row of ``each``
            value = _read_day(value)
        if isinstance(value, datetime) and value.tzinfo is None:
            return Moment.instant(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return Moment.whole_day(value)
        self.table.fault(path, "on은 날짜나 한국 시각이어야 합니다.")
        return Moment.whole_day(date.min)

    def amounts(self, value: Any, path: Path) -> tuple[int, int] | None:
        if value is None:
            return None
        ends = value if isinstance(value, list) else [value, value]
        found = []
        for end in ends:
            with self.table.line(path, end):
                read = grammar.expression(end, self.vocabulary)
                if isinstance(read, Const) and isinstance(read.value, int):
                    found.append(read.value)
        if len(found) == 2:
            return found[0], found[1]
        self.table.fault(path, "amount는 금액 하나나 [최소, 최대]입니다.")
        return None

    def details(self, value: Any, path: Path) -> dict[str, tuple[int, int]] | None:
        if not isinstance(value, dict):
            return None
        found = {name: self.amounts(amount, path) for name, amount in value.items()}
        return {name: span for name, span in found.items() if span is not None}

    def rate(self, value: Any, path: Path) -> Rate | None:
        if value is None:
            return None
        if value == "모름":
            return None, None
        low, high = value if isinstance(value, list) and len(value) == 2 else (value, value)
        try:
            return percent(low) * 100, percent(high) * 100
        except (AttributeError, ValueError):
            self.table.fault(path, "rate는 '4.5%'나 [최소, 최대]입니다.")
            return None


def _read_day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def _filled(value: Any, row: Sequence[str]) -> Any:
    if isinstance(value, str):
        return value.format(*row)
    if isinstance(value, list):
        return [_filled(each, row) for each in value]
    if isinstance(value, dict):
        return {_filled(key, row): _filled(each, row) for key, each in value.items()}
    return value


def _tuple(raw: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    return tuple(raw[key]) if key in raw else None
