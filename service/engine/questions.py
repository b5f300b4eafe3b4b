"""Which fact to ask for next, over any number of verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.engine.verdict import Verdict

Question = tuple[str, tuple[str, ...]]


def ranked(verdicts: Mapping[str, Verdict], order: Sequence[str]) -> list[Question]:
    """Return every fact still needed with the programs that need it, most useful first.

    First comes the fact whose single answer may settle the most programs, then
    the one with the most money at stake, then the one the most programs need,
    then the one first in ``order``, the facts' ids as declared. ``verdicts``
    are by program id; leave out what shall not count.
    """
    settles: dict[str, int] = {}
    stake: dict[str, int] = {}
    needing: dict[str, list[str]] = {}
    for program, verdict in verdicts.items():
        for fact in verdict.decisive:
            settles[fact] = settles.get(fact, 0) + 1
        for fact in verdict.needs:
            stake[fact] = stake.get(fact, 0) + verdict.most
            needing.setdefault(fact, []).append(program)
    place = {fact: number for number, fact in enumerate(order)}

    def rank(fact: str) -> tuple[int, int, int, int]:
        return (
            -settles.get(fact, 0),
            -stake[fact],
            -len(needing[fact]),
            place.get(fact, len(place)),
        )

    return [(fact, tuple(needing[fact])) for fact in sorted(needing, key=rank)]
