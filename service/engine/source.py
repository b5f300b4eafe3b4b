"""Trees written as Python source: the fastest way to judge a merchant whose facts are known.

The code reads the day from ``day``, and the value of every fact from the list ``v``, in which
UNKNOWN stands for what is not known, or from ``x``, in which None does; more can stand in ``v``.
Whoever runs the code asks the closures where it raises KeyError, as it does when it needs a fact
that is unknown; some of it reads the facts from ``f``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from math import lcm
from operator import itemgetter
from typing import Any, NamedTuple

from service.engine.closures import divide, evaluate, judge, multiply
from service.engine.facts import Fact, Facts
from service.engine.functions import round_down
from service.engine.scales import scale_of
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
from service.engine.unknown import UNKNOWN

_SIGNS = {"=": "=="}


class Held(NamedTuple):
    """The name of a value, or of UNKNOWN: ``scale`` times as much as the value itself."""

    name: str
    scale: int


class Place(NamedTuple):
    """Where in ``v`` a value stands, ``scale`` times as much."""

    number: int
    scale: int


class Source:
    """A function under way: its lines, and the objects they name."""

    def __init__(self, places: Mapping[Expression, Place]) -> None:
        """Begin without a line; ``places`` tells which values stand where in ``v``."""
        self.lines: list[str] = []
        self._places = places
        self._objects: dict[str, Any] = {}
        self._names: dict[int, str] = {}
        self._found: dict[Condition, str] = {}
        self._held: dict[Expression, Held] = {}
        self._values: dict[int, str] = {}
        self._options: dict[int, str] = {}

    def name(self, thing: Any) -> str:
        """Return a name for ``thing``."""
        found = self._names.get(id(thing))
        if found is None:
            found = self._names[id(thing)] = f"k{len(self._names)}"
            self._objects[found] = thing  # held, so that no other object takes its id
        return found

    def local(self, code: str, otherwise: str = "") -> str:
        """Keep the value of ``code``, or what holds where it needs an unknown fact; name it."""
        name = f"v{len(self.lines)}"
        line = f"{name} = {code}"
        self.lines.append(
            f"try: {line}\n    except KeyError: {name} = {otherwise}" if otherwise else line
        )
        return name

    def every(self, truths: Sequence[str]) -> str:
        """Return the name of whether all ``truths``, most of them names, are true."""
        found = [truth for truth in dict.fromkeys(truths) if truth != "True"]
        if len(found) == 1 and found[0].isidentifier():
            return found[0]
        return self.local(" and ".join(found)) if found else "True"

    def fact(self, fact: Fact) -> str:
        """Return the name of the value of ``fact``."""
        return self._read(Get(fact))

    def _read(self, node: Expression) -> str:
        return self.read(self._places[node].number)

    @property
    def reads(self) -> tuple[int, ...]:
        """The places in ``v`` that are read."""
        return tuple(self._values)

    def read(self, number: int) -> str:
        """Return the name of what stands in ``v`` at a place."""
        return self._values.setdefault(number, f"n{len(self._values)}")

    def option(self, fact: Fact) -> str:
        """Return the name of the value of ``fact``, None where that is unknown."""
        number = self._places[Get(fact)].number
        return self._options.setdefault(number, f"x{len(self._options)}")

    def perhaps(self, node: Expression) -> Held:
        """Keep the value of ``node``, UNKNOWN where it cannot be told."""
        node = _bare(node)
        held = self._kept(node)
        if held is None:
            scale = scale_of(node)
            code = self.value(node) if scale is None else self._whole(node)
            name = self.local(code, self.name(UNKNOWN))
            held = self._held[node] = Held(name, scale or 1)
        return held

    def _kept(self, node: Expression) -> Held | None:
        place = self._places.get(node)
        return self._held.get(node) if place is None else Held(self._read(node), place.scale)

    def known(self, name: str) -> str:
        """Return code for whether the value of that name is known."""
        return f"{name} is not {self.name(UNKNOWN)}"

    def told(self, node: Condition) -> str | None:
        """Return the name that stands for ``node``, if there is one."""
        return self._found.get(node)

    def found(self, node: Condition, name: str) -> None:
        """Let ``name`` stand for ``node`` from here on."""
        self._found[node] = name

    def value(self, node: Expression) -> str:
        """Return code for the value of ``node``."""
        held, scale = self._kept(node), scale_of(node)
        if held is not None:
            return self._divided(*held)
        if scale is not None:
            return self._divided(self._whole(node), scale)
        match node:
            case Const(value=value):
                return repr(value) if type(value) in (bool, int) else self.name(value)
            case Get():
                return self._read(node)
            case Today():
                return "day"
            case Named(expression=inner):
                return self.value(inner)
            case Arithmetic(operator="+" | "-" as sign, left=left, right=right):
                return f"({self.value(left)} {sign} {self.value(right)})"
            case Arithmetic(operator=sign, left=left, right=right):
                exact = self.name(multiply if sign == "*" else divide)
                return f"{exact}({self.value(left)}, {self.value(right)})"
            case Call(function=function, arguments=arguments):
                return self._called(function.call, [self.value(each) for each in arguments])
            case Lookup():
                return self._closed(evaluate(node))
            case Cases(branches=branches, otherwise=otherwise):
                ways = [(condition, self.value(branch)) for condition, branch in branches]
                return self._branched(ways, self.value(otherwise))

    def won(self, node: Expression) -> str:
        """Return code for the whole won in the amount ``node``."""
        held, scale = self._kept(node), scale_of(node)
        if scale is None:
            return f"int({self.value(node)})"
        code = self._whole(node) if held is None else held.name
        return code if scale == 1 else f"{self.name(_cut)}({code}, {scale})"

    def _whole(self, node: Expression, scale: int | None = None) -> str:
        """Return code for ``scale`` times ``node``; by itself, for its own scale."""
        own = scale_of(node) or 1
        more = (scale or own) // own
        if isinstance(node, Const):
            return repr(node.value.numerator * more)  # type: ignore[union-attr]  # a number
        held = self._kept(node)
        code = self._multiplied(node, own) if held is None else held.name
        return code if more == 1 else f"({code} * {more})"

    def _multiplied(self, node: Expression, scale: int) -> str:
        match node:
            case Named(expression=inner):
                return self._whole(inner)
            case Arithmetic(operator="/", left=left, right=Const(value=int() | Fraction() as part)):
                code = self._whole(left)
                return code if part.denominator == 1 else f"({code} * {part.denominator})"
            case Arithmetic(operator="*", left=left, right=right):
                codes = [code for code in (self._whole(left), self._whole(right)) if code != "1"]
                return f"({' * '.join(codes) or '1'})"
            case Arithmetic(operator=sign, left=left, right=right):
                return f"({self._whole(left, scale)} {sign} {self._whole(right, scale)})"
            case Call(function=function, arguments=(amount, Const(value=int() as step))) if (
                function.call is round_down
            ):
                own = scale_of(amount) or 1
                return f"({self._whole(amount)} // {own * step} * {step})"
            case Call(function=function, arguments=arguments) if function.call in (min, max):
                return self._called(function.call, [self._whole(each, scale) for each in arguments])
            case Call(function=function, arguments=arguments):
                return self._called(function.call, [self.value(each) for each in arguments])
            case Cases(branches=branches, otherwise=otherwise):
                ways = [(condition, self._whole(branch, scale)) for condition, branch in branches]
                return self._branched(ways, self._whole(otherwise, scale))
            case Lookup():
                return self._closed(evaluate(node))
        return self._read(node)

    def _divided(self, code: str, scale: int) -> str:
        return code if scale == 1 else f"{self.name(divide)}({code}, {scale})"

    def _called(self, function: Callable[..., Any], arguments: Sequence[str]) -> str:
        return f"{self.name(function)}({', '.join(arguments)})"

    def _branched(self, ways: Sequence[tuple[Condition, str]], otherwise: str) -> str:
        code = "".join(f"{branch} if {self._case(condition)} else " for condition, branch in ways)
        return f"({code}{otherwise})"

    def _closed(self, closure: Callable[[Facts, date], Any]) -> str:
        """Return code that runs a closure."""
        return f"{self.name(_sure(closure))}(f, day)"

    def _case(self, node: Condition) -> str:
        """Return code for whether ``node`` holds, sure also where one part of it decides."""
        single = isinstance(node, Member) or (
            isinstance(node, Compare) and len(node.operators) == 1
        )
        if single or node in self._found:
            return self.truth(node)
        return self._closed(judge(node))

    def truth(self, node: Condition) -> str:
        """Return code for whether ``node`` holds."""
        if node in self._found:
            return self._found[node]
        match node:
            case Compare(operands=operands, operators=signs):
                return self._compared(operands, signs)
            case Member(within=CodeList()):
                return self._closed(judge(node))
            case Member(item=item, within=tuple() as values, negated=negated):
                sign = "not in" if negated else "in"
                return f"({self.value(item)} {sign} {self.name(frozenset(values))})"
            case AnyOf(parts=parts):
                return f"({' or '.join(self.truth(part) for part in parts) or 'False'})"
            case AllOf(parts=parts):
                return f"({' and '.join(self.truth(part) for part in parts) or 'True'})"
        raise TypeError(node)

    def function(self, parameters: str) -> Callable[..., Any]:
        """Return the function that runs the lines."""
        body = "\n    ".join([*self._reading(), *self.lines])
        code = _compiled(f"def run({parameters}):\n    {body}\n")
        namespace = dict(self._objects)
        exec(code, namespace)
        made: Callable[..., Any] = namespace["run"]
        return made

    def _compared(self, operands: Sequence[Expression], signs: Sequence[str]) -> str:
        scales = [scale_of(operand) for operand in operands]
        if all(scales):
            common = lcm(*(scale for scale in scales if scale))
            codes = [self._whole(operand, common) for operand in operands]
        elif (
            len(operands) == 2
            and isinstance(limit := operands[1], Const)
            and isinstance(limit.value, Fraction)
        ):
            # Python is slow to compare fractions; the denominator of any number is positive.
            name, scale = self.perhaps(operands[0])
            codes = [f"{name}.numerator * {limit.value.denominator}"]
            codes.append(f"{limit.value.numerator * scale} * {name}.denominator")
        else:
            codes = [self.value(operand) for operand in operands]
        chain = [f" {_SIGNS.get(s, s)} {code}" for s, code in zip(signs, codes[1:], strict=True)]
        return f"({codes[0]}{''.join(chain)})"

    def _reading(self) -> Iterator[str]:
        """Yield the lines that read values, all at once as that is quickest."""
        for values, names in (("v", self._values), ("x", self._options)):
            if names:
                read = self.name(itemgetter(*names, next(iter(names))))
                yield f"{', '.join(names.values())}, _ = {read}({values})"


def _cut(over: int, scale: int) -> int:
    """Return the whole part of a fraction, as ``int`` does."""
    return over // scale if over >= 0 else -(-over // scale)


def _bare(node: Expression) -> Expression:
    """Return ``node`` without its name."""
    while isinstance(node, Named):
        node = node.expression
    return node


@cache
def _compiled(text: str) -> Any:
    return compile(text, "<rules>", "exec")


def _sure(closure: Callable[[Facts, date], Any]) -> Callable[[Facts, date], Any]:
    """Return ``closure``, but for an unknown fact it raises KeyError."""

    def run(facts: Facts, day: date) -> Any:
        value = closure(facts, day)
        if value is None:
            raise KeyError
        return value

    return run
