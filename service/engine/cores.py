"""What is left of conditions once all but one fact is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from service.engine.claims import sure
from service.engine.closures import judge
from service.engine.facts import Fact, Facts, Outcome
from service.engine.tree import AllOf, AnyOf, Condition, facts_of


@dataclass(frozen=True, slots=True)
class Core:
    """Parts that read the fact, of which one is enough or all are needed.

    ``unsure`` says that another part, which does not read it, is unknown.
    """

    parts: tuple[Core | Condition, ...]
    one: bool
    unsure: bool

    def leaves(self) -> Iterator[Condition]:
        """Yield the conditions that read the fact."""
        for part in self.parts:
            if isinstance(part, Core):
                yield from part.leaves()
            else:
                yield part

    def judge(self, env: Facts, day: date) -> Outcome:
        """Return the outcome with a value of the fact in ``env``."""
        unsure = self.unsure
        for part in self.parts:
            seen = part.judge(env, day) if isinstance(part, Core) else judge(part)(env, day)
            if seen is self.one:
                return seen
            unsure = unsure or seen is None
        return None if unsure else not self.one


def core_of(condition: Condition, fact: Fact, env: Facts, day: date) -> Core | Condition | Outcome:
    """Return what is left of ``condition``: its outcome where that does not hang on ``fact``."""
    if fact not in facts_of(condition):
        return sure(condition, env, day)
    if isinstance(condition, AnyOf | AllOf):
        return joined(condition.parts, isinstance(condition, AnyOf), fact, env, day)
    return condition


def joined(
    conditions: Iterable[Condition], one: bool, fact: Fact, env: Facts, day: date
) -> Core | Condition | Outcome:
    """Return what is left of conditions of which one is enough, or all are needed."""
    parts: list[Core | Condition] = []
    unsure = False
    for condition in conditions:
        left = core_of(condition, fact, env, day)
        if left is one:
            return one
        if left is None:
            unsure = True
        elif not isinstance(left, bool):
            parts.append(left)
    if not parts:
        return None if unsure else not one
    return Core(tuple(parts), one, unsure)
