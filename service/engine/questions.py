"""Which fact to ask for next, over any number of verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.engine.verdict import Qualifies, Verdict
from service.engine.window import Status


@dataclass(slots=True)
class _Use:
    """What an answer would be good for."""

    place: int
    settles: int = 0
    stake: int = 0
    programs: list[str] = field(default_factory=list)

    def rank(self) -> tuple[int, int, int, int]:
        return -self.settles, -self.stake, -len(self.programs), self.place


def ranked(
    verdicts: Mapping[str, Verdict], order: Mapping[str, int]
) -> list[tuple[str, tuple[str, ...]]]:
    """Return every fact still needed with the programs that need it, most useful first.

    First comes the fact whose single answer may settle the most programs that
    are not closed, then the one with the most money at stake in these, then the
    one the most programs need, then the one first in ``order``, the place of
    each fact as declared. A fact that decides only about today is needed too.
    """
    uses: dict[str, _Use] = {}
    for program, verdict in verdicts.items():
        alive = verdict.application.status is not Status.CLOSED
        rota = verdict.application.needs if verdict.qualifies is not Qualifies.NO else ()
        for fact in dict.fromkeys((*verdict.needs, *rota)):
            use = uses.get(fact)
            if use is None:
                use = uses[fact] = _Use(order[fact])
            use.programs.append(program)
            if alive and fact in verdict.decisive:
                use.settles += 1
                use.stake += verdict.most
    best = sorted(uses.items(), key=lambda pair: pair[1].rank())
    return [(fact, tuple(use.programs)) for fact, use in best]
