"""Gunicorn's workers on PostgreSQL: forked from a master that has read the application."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path

from tests.postgres import Server
from tests.servers import serving


def test_every_worker_makes_connections_of_its_own(server: Server, tmp_path: Path) -> None:
    settings = {"DATABASE_URL": server.url("model"), "SECRET_KEY": "k" * 32, "WEB_WORKERS": "3"}
    with serving(tmp_path, **settings) as running:
        for _ in range(30):
            connection = HTTPConnection("127.0.0.1", running.port, timeout=10)
            connection.request("GET", "/readyz/store")
            assert connection.getresponse().read() == b'{"store":"ok"}'
            connection.close()
        assert "SECRET_KEY" not in running.log.read_text(encoding="utf-8")
