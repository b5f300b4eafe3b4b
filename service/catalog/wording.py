"""Conditions and values in Korean and English, from the same trees that decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812  (`date` is a method here)
from fractions import Fraction
from itertools import chain
from typing import Any

from service.engine.closures import evaluate
from service.engine.facts import Facts, Kind
from service.engine.program import Text
from service.engine.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Cases,
    CodeList,
    Compare,
    Condition,
    Const,
    Expression,
    Get,
    Lookup,
    Member,
    Named,
    Today,
)

_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_KO = {"<": "{} 미만", "<=": "{} 이하", ">": "{} 초과", ">=": "{} 이상", "=": "{}", "!=": "{} 제외"}
_EN = {
    "<": "less than {}",
    "<=": "at most {}",
    ">": "more than {}",
    ">=": "at least {}",
    "=": "{}",
    "!=": "not {}",
}
_KO_DATE = {**_KO, "<": "{} 전", "<=": "{}까지", ">": "{} 뒤", ">=": "{}부터"}
_EN_DATE = {
    **_EN,
    "<": "before {}",
    "<=": "on or before {}",
    ">": "after {}",
    ">=": "on or after {}",
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_UNITS_EN = {"명": "people", "개월": "months", "세": "years of age", "년": "years", "일": "days"}
_UNITS_EN |= {"점": "points", "회": "times", "시간": "hours", "개": "", "㎡": "m²"}
_ARITHMETIC = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def won(amount: int | float | Fraction) -> str:
    """Write an amount in Korean, by ten thousands: ``1억 400만원``."""
    man, ones = divmod(int(amount), 10_000)
    if 0 < man < 10_000:
        return f"{man:,}만 {ones:,}원" if ones else f"{man:,}만원"
    if man < 0:
        return "-" + won(-int(amount))
    eok, man = divmod(man, 10_000)
    parts = [f"{eok:,}억"] if eok else []
    if man:
        parts.append(f"{man:,}만")
    if ones or not parts:
        parts.append(f"{ones:,}")
    return " ".join(parts) + "원"


def money(amount: int, language: str) -> str:
    """Write an amount of won in one language."""
    return won(amount) if language == "ko" else f"KRW {amount:,}"


def written_day(day: Date, language: str = "ko") -> str:
    """Write a date in full."""
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def number(value: Any) -> str:
    """Write a number without a needless fraction."""
    if isinstance(value, Fraction) and value.denominator != 1:
        value = float(value)
    if isinstance(value, float) and value != int(value):
        return f"{value:,.10g}"
    return f"{int(value):,}"


def percent(value: Fraction, language: str) -> str:
    """Write a share as a percentage: an exact one, or with two digits and so said."""
    hundred = value.numerator * 100 / value.denominator
    if 10_000 % value.denominator == 0:
        return f"{hundred:,.10g}%"
    text = f"{hundred:,.2f}%"
    return f"약 {text}" if language == "ko" else f"about {text}"


@dataclass(frozen=True)
class Labels:
    """What facts and their values are called; keys are fact ids."""

    facts: Mapping[str, Text]
    values: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)


class Shown:
    """Writes down the value of ``subject``, and the limits it is held against where these move."""

    def __init__(self, wording: Wording, subject: Expression, limits: Sequence[Expression]) -> None:
        """Compile them."""
        self.subject, self.limits = subject, tuple(limits)
        self.beside = " (기준 {})" if wording.korean else " (limit {})"
        self._value, self._write = evaluate(subject), wording.writer(subject)
        self._limits = [(evaluate(limit), wording.writer(limit)) for limit in limits]

    def __call__(self, facts: Facts, day: Date) -> str | None:
        """Return the text for one merchant; None where the value is unknown."""
        found = self._value(facts, day)
        if found is None:
            return None
        text = self._write(found)
        for value, write in self._limits:
            limit = value(facts, day)
            if limit is not None:
                text += self.beside.format(write(limit))
        return text


class Joined:
    """Writes down the values of several conditions, each once."""

    def __init__(self, parts: Sequence[Given]) -> None:
        """Take the writers of the parts."""
        inner = [part.parts if isinstance(part, Joined) else (part,) for part in parts]
        self.parts: tuple[Shown, ...] = tuple(chain.from_iterable(inner))

    def __call__(self, facts: Facts, day: Date) -> str | None:
        """Return the text for one merchant; None where all is unknown."""
        shown = [text for part in self.parts if (text := part(facts, day)) is not None]
        return " / ".join(dict.fromkeys(shown)) or None


Given = Shown | Joined


class Wording:
    """Words trees in one language, ``ko`` or ``en``."""

    def __init__(self, labels: Labels, language: str) -> None:
        """Use the names in ``labels``."""
        self.labels = labels
        self.language = language
        self.korean = language == "ko"

    def value(self, value: Any, kind: Kind, unit: str, fact: str = "") -> str:
        """Write one value."""
        match kind:
            case Kind.BOOL:
                return ("예" if value else "아니오") if self.korean else ("yes" if value else "no")
            case Kind.MONEY:
                return won(value) if self.korean else money(int(value), self.language)
            case Kind.DATE:
                return self.date(value)
            case Kind.CHOICE | Kind.CODE:
                return self.named(fact, str(value))
            case Kind.COUNT:
                if unit == "년" and value > 1000:  # a calendar year, not a number of years
                    return f"{value}년" if self.korean else str(value)
                word = unit if self.korean else _UNITS_EN.get(unit, "")
                return (
                    f"{number(value)}{word}" if self.korean else f"{number(value)} {word}".strip()
                )
        return (
            percent(value, self.language)
            if isinstance(value, Fraction) and value < 1
            else number(value)
        )

    def named(self, fact: str, value: str) -> str:
        """Write a choice by its label, a code with its name."""
        text = self.labels.values.get(fact, {}).get(value)
        if text is None:
            return value
        return text.word(self.language)

    def date(self, day: Date) -> str:
        """Write a date in full."""
        return written_day(day, self.language)

    def expression(self, node: Expression, fact: str = "") -> str:
        """Write an expression by its names."""
        match node:
            case Const(value=value, kind=kind, unit=unit):
                return self.value(value, kind, unit, fact)
            case Get(fact=known):
                return self.labels.facts[known.id].word(self.language)
            case Today():
                return "신청일" if self.korean else "the application date"
            case Named(name=name, name_en=name_en):
                return name if self.korean else name_en
            case Arithmetic(operator=sign, left=left, right=right):
                first = self._grouped(left, sign in "*/")
                second = self._grouped(right, sign != "+", "+-*/" if sign == "/" else "+-")
                return f"{first} {_ARITHMETIC[sign]} {second}"
            case Call(function=function, arguments=arguments):
                inner = ", ".join(self.expression(a) for a in arguments)
                return f"{function.name if self.korean else function.label_en}({inner})"
            case Lookup(listing=listing):
                return listing.title if self.korean else listing.title_en
            case Cases(otherwise=otherwise):
                return self.expression(otherwise)

    def _grouped(self, node: Expression, tight: bool, signs: str = "+-") -> str:
        """Write an operand, one with ``signs`` in brackets where it would read otherwise."""
        written = self.expression(node)
        loose = isinstance(node, Arithmetic) and node.operator in signs
        return f"({written})" if loose and tight else written

    def condition(self, node: Condition) -> str:
        """Write a condition as ``항목: 값``, which needs no particles."""
        match node:
            case Compare():
                subject, bounds = _bounds(node)
                fact = _fact(subject)
                return f"{self.expression(subject)}: {self._bounds(bounds, fact)}"
            case Member(item=item, within=CodeList() as listing, negated=negated):
                title = listing.title if self.korean else listing.title_en
                if self.korean:
                    return (
                        f"{self.expression(item)}: {title}에 해당{'하지 않음' if negated else ''}"
                    )
                return f"{self.expression(item)}: {'not ' if negated else ''}on the list of {title}"
            case Member(item=item, within=tuple() as values, negated=negated):
                names = [self.value(v, item.kind, item.unit, _fact(item)) for v in values]
                return f"{self.expression(item)}: {self._among(names, negated)}"
            case AnyOf(parts=parts):
                lead = "다음 중 하나 — " if self.korean else "one of these — "
                return lead + " / ".join(self.condition(p) for p in parts)
            case AllOf(parts=parts):
                return ", ".join(self.condition(p) for p in parts)
        raise TypeError(node)

    def _among(self, names: list[str], negated: bool) -> str:
        if self.korean:
            return ", ".join(names) + (" 제외" if negated else " 중 하나" if len(names) > 1 else "")
        return ("none of " if negated else "one of " if len(names) > 1 else "") + ", ".join(names)

    def _bounds(self, bounds: list[tuple[str, Expression]], fact: str) -> str:
        words = []
        for sign, limit in bounds:
            dated = limit.kind is Kind.DATE
            forms = (_KO_DATE if dated else _KO) if self.korean else (_EN_DATE if dated else _EN)
            words.append(forms[sign].format(self.expression(limit, fact)))
        return (" " if self.korean else " and ").join(words)

    def given(self, node: Condition) -> Given:
        """Return what writes down the values a condition was judged on."""
        match node:
            case Compare():
                subject, bounds = _bounds(node)
                moving = [limit for _, limit in bounds if not isinstance(limit, Const)]
                return Shown(self, subject, moving)
            case Member(item=item):
                return Shown(self, item, [])
            case AnyOf(parts=parts) | AllOf(parts=parts):
                return Joined([self.given(part) for part in parts])
        raise TypeError(node)

    def writer(self, node: Expression) -> Callable[[Any], str]:
        """Return what writes the values of ``node``."""
        kind, unit, fact = node.kind, node.unit, _fact(node)
        if kind is Kind.MONEY and self.korean:
            return won
        if kind is Kind.DATE:
            return self.date
        named = self.labels.values.get(fact)
        if named:
            words = {value: text.word(self.language) for value, text in named.items()}
            return lambda value: words.get(value, str(value))
        return lambda value: self.value(value, kind, unit, fact)


def _bounds(node: Compare) -> tuple[Expression, list[tuple[str, Expression]]]:
    """Return what a comparison is about, and its limits from the low to the high one."""
    operands, signs = node.operands, node.operators
    if len(operands) == 3:
        return operands[1], [(_FLIP[signs[0]], operands[0]), (signs[1], operands[2])]
    if isinstance(operands[0], Const) and not isinstance(operands[1], Const):
        return operands[1], [(_FLIP[signs[0]], operands[0])]
    return operands[0], [(signs[0], operands[1])]


def _fact(node: Expression) -> str:
    return node.fact.id if isinstance(node, Get) else ""
