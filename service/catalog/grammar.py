"""The language of table lines: text to typed trees.

condition := sum (sign sum)+ | sum ["not"] "in" (list | "(" value ("," value)* ")")
sum       := product (("+" | "-") product)*
product   := atom (("*" | "/") atom)*
atom      := literal | name | function "(" sum ("," sum)* ")" | "(" sum ")"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from service.catalog.tokens import (
    Cutter,
    LineError,
    Sort,
    Token,
    count,
    day,
    decimal,
    money,
    percent,
)
from service.engine.facts import Fact, Kind, Value
from service.engine.functions import FUNCTIONS, Function
from service.engine.tree import (
    Arithmetic,
    Call,
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

TODAY = "신청일"
TRUTH = {"예": True, "아니오": False}
_SIGNS = ("<", "<=", ">", ">=", "=", "!=")
_KINDS = {
    Kind.MONEY: "금액",
    Kind.COUNT: "수량",
    Kind.DATE: "날짜",
    Kind.CHOICE: "선택 항목",
    Kind.BOOL: "예/아니오",
    Kind.CODE: "코드",
    Kind.NUMBER: "단위 없는 수",
}
_ORDERED = (Kind.MONEY, Kind.COUNT, Kind.DATE, Kind.NUMBER)


@dataclass(frozen=True)
class Vocabulary:
    """The names a line may use: facts by label, named expressions and lists by title.

    ``choices`` maps a fact's id to its choices by label. ``read`` keeps every condition that
    was read.
    """

    facts: Mapping[str, Fact]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    named: Mapping[str, Named] = field(default_factory=dict)
    listings: Mapping[str, CodeList] = field(default_factory=dict)
    read: dict[Condition, Condition] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def cutter(self) -> Cutter:
        """The cutter for these names."""
        labels = {label for choices in self.choices.values() for label in choices}
        return Cutter(
            {*self.facts, *self.named, *self.listings, *labels, *FUNCTIONS, *TRUTH, TODAY}
        )

    def knowing(self, named: Mapping[str, Named]) -> Vocabulary:
        """Return this vocabulary with further named expressions."""
        return replace(self, named={**self.named, **named})


def condition(line: str, vocabulary: Vocabulary) -> Condition:
    """Read a condition; raise LineError. Equal ones are the same, which is quicker to tell."""
    read = _Parser(line, vocabulary).condition()
    return vocabulary.read.setdefault(read, read)


def expression(line: str, vocabulary: Vocabulary) -> Expression:
    """Read an expression; raise LineError."""
    return _Parser(line, vocabulary).expression()


def answer(line: str, vocabulary: Vocabulary) -> tuple[Fact, Value]:
    """Read ``항목 = 값``, one fact and its value; raise LineError."""
    read = condition(line, vocabulary)
    match read:
        case Compare(operands=(Get(fact=fact), Const(value=value)), operators=("=",)):
            return fact, value
    raise LineError("'항목 = 값' 꼴로 쓰십시오.", 0, len(line))


class _Parser:
    def __init__(self, line: str, vocabulary: Vocabulary) -> None:
        self.line = line
        self.words = vocabulary
        self.tokens = vocabulary.cutter.cut(line)
        self.place = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def take(self, *texts: str) -> Token | None:
        """Take the next token if it is one of ``texts``."""
        token = self.next
        if token.sort is Sort.SIGN and token.text in texts:
            self.place += 1
            return token
        return None

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.fail(f"여기에 '{text}'가 있어야 합니다.")

    def fail(self, message: str, start: Token | None = None) -> LineError:
        first = start or self.next
        last = self.tokens[max(self.place - 1, 0)] if start else self.next
        return LineError(message, first.start, max(last.end, first.end))

    def condition(self) -> Condition:
        first = self.next
        left = self.sum(None)
        if sign := self.take("in", "not in"):
            read: Condition = self.member(left, negated=sign.text != "in", first=first)
        else:
            read = self.chain(left, first)
        if self.next.sort is not Sort.END:
            raise self.fail("줄이 여기에서 끝나야 합니다.")
        return read

    def expression(self) -> Expression:
        read = self.sum(None)
        if self.next.sort is not Sort.END:
            raise self.fail("줄이 여기에서 끝나야 합니다.")
        return read

    def chain(self, left: Expression, first: Token) -> Condition:
        operands, signs = [left], []
        while sign := self.take(*_SIGNS):
            start = self.next
            right = self.sum(self.expected(operands[-1]))
            operands.append(right)
            signs.append(sign.text)
            self.comparable(operands[-2], right, sign, start if len(signs) else first)
        if not signs:
            raise self.fail("비교 기호(<, <=, >, >=, =, !=, in)가 없습니다.", first)
        if len(signs) > 2 or (len(signs) == 2 and not {s[0] for s in signs} <= {"<"}):
            raise self.fail("두 번 비교할 때에는 '<'나 '<='만 쓰십시오.", first)
        return Compare(tuple(operands), tuple(signs))

    def comparable(self, left: Expression, right: Expression, sign: Token, start: Token) -> None:
        alike = left.kind is right.kind and left.unit == right.unit
        if not alike and not self.unitless(left, right):
            raise self.fail(f"{_kind(left)}과(와) {_kind(right)}은(는) 비교할 수 없습니다.", start)
        if sign.text not in ("=", "!=") and left.kind not in _ORDERED:
            raise self.fail(f"{_kind(left)}에는 '=', '!=', 'in'만 쓸 수 있습니다.", sign)

    def unitless(self, left: Expression, right: Expression) -> bool:
        kinds = {left.kind, right.kind}
        return kinds == {Kind.COUNT, Kind.NUMBER} and not left.unit and not right.unit

    def member(self, item: Expression, *, negated: bool, first: Token) -> Condition:
        token = self.next
        if token.sort is Sort.NAME and token.text in self.words.listings:
            self.place += 1
            if item.kind is not Kind.CODE:
                raise self.fail(f"{_kind(item)}은(는) 목록에서 찾을 수 없습니다.", first)
            return Member(item, self.words.listings[token.text], negated)
        if not self.take("("):
            raise self.fail("목록 이름이나 '(값, 값)'이 있어야 합니다.")
        values = [self.value(item)]
        while self.take(","):
            values.append(self.value(item))
        self.need(")")
        return Member(item, tuple(values), negated)

    def value(self, item: Expression) -> Value:
        start = self.next
        read = self.atom(self.expected(item))
        if not isinstance(read, Const):
            raise self.fail("여기에는 값만 쓸 수 있습니다.", start)
        self.comparable(item, read, Token(Sort.SIGN, "=", start.start, start.end), start)
        return read.value

    def expected(self, other: Expression) -> Fact | None:
        """Return the fact whose choices or codes the next operand may name."""
        inner = other.expression if isinstance(other, Named) else other
        return inner.fact if isinstance(inner, Get) else None

    def sum(self, expected: Fact | None) -> Expression:
        first = self.next
        left = self.product(expected)
        while sign := self.take("+", "-"):
            right = self.product(None)
            if left.kind is not right.kind or left.unit != right.unit or left.kind is Kind.DATE:
                raise self.fail(
                    f"{_kind(left)}과(와) {_kind(right)}은(는) 더하거나 뺄 수 없습니다.", first
                )
            left = Arithmetic(sign.text, left, right, left.kind, left.unit)
        return left

    def product(self, expected: Fact | None) -> Expression:
        first = self.next
        left = self.atom(expected)
        while sign := self.take("*", "/"):
            right = self.atom(None)
            shape = _scaled(sign.text, left, right)
            if shape is None:
                raise self.fail(
                    f"{_kind(left)}과(와) {_kind(right)}은(는) 곱하거나 나눌 수 없습니다.", first
                )
            left = Arithmetic(sign.text, left, right, *shape)
        return left

    def atom(self, expected: Fact | None) -> Expression:
        token = self.next
        self.place += 1
        if token.sort is Sort.NAME:
            return self.name(token, expected)
        if token.sort is Sort.SIGN and token.text == "(":
            inner = self.sum(None)
            self.need(")")
            return inner
        try:
            return self.literal(token, expected)
        except (ValueError, ZeroDivisionError):
            raise self.fail(f"값을 읽을 수 없습니다: '{token.text}'", token) from None

    def literal(self, token: Token, expected: Fact | None) -> Expression:
        match token.sort:
            case Sort.NUMBER if expected is not None and expected.kind is Kind.CODE:
                if token.text not in expected.values and not any(
                    v.startswith(token.text) for v in expected.values
                ):
                    raise self.fail(f"없는 코드입니다: '{token.text}'", token)
                return Const(token.text, Kind.CODE)
            case Sort.MONEY:
                return Const(money(token.text), Kind.MONEY, "원")
            case Sort.DATE:
                return Const(day(token.text), Kind.DATE)
            case Sort.PERCENT:
                return Const(percent(token.text), Kind.NUMBER)
            case Sort.COUNT:
                number, unit = count(token.text)
                return Const(number, Kind.COUNT, unit)
            case Sort.NUMBER:
                return Const(decimal(token.text), Kind.NUMBER)
        self.place -= 1
        raise self.fail("여기에 항목이나 값이 있어야 합니다.")

    def name(self, token: Token, expected: Fact | None) -> Expression:
        text = token.text
        if expected is not None and text in self.words.choices.get(expected.id, {}):
            return Const(self.words.choices[expected.id][text], expected.kind)
        if text in TRUTH:
            return Const(TRUTH[text], Kind.BOOL)
        if text == TODAY:
            return Today()
        if text in self.words.named:
            return self.words.named[text]
        if text in self.words.facts:
            return Get(self.words.facts[text])
        if text in FUNCTIONS:
            return self.call(FUNCTIONS[text], token)
        if text in self.words.listings:
            return self.lookup(self.words.listings[text], token)
        raise self.fail(f"'{text}'은(는) 이 항목의 선택지가 아닙니다.", token)

    def lookup(self, listing: CodeList, token: Token) -> Expression:
        self.need("(")
        code = self.sum(None)
        self.need(")")
        if code.kind is not Kind.CODE:
            raise self.fail("목록은 코드로만 찾을 수 있습니다.", token)
        return Lookup(listing, code)

    def call(self, function: Function, token: Token) -> Expression:
        self.need("(")
        arguments = [self.sum(None)]
        while self.take(","):
            arguments.append(self.sum(None))
        self.need(")")
        kinds = tuple(argument.kind for argument in arguments)
        if function.takes and kinds != function.takes:
            wanted = ", ".join(_KINDS[kind] for kind in function.takes)
            raise self.fail(f"'{function.name}'에는 ({wanted})을(를) 넣어야 합니다.", token)
        if function.gives is not None:
            return Call(function, tuple(arguments), function.gives, function.unit)
        units = {argument.unit for argument in arguments}
        if len(arguments) < 2 or len(set(kinds)) > 1 or len(units) > 1 or kinds[0] not in _ORDERED:
            raise self.fail(f"'{function.name}'에는 같은 종류의 값을 둘 이상 넣어야 합니다.", token)
        return Call(function, tuple(arguments), kinds[0], arguments[0].unit)


def _scaled(sign: str, left: Expression, right: Expression) -> tuple[Kind, str] | None:
    """Return the kind and unit of a product or quotient, None where there is none."""
    numbers = (Kind.NUMBER, Kind.COUNT)
    if left.kind is Kind.MONEY and right.kind in numbers:
        return Kind.MONEY, left.unit
    if sign == "*" and right.kind is Kind.MONEY and left.kind in numbers:
        return Kind.MONEY, right.unit
    if (
        sign == "/"
        and left.kind is right.kind
        and left.unit == right.unit
        and left.kind is not Kind.DATE
    ):
        return Kind.NUMBER, ""
    if left.kind in numbers and right.kind is Kind.NUMBER:
        return left.kind, left.unit
    if sign == "*" and left.kind is Kind.NUMBER and right.kind is Kind.COUNT:
        return Kind.COUNT, right.unit
    return None


def _kind(of: Expression) -> str:
    name = _KINDS[of.kind]
    return f"{name}({of.unit})" if of.unit and of.kind is Kind.COUNT else name
