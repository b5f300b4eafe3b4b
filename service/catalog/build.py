"""From the data of one table to engine objects, noting every fault on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from service.catalog import grammar
from service.catalog.faults import Table
from service.catalog.grammar import Vocabulary
from service.catalog.model import Document
from service.catalog.places import Path
from service.engine.facts import Kind
from service.engine.program import (
    Benefit,
    Bond,
    Caveat,
    Combination,
    Contact,
    DatedRate,
    Detail,
    Discount,
    Edition,
    Loan,
    Option,
    Paper,
    Program,
    Rates,
    Requirement,
    Text,
)
from service.engine.ranges import possible
from service.engine.sources import Grade, Source
from service.engine.tree import (
    AnyOf,
    Arithmetic,
    Cases,
    Condition,
    Const,
    Expression,
    Named,
    Node,
    children,
)
from service.engine.window import Pause, Rota, Window

_GRADES = {grade.word: grade for grade in Grade}
Raw = Mapping[str, Any]


def text(raw: Raw | None) -> Text | None:
    """Make a text of ``{ko, en}``."""
    return None if raw is None else Text(raw["ko"], raw["en"])


def contact(raw: Raw) -> Contact:
    """Make a contact of ``{url, phone, how}``."""
    return Contact(raw.get("url", ""), raw.get("phone", ""), text(raw.get("how")))


def _written(node: Node) -> Iterator[Node]:
    """Yield ``node`` and what is below it but not what a name in it stands for."""
    yield node
    if not isinstance(node, Named):
        for child in children(node):
            yield from _written(child)


@dataclass
class Builder:
    """Builds from one table; whatever is faulty is noted and left out."""

    table: Table
    vocabulary: Vocabulary
    documents: Mapping[str, Document]
    rates: Mapping[str, tuple[DatedRate, ...]] = field(default_factory=dict)
    shared: Mapping[str, Requirement] = field(default_factory=dict)
    caveats: Mapping[str, Caveat] = field(default_factory=dict)

    def source(self, raw: Raw, path: Path) -> Source:
        """Read a source, whose document must be known."""
        if raw["doc"] not in self.documents:
            self.table.fault(path, f"모르는 문서입니다: '{raw['doc']}' (sources.toml에 없음)")
        return Source(raw["doc"], raw["at"], _GRADES[raw["grade"]])

    def expression(self, line: Any, path: Path) -> Expression:
        """Read an expression; a faulty one is noted and stands as zero."""
        with self.table.line(path, line):
            read = grammar.expression(line, self.vocabulary)
            self._divisible(read, path, line)
            return read
        return Const(0, Kind.MONEY, "원")

    def amount(self, line: str, path: Path, kind: Kind = Kind.MONEY) -> Expression:
        """Read an expression of one kind."""
        before = len(self.table.faults.found)
        read = self.expression(line, path)
        if read.kind is not kind and len(self.table.faults.found) == before:
            wanted = "금액" if kind is Kind.MONEY else "비율(%)"
            self.table.faults.add(
                self.table.places.fault(path, f"{wanted}이어야 합니다.", line, (0, len(line)))
            )
        return read

    def condition(self, line: Any, path: Path) -> Condition | None:
        """Read a condition; a faulty one is noted."""
        with self.table.line(path, line):
            read = grammar.condition(line, self.vocabulary)
            self._divisible(read, path, line)
            return read
        return None

    def _divisible(self, node: Expression | Condition, path: Path, line: str) -> None:
        """Note a division whose divisor can be zero; a named one is noted where it is named."""
        for part in _written(node):
            if isinstance(part, Arithmetic) and part.operator == "/":
                span = possible(part.right, {}, date.max.replace(year=2100))
                if span.low <= 0 <= span.high:
                    self.table.faults.add(
                        self.table.places.fault(
                            path, "0으로 나눌 수 있습니다.", line, (0, len(line))
                        )
                    )

    def lets(self, raws: list[Raw], path: Path) -> None:
        """Read derived facts, each of which may use those before it."""
        for place, raw in enumerate(raws):
            here = (*path, place)
            with self.table.part():
                name = raw["name"]
                if self._taken(name):
                    self.table.fault((*here, "name"), f"이름이 이미 쓰이고 있습니다: '{name}'")
                self.source(raw["source"], (*here, "source"))
                inner = self._let(raw, here)
                named = Named(name, raw["name_en"], inner)
                self.vocabulary = self.vocabulary.knowing({name: named})

    def _taken(self, name: str) -> bool:
        words = self.vocabulary
        return name in words.facts or name in words.named or name in words.listings

    def _let(self, raw: Raw, path: Path) -> Expression:
        if "value" in raw:
            return self.expression(raw["value"], (*path, "value"))
        branches = []
        for branch in raw["cases"]:
            when = self.condition(branch["when"], (*path, "cases"))
            value = self.expression(branch["value"], (*path, "cases"))
            if when is not None:
                branches.append((when, value))
        otherwise = self.expression(raw["otherwise"], (*path, "otherwise"))
        if any((v.kind, v.unit) != (otherwise.kind, otherwise.unit) for _, v in branches):
            self.table.fault((*path, "cases"), "경우마다 값의 단위가 다릅니다.")
        return Cases(tuple(branches), otherwise)

    def requirements(self, raws: list[Raw], path: Path) -> tuple[Requirement, ...]:
        """Read conditions; ids may not repeat."""
        found: dict[str, Requirement] = {}
        for place, raw in enumerate(raws):
            with self.table.part():
                made = self._requirement(raw, (*path, place))
                if made is None:
                    continue
                if made.id in found:
                    key = "use" if "use" in raw else "id"
                    self.table.fault((*path, place, key), f"요건 id가 두 번 나옵니다: '{made.id}'")
                found[made.id] = made
        return tuple(found.values())

    def _requirement(self, raw: Raw, path: Path) -> Requirement | None:
        if "use" in raw:
            if raw["use"] not in self.shared:
                self.table.fault(
                    (*path, "use"), f"모르는 공통 요건입니다: '{raw['use']}' (shared.toml에 없음)"
                )
            return self.shared.get(raw["use"])
        source = self.source(raw["source"], (*path, "source"))
        if "when" in raw:
            condition = self.condition(raw["when"], (*path, "when"))
        else:
            # a text in place of a list is the schema's to tell
            lines = raw["any"] if isinstance(raw["any"], list) else []
            parts = [self.condition(line, (*path, "any")) for line in lines]
            condition = AnyOf(tuple(part for part in parts if part is not None))
        return None if condition is None else Requirement(raw["id"], condition, source)

    def benefit(self, raw: Raw, path: Path) -> Benefit:
        """Read a benefit with its loan terms."""
        loan = None
        if "loan" in raw:
            loan = self._loan(raw["loan"], (*path, "loan"))
        return Benefit(
            form=raw["form"],
            amount=self.amount(raw["amount"], (*path, "amount")),
            source=self.source(raw["source"], (*path, "source")),
            at_most=raw.get("at_most", False),
            wording=text(raw.get("text")),
            loan=loan,
            details=tuple(
                self._detail(detail, (*path, "detail", place))
                for place, detail in enumerate(raw.get("detail", []))
            ),
            rates=self._benefit_rates(raw["rates"], (*path, "rates")) if "rates" in raw else None,
        )

    def _detail(self, raw: Raw, path: Path) -> Detail:
        return Detail(
            name=Text(raw["name"]["ko"], raw["name"]["en"]),
            amount=self.amount(raw["amount"], (*path, "amount")),
            source=self.source(raw["source"], (*path, "source")),
            at_most=raw.get("at_most", False),
        )

    def _benefit_rates(self, raw: Raw, path: Path) -> Rates:
        unknown = Text(raw["unknown"]["ko"], raw["unknown"]["en"])
        return Rates(self._rate_list(raw["list"], (*path, "list")), unknown)

    def _rate_list(self, name: str, path: Path) -> tuple[DatedRate, ...]:
        if name not in self.rates:
            self.table.fault(path, f"모르는 요율 목록입니다: '{name}' (lists.toml에 없음)")
        return self.rates.get(name, ())

    def _points(self, line: str, path: Path) -> Fraction:
        """Read a percentage with or without a minus sign as points."""
        negative = line.startswith("-")
        read = self.amount(line.removeprefix("-"), path, Kind.NUMBER)
        if not isinstance(read, Const):
            self.table.fault(path, "'0.5%'나 '-0.5%'처럼 값 하나만 쓸 수 있습니다.")
            return Fraction(0)
        points = Fraction(read.value) * 100  # type: ignore[arg-type]  # a number, by kind
        return -points if negative else points

    def _loan(self, raw: Raw, path: Path) -> Loan:
        source = self.source(raw["source"], (*path, "source"))
        sure = tuple(
            Discount(
                self._points(discount["points"], (*path, "discount")),
                self.condition(discount["when"], (*path, "discount")),
                source,
            )
            for discount in raw.get("discount", [])
        )
        return Loan(
            term_months=raw["term_months"],
            grace_months=raw["grace_months"],
            source=source,
            fixed=self._points(raw["fixed"], (*path, "fixed")) if "fixed" in raw else None,
            spread=self._points(raw["spread"], (*path, "spread"))
            if "spread" in raw
            else Fraction(0),
            base_rates=self._rate_list(raw["base"], (*path, "base")) if "base" in raw else (),
            sure=sure,
            most=self._points(raw["most"], (*path, "most")) if "most" in raw else Fraction(0),
        )

    def window(self, raw: Raw, path: Path) -> Window:
        """Read a window."""
        rota = pause = None
        if "rota" in raw:
            days = {d["on"]: frozenset(d["digits"]) for d in raw["rota"]["days"]}
            digit = self.expression(raw["rota"]["digit"], (*path, "rota"))
            rota = Rota(digit, MappingProxyType(days))
        if "pause" in raw:
            pause = Pause(raw["pause"]["from"], raw["pause"]["until"])
        if raw.get("opens") and raw.get("closes") and raw["opens"] > raw["closes"]:
            self.table.fault((*path, "closes"), "마감이 시작보다 빠릅니다.")
        return Window(
            opens=raw.get("opens"),
            closes=raw.get("closes"),
            source=self.source(raw["source"], (*path, "source")),
            confirmed=raw.get("confirmed"),
            seen=raw.get("seen", True),
            when=self._limit(raw, path),
            rota=rota,
            pause=pause,
        )

    def shared_caveats(self, raws: list[Raw]) -> dict[str, Caveat]:
        """Read the caveats that programs call by their ids."""
        found: dict[str, Caveat] = {}
        for place, raw in enumerate(raws):
            path: Path = ("caveat", place)
            with self.table.part():
                if raw["id"] in found:
                    self.table.fault((*path, "id"), f"id가 두 번 나옵니다: '{raw['id']}'")
                found[raw["id"]] = self._caveat(raw, path)
        return found

    def caveats_of(self, raws: list[Raw], path: Path) -> tuple[Caveat, ...]:
        """Read the caveats of an edition or option, shared ones among them."""
        found = []
        for place, raw in enumerate(raws):
            here = (*path, place)
            with self.table.part():
                if "use" not in raw:
                    found.append(self._caveat(raw, here))
                elif raw["use"] in self.caveats:
                    found.append(self.caveats[raw["use"]])
                else:
                    message = f"모르는 공통 유의사항입니다: '{raw['use']}' (shared.toml에 없음)"
                    self.table.fault((*here, "use"), message)
        return tuple(found)

    def _caveat(self, raw: Raw, path: Path) -> Caveat:
        return Caveat(
            text=Text(raw["text"]["ko"], raw["text"]["en"]),
            source=self.source(raw["source"], (*path, "source")),
            when=self._limit(raw, path),
        )

    def option(self, raw: Raw, path: Path) -> Option:
        """Read an option."""
        return Option(
            id=raw["id"],
            name=Text(raw["name"]["ko"], raw["name"]["en"]),
            requirements=self.requirements(raw["condition"], (*path, "condition")),
            benefit=self.benefit(raw["benefit"], (*path, "benefit")),
            caveats=self.caveats_of(raw.get("caveat", []), (*path, "caveat")),
            contact=contact(raw["apply"]) if "apply" in raw else None,
        )

    def edition(self, raw: Raw, path: Path) -> Edition:
        """Read an edition; its derived facts are its own."""
        general = self.vocabulary
        try:
            return self._edition(raw, path)
        finally:
            self.vocabulary = general

    def _edition(self, raw: Raw, path: Path) -> Edition:
        self.lets(raw.get("let", []), (*path, "let"))
        windows, options = [], []
        for place, part in enumerate(raw.get("window", [])):
            with self.table.part():
                windows.append(self.window(part, (*path, "window", place)))
        caveats = self.caveats_of(raw.get("caveat", []), (*path, "caveat"))
        requirements = self.requirements(raw.get("condition", []), (*path, "condition"))
        for place, part in enumerate(raw.get("option", [])):
            with self.table.part():
                options.append(self.option(part, (*path, "option", place)))
        benefit = self.benefit(raw["benefit"], (*path, "benefit"))
        return Edition(
            id=raw["id"],
            start=raw["from"],
            end=raw["until"],
            checked=raw["checked"]["on"],
            requirements=requirements,
            benefit=benefit,
            windows=tuple(windows),
            options=tuple(options),
            caveats=caveats,
            documents=tuple(
                Paper(Text(d["ko"], d["en"]), self._limit(d, (*path, "documents")))
                for d in raw.get("documents", [])
            ),
            contact=contact(raw["apply"]),
            note=text(raw.get("note")),
            differences=tuple(raw["checked"]["differences"]),
        )

    def _limit(self, raw: Raw, path: Path) -> Condition | None:
        """Read the ``when`` that limits a part to some merchants, if it has one."""
        return self.condition(raw["when"], (*path, "when")) if "when" in raw else None

    def combinations(self, programs: Collection[str]) -> tuple[Combination, ...]:
        """Read the rules on combining ``programs``."""
        found: dict[str, Combination] = {}
        for place, raw in enumerate(self.table.data.get("rule", [])):
            path: Path = ("rule", place)
            with self.table.part():
                if raw["id"] in found:
                    self.table.fault((*path, "id"), f"id가 두 번 나옵니다: '{raw['id']}'")
                for name in raw["programs"]:
                    if name not in programs:
                        self.table.fault((*path, "programs"), f"모르는 지원사업입니다: '{name}'")
                found[raw["id"]] = Combination(
                    id=raw["id"],
                    bond=Bond(raw["kind"]),
                    programs=tuple(raw["programs"]),
                    text=Text(raw["text"]["ko"], raw["text"]["en"]),
                    source=self.source(raw["source"], (*path, "source")),
                )
        return tuple(found.values())

    def program(self) -> Program | None:
        """Read the whole program, its editions in order of time."""
        raw = self.table.data
        editions: list[Edition] = []
        for place, part in enumerate(raw.get("edition", [])):
            with self.table.part():
                editions.append(self.edition(part, ("edition", place)))
        with self.table.part():
            self._overlaps(raw["edition"])
            return Program(
                id=raw["id"],
                name=Text(raw["name"]["ko"], raw["name"]["en"]),
                agency=Text(raw["agency"]["ko"], raw["agency"]["en"]),
                summary=Text(raw["summary"]["ko"], raw["summary"]["en"]),
                editions=tuple(sorted(editions, key=lambda e: e.start)),
                successor=raw.get("successor", ""),
                calculator=text(raw.get("calculator")),
            )
        return None

    def _overlaps(self, raws: list[Raw]) -> None:
        ids: set[str] = set()
        for place, raw in enumerate(raws):
            if raw["id"] in ids:
                self.table.fault(
                    ("edition", place, "id"), f"회차 id가 두 번 나옵니다: '{raw['id']}'"
                )
            ids.add(raw["id"])
            for other in raws[:place]:
                if raw["from"] <= other["until"] and other["from"] <= raw["until"]:
                    self.table.fault(
                        ("edition", place, "from"), f"'{other['id']}' 회차와 기간이 겹칩니다."
                    )
