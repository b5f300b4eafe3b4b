"""Every case in ``rules/cases`` gets the verdict its officials expect."""

from __future__ import annotations

import pytest

from service.catalog.model import Case
from service.catalog.trial import differences
from tests.tables import CATALOG


@pytest.mark.parametrize("case", CATALOG.cases, ids=lambda case: f"{case.program}: {case.name}")
def test_case(case: Case) -> None:
    """The engine's verdict is the expected one."""
    assert differences(case, CATALOG.programs) == [], f"{case.file}:{case.line}"


def test_every_condition_is_the_sole_reason_of_a_case() -> None:
    """For each condition of each edition there is a merchant who fails on it alone."""
    blamed = {
        (case.program, CATALOG.programs[case.program].edition(case.moment.day).id, case.because[0])
        for case in CATALOG.cases
        if case.because is not None and len(case.because) == 1
    }
    missing = [
        f"{program.id} {edition.id} {requirement.id}"
        for program in CATALOG.programs.values()
        for edition in program.editions
        for requirement in edition.requirements
        if (program.id, edition.id, requirement.id) not in blamed
    ]
    assert missing == []
