"""Trees written as Python source: the fastest way to judge a merchant whose facts are known.

The code reads the day from ``day``, and the value of every fact from the list ``v``, in which
UNKNOWN stands for what is not known; more can stand in it. Whoever runs the code asks the closures where it raises
KeyError, as it does when it needs a fact that is unknown; some of it reads the facts from ``f``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from numbers import Rational
from operator import itemgetter
from typing import Any, NoReturn

from service.engine.closures import divide, evaluate, judge, multiply
from service.engine.facts import Fact, Facts
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
    Node,
    Today,
)

_SIGNS = {"=": "=="}
_USES = (
    *("lt", "le", "gt", "ge", "eq", "ne", "hash", "bool", "int", "index", "str", "format"),
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "floordiv", "rfloordiv"),
    *("mod", "rmod", "divmod", "rdivmod", "neg", "getattr"),
)


class _Unknown:
    """The value of an unknown fact: it can be told by ``is``, any other use raises KeyError."""


def _needed(*_: Any) -> NoReturn:
    raise KeyError


for _use in _USES:
    setattr(_Unknown, f"__{_use}__", _needed)
Rational.register(_Unknown)  # so that a fraction asks it for its parts
UNKNOWN = _Unknown()


class Source:
    """A function under way: its lines, and the objects they name."""

    def __init__(self, places: Mapping[Expression, int]) -> None:
        """Begin without a line; ``places`` tells which values stand where in ``v``."""
        self.lines: list[str] = []
        self._places = places
        self._objects: dict[str, Any] = {}
        self._names: dict[int, str] = {}
        self._found: dict[Node, str] = {}
        self._values: dict[Expression, str] = {}
        self._options: dict[Expression, str] = {}

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
        return self._values.setdefault(node, f"n{len(self._values)}")

    def option(self, fact: Fact) -> str:
        """Return the name of the value of ``fact``, None where that is unknown."""
        self.fact(fact)
        return self._options.setdefault(Get(fact), f"x{len(self._options)}")

    def perhaps(self, node: Expression) -> str:
        """Return the name of the value of ``node``, UNKNOWN where it cannot be told."""
        node = _bare(node)
        if node in self._places:
            return self._read(node)
        if node not in self._found:
            self._found[node] = self.local(self.value(node), self.name(UNKNOWN))
        return self._found[node]

    def known(self, name: str) -> str:
        """Return code for whether the value of that name is known."""
        return f"{name} is not {self.name(UNKNOWN)}"

    def found(self, node: Node, name: str) -> None:
        """Let ``name`` stand for ``node`` from here on."""
        self._found[node] = name

    def value(self, node: Expression) -> str:
        """Return code for the value of ``node``."""
        if node in self._found:
            return self._found[node]
        if node in self._places and not isinstance(node, Get):
            return self._read(node)
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
            case Arithmetic(operator="*", left=left, right=Const(value=Fraction() as share)):
                over = f"{self.value(left)} * {share.numerator}"
                return f"{self.name(divide)}({over}, {share.denominator})"
            case Arithmetic(operator=sign, left=left, right=right):
                exact = self.name(multiply if sign == "*" else divide)
                return f"{exact}({self.value(left)}, {self.value(right)})"
            case Call(function=function, arguments=arguments):
                given = ", ".join(self.value(argument) for argument in arguments)
                return f"{self.name(function.call)}({given})"
            case Lookup():
                return f"{self.name(_sure(evaluate(node)))}(f, day)"
            case Cases(branches=branches, otherwise=otherwise):
                ways = [f"{self.value(b)} if {self._case(c)} else " for c, b in branches]
                return f"({''.join(ways)}{self.value(otherwise)})"

    def _case(self, node: Condition) -> str:
        """Return code for whether ``node`` holds, sure also where one part of it decides."""
        single = isinstance(node, Member) or (
            isinstance(node, Compare) and len(node.operators) == 1
        )
        if single or node in self._found:
            return self.truth(node)
        return f"{self.name(_sure(judge(node)))}(f, day)"

    def truth(self, node: Condition) -> str:
        """Return code for whether ``node`` holds."""
        if node in self._found:
            return self._found[node]
        match node:
            case Compare(operands=(item, Const(value=Fraction() as limit)), operators=(sign,)) if (
                _bare(item) in self._found or _bare(item) in self._places
            ):
                # Python is slow to compare fractions; the denominator of any number is positive.
                name, sign = self.value(_bare(item)), _SIGNS.get(sign, sign)
                over, under = limit.numerator, limit.denominator
                return f"({name}.numerator * {under} {sign} {over} * {name}.denominator)"
            case Compare(operands=(first, *rest), operators=signs):
                pairs = zip(signs, rest, strict=True)
                chain = [f" {_SIGNS.get(sign, sign)} {self.value(right)}" for sign, right in pairs]
                return f"({self.value(first)}{''.join(chain)})"
            case Member(within=CodeList()):
                return f"{self.name(_sure(judge(node)))}(f, day)"
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

    def _reading(self) -> Iterator[str]:
        """Yield the lines that read values, all at once as that is quickest."""
        if self._values:
            places = [self._places[node] for node in self._values]
            read = self.name(itemgetter(*places, *places[:1]))
            yield f"{', '.join(self._values.values())}, _ = {read}(v)"
        for node, name in self._options.items():
            value = self._values[node]
            yield f"{name} = {value} if {self.known(value)} else None"


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
