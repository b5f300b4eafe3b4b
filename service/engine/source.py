"""Trees written as Python source: the fastest way to judge a merchant whose facts are known.

The code reads facts from ``f``, or with its ``get``, and the day from ``day``. A fact that is needed
and not known raises KeyError; whoever runs the code then asks the closures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

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


class Source:
    """A function under way: its lines, and the objects they name."""

    def __init__(self) -> None:
        """Begin without a line."""
        self.lines: list[str] = []
        self._objects: dict[str, Any] = {}
        self._names: dict[int, str] = {}
        self._found: dict[Node, str] = {}
        self._needed: dict[Fact, str] = {}
        self._open: dict[Fact, str] = {}

    def name(self, thing: Any) -> str:
        """Return a name for ``thing``."""
        found = self._names.get(id(thing))
        if found is None:
            found = self._names[id(thing)] = f"k{len(self._names)}"
            self._objects[found] = thing  # held, so that no other object takes its id
        return found

    def local(self, code: str) -> str:
        """Keep the value of ``code`` and return its name."""
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {code}")
        return name

    def need(self, fact: Fact) -> str:
        """Return the name of the value of ``fact``, without which the function does nothing."""
        if fact not in self._needed:
            self._needed[fact] = f"n{len(self._needed)}"
            self._found[Get(fact)] = self._needed[fact]
        return self._needed[fact]

    def fact(self, fact: Fact) -> str:
        """Return the name of the value of ``fact``, None where that is unknown."""
        if fact in self._needed:
            return self._needed[fact]
        return self._open.setdefault(fact, f"x{len(self._open)}")

    def needed(self, fact: Fact) -> bool:
        """Tell whether the function needs ``fact``."""
        return fact in self._needed

    def perhaps(self, code: str, otherwise: str = "None") -> str:
        """Keep the value of ``code``, else what holds for an unknown fact; return its name."""
        name = f"v{len(self.lines)}"
        self.lines.append(f"try: {name} = {code}\n    except KeyError: {name} = {otherwise}")
        return name

    def found(self, node: Node, name: str) -> None:
        """Let ``name`` stand for ``node`` from here on."""
        self._found[node] = name

    def forget(self, node: Node) -> None:
        """Let no name stand for ``node`` any longer."""
        del self._found[node]

    def value(self, node: Expression) -> str:
        """Return code for the value of ``node``."""
        if node in self._found:
            return self._found[node]
        match node:
            case Const(value=value):
                return repr(value) if type(value) in (bool, int) else self.name(value)
            case Get(fact=fact):
                return f"f[{fact.id!r}]"
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

    def _read(self) -> Iterator[str]:
        """Yield the lines that read facts, all at once as that is quicker."""
        for facts, read in ((self._needed, "f.__getitem__"), (self._open, "get")):
            if facts:
                keys = self.name(tuple(fact.id for fact in facts))
                yield f"{', '.join(facts.values())}, = map({read}, {keys})"

    def function(self, parameters: str) -> Callable[..., Any]:
        """Return the function that runs the lines."""
        body = "\n    ".join([*self._read(), *self.lines])
        code = _compiled(f"def run({parameters}):\n    {body}\n")
        namespace = dict(self._objects)
        exec(code, namespace)
        made: Callable[..., Any] = namespace["run"]
        return made


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
