"""``make coverage-of-rules``: which condition is the sole reason of which cases.

A condition is covered where a merchant fails on it alone: an edition's by a
case that names it as the only reason, an option's by a case in which the
edition's conditions all hold and the option fails on this one.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator

from service.catalog.model import Case
from service.engine.verdict import Judgement
from tests.tables import CATALOG

Place = tuple[str, str, str, str]
"""Program, edition, option (empty for the edition's own) and condition."""


def places() -> Iterator[Place]:
    """Yield every condition of every edition and option."""
    for program in CATALOG.programs.values():
        for edition in program.editions:
            for requirement in edition.requirements:
                yield program.id, edition.id, "", requirement.id
            for option in edition.options:
                for requirement in option.requirements:
                    yield program.id, edition.id, option.id, requirement.id


def alone(case: Case) -> Iterator[Place]:
    """Yield the conditions on which alone ``case`` says that its merchant fails."""
    edition = CATALOG.programs[case.program].edition(case.moment.day)
    if case.because is not None and len(case.because) == 1:
        yield case.program, edition.id, "", case.because[0]
    if case.options is None and case.because != ("option",):
        return
    verdict = Judgement(case.facts, case.moment).verdict(edition)
    if any(finding.outcome is False for finding in verdict.findings):
        return
    for chosen in verdict.options:
        failing = [f.requirement.id for f in chosen.findings if f.outcome is False]
        if len(failing) == 1:
            yield case.program, edition.id, chosen.option.id, failing[0]


def covered() -> dict[Place, int]:
    """Return for each condition in how many cases it is the sole reason."""
    found: dict[Place, int] = defaultdict(int)
    for case in CATALOG.cases:
        for place in alone(case):
            found[place] += 1
    return found


def main() -> int:
    """Print program × conditions; fail where a condition has no case of its own."""
    found = covered()
    gaps = 0
    heading = ()
    for place in places():
        if place[:3] != heading:
            heading = place[:3]
            print("\n" + " / ".join(part for part in heading if part))
        gaps += not found[place]
        print(f"    {place[3]:36} {found[place] or 'NO CASE'}")
    print(f"\n{sum(1 for _ in places())} conditions, {gaps} without a case of their own")
    return int(gaps > 0)


if __name__ == "__main__":
    sys.exit(main())
