"""The service as it is run: gunicorn with its own settings, a free port and a database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and what it writes down."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(directory: Path, app: str = "wsgi:app", **settings: str) -> Iterator[Server]:
    """Start a server that keeps its files in ``directory``; stop it and see that it stops well."""
    server = Server(_free_port(), directory / "log")
    given = {
        "BIND": f"127.0.0.1:{server.port}",
        "DATABASE_URL": f"sqlite:///{directory / 'merchants.db'}",
        **settings,
    }
    with server.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "service/gunicorn.conf.py", app],
            env={**os.environ, **given},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(server, process)
        yield server
    finally:
        process.terminate()
        assert process.wait(20) == 0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            assert connection.getresponse().status == 200
        except OSError:
            assert process.poll() is None, server.log.read_text(encoding="utf-8")
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise AssertionError(f"the server does not answer: {server.log.read_text(encoding='utf-8')}")
