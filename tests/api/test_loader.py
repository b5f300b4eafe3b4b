"""The short way into the service and the thorough one agree on every request."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from service.api.flaws import Rejected
from service.api.loader import Loader
from service.catalog.model import Catalog
from service.engine.facts import Fact, Kind

NOW = datetime(2026, 8, 1, 10)  # noqa: DTZ001
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**16),
    st.floats(),
    st.text(max_size=12),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["2024-02-29", "2026-08-02", "2024-W10-1", "20240501", "29110", "56221"]),
)


@pytest.fixture(scope="session")
def loader(catalog: Catalog, app: Flask) -> Loader:
    return Loader(catalog)


def answers(fact: Fact) -> st.SearchStrategy[Any]:
    match fact.kind:
        case Kind.MONEY | Kind.COUNT | Kind.NUMBER:
            good: st.SearchStrategy[Any] = st.integers(fact.minimum, fact.maximum)
        case Kind.DATE:
            good = st.dates().map(str)
        case Kind.BOOL:
            good = st.booleans()
        case _:
            good = st.sampled_from(fact.values)
    return st.one_of(good, good, good, st.none(), JUNK)


def outcome(read: Any, body: Any) -> Any:
    try:
        return read(body, NOW)
    except Rejected as rejected:
        return rejected.flaws


@given(data=st.data())
@settings(
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_short_way_gives_what_the_thorough_one_gives(loader: Loader, data: Any) -> None:
    keys = data.draw(st.lists(st.sampled_from(sorted(loader.facts)), max_size=6, unique=True))
    facts = {key: data.draw(answers(loader.facts[key])) for key in keys}
    if data.draw(st.integers(0, 9)) == 0:
        facts["other"] = 1
    body: dict[str, Any] = {"facts": facts}
    more = {
        "as_of": st.sampled_from(["2026-08-01", "2026-08-01T10:00:00Z", "2026-13-01", None, 1]),
        "programs": st.lists(st.sampled_from([*loader.programs, "x", 1]), max_size=3),
        "detail": st.sampled_from(["full", "brief", "x", None, []]),
        "language": st.sampled_from(["ko", "en", "x", {}]),
    }
    for key, values in more.items():
        if data.draw(st.booleans()):
            body[key] = data.draw(values)
    quick = loader.quick(body, NOW)
    if quick is not None:
        assert quick == outcome(loader.thorough, body)
        types = {key: type(value) for key, value in quick.facts.items()}
        thorough = loader.thorough(body, NOW)
        assert types == {key: type(value) for key, value in thorough.facts.items()}


@given(body=st.recursive(JUNK, lambda inner: st.dictionaries(st.text(), inner), max_leaves=5))
@example(body={"facts": {"district": []}})
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_request_breaks_the_service(loader: Loader, body: Any) -> None:
    outcome(loader.load, body)
    outcome(loader.load, {"facts": body})


def test_a_common_request_takes_the_short_way(loader: Loader) -> None:
    facts = {"district": "buk-gu", "sales_2025": 1, "opened_on": "2024-02-29", "employees": None}
    found = loader.quick({"as_of": "2026-08-01", "facts": facts}, NOW)
    assert found is not None
    assert "employees" not in found.facts
