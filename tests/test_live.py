"""A real server on a real socket."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.servers import serving

pytestmark = pytest.mark.live
FACTS = {"industry_code": "56221", "sales_2025": 83_123_457, "opened_on": "2019-07-19"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Start gunicorn with the service's settings; give its port and its log."""
    with serving(tmp_path_factory.mktemp("live")) as running:
        yield running.port, running.log


def _ask(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()


def test_a_merchant_gets_every_verdict_over_the_wire(server: tuple[int, Path]) -> None:
    """The answer names every program and cites a source for every condition."""
    status, answer = _ask(
        server[0], "POST", "/api/v1/eligibility", json.dumps({"facts": FACTS}).encode()
    )
    assert status == 200
    for program in json.loads(answer)["programs"]:
        assert program["conditions"]
        assert all(c["source"]["doc"] for c in program["conditions"])


def test_no_fact_reaches_the_log(server: tuple[int, Path]) -> None:
    """Whatever is sent, good or broken, no value of it is written down."""
    port, log = server
    good = json.dumps({"facts": FACTS}).encode()
    bad = json.dumps(
        {"facts": {**FACTS, "employees": "8폐8폐8", "sales_2024": -83_123_457}}
    ).encode()
    for body in (good, bad, good[:-3], b"[" * 50_000):
        _ask(port, "POST", "/api/v1/eligibility", body)
    _ask(port, "GET", "/api/v1/programs?sales_2025=83123457")
    time.sleep(0.3)
    written = log.read_text(encoding="utf-8")
    assert "POST /api/v1/eligibility 200" in written
    for value in ("83123457", "83_123_457", "2019-07-19", "56221", "8폐8폐8", "sales_2025"):
        assert value not in written


def test_a_broken_request_line_is_no_500(server: tuple[int, Path]) -> None:
    """Unknown paths and methods are told apart."""
    assert _ask(server[0], "GET", "/nowhere")[0] == 404
    assert _ask(server[0], "DELETE", "/api/v1/eligibility")[0] == 405
    assert _ask(server[0], "POST", "/api/v1/eligibility", b"{")[0] == 400


def test_the_start_makes_the_database_and_warns_of_lost_sessions(
    server: tuple[int, Path],
) -> None:
    """SQLite needs no command; a random key is not for long."""
    port, log = server
    assert _ask(port, "GET", "/readyz/store") == (200, b'{"store":"ok"}')
    assert "SECRET_KEY is not set" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("sqlite:////proc/none/merchants.db", "not-upgraded"),
        ("postgresql://merchant:secret-4711@127.0.0.1:1/none", "unreachable"),
    ],
)
def test_without_a_database_the_interface_works_on(tmp_path: Path, url: str, state: str) -> None:
    """It is ready, and says apart from that what is wrong with the database."""
    with serving(tmp_path, DATABASE_URL=url, SECRET_KEY="k" * 32) as running:
        body = json.dumps({"facts": FACTS}).encode()
        assert _ask(running.port, "GET", "/readyz")[0] == 200
        assert _ask(running.port, "POST", "/api/v1/eligibility", body)[0] == 200
        status, told = _ask(running.port, "GET", "/readyz/store")
        assert (status, json.loads(told)) == (503, {"store": state})
        assert "secret-4711" not in running.log.read_text(encoding="utf-8")
