"""The short way into the service and the thorough one agree on every request."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

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
    except BadRequest as refused:
        return refused.description


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
    plain = loader.plain.read(json.dumps(body).encode(), NOW)
    if plain is not None:
        assert plain == outcome(loader.thorough, body)
        types = {key: type(value) for key, value in plain.facts.items()}
        thorough = loader.thorough(body, NOW)
        assert types == {key: type(value) for key, value in thorough.facts.items()}


@given(body=st.recursive(JUNK, lambda inner: st.dictionaries(st.text(), inner), max_leaves=5))
@example(body={"facts": {"district": []}})
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_request_breaks_the_service(loader: Loader, body: Any) -> None:
    outcome(loader.load, json.dumps(body).encode())
    outcome(loader.load, json.dumps({"facts": body}).encode())


COMMON = """{
  "as_of": "2026-08-01T10:00:00", "programs": ["stability-voucher"], "detail": "brief",
  "facts": {"district": "buk-gu", "sales_2025": 1, "opened_on": "2024-02-29", "employees": null}
}"""


def test_a_common_request_takes_the_short_way(loader: Loader) -> None:
    found = loader.plain.read(COMMON.encode(), NOW)
    assert found == loader.thorough(json.loads(COMMON), NOW)
    assert "employees" not in found.facts


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"sales_2025": 1', '"sales_2025": 1, "sales_2025" : 1'),
        ('"sales_2025": 1', '"sales_2025": 1, "sales_2O25": 1'),
        ('"sales_2025": 1', '"sales_2025": 1.0'),
        ('"sales_2025": 1', '"sales_2025": true'),
        ('"sales_2025": 1', '"sales_2025": -1'),
        ('"detail": "brief"', '"detail": "brief", "detail": "brief"'),
        ('"detail": "brief"', '"details": "brief"'),
        ('"detail": "brief"', '"industry_revision": 10'),
        ("T10:00:00", "T10:00:60"),
        ("T10:00:00", "T10\\u003a00:00"),
        ("2024-02-29", "2023-02-29"),
        ("2024-02-29", "2026-08-02"),
        ("2024-02-29", "1899-12-31"),
        ("buk-gu", "12170"),
        ("stability-voucher", "no-such-program"),
        ('"facts"', '"fact"'),
        ("}\n}", "}\n} {}"),
    ],
)
def test_anything_else_takes_the_thorough_way(loader: Loader, before: str, after: str) -> None:
    assert before in COMMON
    assert loader.plain.read(COMMON.replace(before, after).encode(), NOW) is None
