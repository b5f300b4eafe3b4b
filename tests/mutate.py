"""``make mutation``: would the cases notice a wrong table?

Every table is changed in every small way, one at a time, and the cases of the
programs it belongs to are judged again. A change that no case notices survives;
``tests/survivors.toml`` lists those that may, each with the reason.
"""

from __future__ import annotations

import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from service.catalog.model import Case
from service.catalog.trial import differences
from service.engine.program import DatedRate, Program
from service.engine.tree import CodeList, Member, Named
from tests import mutants
from tests.tables import CATALOG

T = TypeVar("T")
SURVIVORS = Path(__file__).with_name("survivors.toml")
WANTED = 0.95


@dataclass(frozen=True)
class Mutant:
    """A change: of one program, or of a part that several programs share."""

    name: str
    owner: str
    programs: tuple[str, ...]
    changed: Program | None = None
    old: Any = None
    new: Any = None

    def apply(self) -> dict[str, Program]:
        """Return all programs with the change made."""
        made = dict(CATALOG.programs)
        for key in self.programs:
            made[key] = self.changed or mutants.swapped(made[key], self.old, self.new)
        return made


def users(part: Any, kind: type) -> tuple[str, ...]:
    """Return the programs in which the very object ``part`` stands."""
    return tuple(key for key in CATALOG.programs if id(part) in PARTS[kind, key])


PARTS = {
    (kind, key): mutants.parts(program, kind)
    for kind in (Named, CodeList, DatedRate, Member)
    for key, program in CATALOG.programs.items()
}


def every(kind: type[T]) -> list[T]:
    """Return every object of a kind in all programs, each once."""
    found = {place: part for key in CATALOG.programs for place, part in PARTS[kind, key].items()}
    return list(found.values())


def owner(used: Sequence[str]) -> str:
    """Return the one program that uses a part, or that several do."""
    return used[0] if len(used) == 1 else "shared"


def of_shared() -> Iterator[Mutant]:
    """Yield the changes of derived facts, code lists and dated rates, each once."""
    for named in every(Named):
        used = users(named, Named)
        for change, new in mutants.of_named(named):
            yield Mutant(change, owner(used), used, old=named, new=new)
    asked = {id(member.within) for member in every(Member)}
    for listing in every(CodeList):
        used = users(listing, CodeList)
        for change, changed in mutants.of_list(listing, id(listing) in asked):
            name = f"{listing.id} {change}"
            yield Mutant(name, owner(used), used, old=listing, new=changed)
    lists: dict[int, tuple[DatedRate, ...]] = {}
    for program in CATALOG.programs.values():
        for edition in program.editions:
            for benefit in (edition.benefit, *(o.benefit for o in edition.options)):
                for rows in (
                    benefit.rates.rows if benefit.rates else (),
                    benefit.loan.base_rates if benefit.loan else (),
                ):
                    lists[id(rows)] = rows
    for rows in lists.values():
        if rows:
            for change, new_rows in mutants.of_rates(rows):
                yield Mutant(change, "shared", users(rows[0], DatedRate), old=rows, new=new_rows)


def all_mutants(wanted: Sequence[str]) -> list[Mutant]:
    """Return every mutant of the wanted programs, or of all with what they share."""
    found = [
        Mutant(change, key, (key,), changed=changed)
        for key, program in CATALOG.programs.items()
        if not wanted or key in wanted
        for change, changed in mutants.of_program(program)
    ]
    shared = [m for m in of_shared() if not wanted or m.owner in wanted]
    return found + shared


def cost(case: Case) -> float:
    """Return how long a case takes, having checked that it passes."""
    start = time.perf_counter()
    assert differences(case, CATALOG.programs) == [], case.name
    return time.perf_counter() - start


CASES: dict[str, list[Case]] = defaultdict(list)
MUTANTS: list[Mutant] = []


def noticed(place: int) -> bool:
    """Tell whether a case notices the mutant; one that cannot be judged at all is noticed."""
    mutant = MUTANTS[place]
    try:
        programs = mutant.apply()
        return any(differences(c, programs) for key in mutant.programs for c in CASES[key])
    except Exception:  # whatever breaks the judging is seen by everybody
        return True


def main(wanted: Sequence[str]) -> int:
    """Print what survived; fail below 95 %, or where a survivor has no reason."""
    for _, _, case in sorted((cost(c), n, c) for n, c in enumerate(CATALOG.cases)):
        CASES[case.program].append(case)
    MUTANTS.extend(all_mutants(wanted))
    with get_context("fork").Pool(maxtasksperchild=40) as pool:
        results = pool.map(noticed, range(len(MUTANTS)), chunksize=5)
    total, alive = Counter[str](), Counter[str]()
    survivors = []
    for mutant, found in zip(MUTANTS, results, strict=True):
        total[mutant.owner] += 1
        if not found:
            alive[mutant.owner] += 1
            survivors.append(f"{mutant.owner}: {mutant.name}")
    reasons = tomllib.loads(SURVIVORS.read_text("utf-8")) if SURVIVORS.exists() else {}
    known = {name for group in reasons.get("survivor", []) for name in group["mutants"]}
    for name in survivors:
        print("  " if name in known else "! ", name)
    for key in total:
        print(f"{key:34} {total[key] - alive[key]:6} of {total[key]:6} noticed")
    share = 1 - len(survivors) / max(1, len(MUTANTS))
    print(f"noticed {share:.1%} of {len(MUTANTS)}; a line with ! has no reason in {SURVIVORS.name}")
    unexplained = [name for name in survivors if name not in known]
    gone = sorted(known - set(survivors)) if not wanted else []
    for name in gone:
        print("listed but not a survivor:", name)
    return int(share < WANTED or bool(unexplained) or bool(gone))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
