"""Every case in ``rules/cases`` gets the verdict its officials expect."""

from __future__ import annotations

import pytest

from service.catalog.model import Case
from service.catalog.trial import differences
from tests.reasons import covered, places
from tests.tables import CATALOG


@pytest.mark.parametrize("case", CATALOG.cases, ids=lambda case: f"{case.program}: {case.name}")
def test_case(case: Case) -> None:
    """The engine's verdict is the expected one."""
    assert differences(case, CATALOG.programs) == [], f"{case.file}:{case.line}"


def test_every_condition_is_the_sole_reason_of_a_case() -> None:
    """For each condition of each edition and option there is a merchant who fails on it alone."""
    found = covered()
    assert [place for place in places() if not found[place]] == []
