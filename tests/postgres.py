"""A PostgreSQL server of the tests' own, from Debian's package."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SETTINGS = {
    "listen_addresses": "",  # its socket alone, so that no port is taken
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    # What it writes down is searched for values; the README names the second one.
    "log_min_duration_statement": "0",
    "log_parameter_max_length": "0",
}


def programs() -> Path | None:
    """Return the directory of the newest server that is installed."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in found), key=lambda path: int(path.parts[-2]), default=None)


class Server:
    """A running server."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.log = directory / "log"

    def url(self, database: str) -> str:
        return f"postgresql:///{database}?host={self.directory}&user=postgres"

    def run(self, statements: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements.split("; "):
                connection.execute(statement)


@contextmanager
def server(bin: Path) -> Iterator[Server]:
    """Start a server with an empty data directory; stop it and leave nothing behind."""
    # A socket's path must be short.
    directory = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    made = Server(directory)
    account = _account()
    if account:
        shutil.chown(directory, account, pwd.getpwnam(account).pw_gid)
    data = str(directory / "data")
    initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    process = None
    try:
        subprocess.run(
            [*_as(account), bin / "initdb", *initdb],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        with made.log.open("wb") as log:
            process = subprocess.Popen(
                [*_as(account), bin / "postgres", "-D", data, "-k", directory, *options],
                cwd="/",
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        _await(made)
        yield made
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # "fast": it waits for no client
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(directory, ignore_errors=True)


def _account() -> str:
    """Return the account to run as: PostgreSQL refuses root."""
    if os.geteuid():
        return ""
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _as(account: str) -> list[str]:
    if not account:
        return []
    group = str(pwd.getpwnam(account).pw_gid)
    # It ends with the tests, however they end.
    ends = ["--pdeathsig", "QUIT"]
    return ["setpriv", f"--reuid={account}", f"--regid={group}", "--clear-groups", *ends, "--"]


def _await(made: Server) -> None:
    for _ in range(200):
        try:
            made.run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(made.log.read_text(encoding="utf-8", errors="replace"))
