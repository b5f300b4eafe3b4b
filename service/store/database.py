"""Connections and transactions, and what goes wrong with them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from service.errors import StoreError
from service.store.address import Address

_WAIT_SECONDS = 5
"""How long to wait for a connection that other threads use."""

_UPGRADING = 1_919
"""PostgreSQL's advisory lock that an upgrade holds."""

_MISSING = {"42P01", "42703", "3F000"}
"""PostgreSQL's codes for a table, a column or a schema that is not there."""


class Database:
    """One database's connections in this process.

    Gunicorn reads the application before it forks: an engine belongs to the process that made it,
    and each process makes its own when it first needs one.
    """

    def __init__(self, address: Address) -> None:
        """Connect to nothing yet."""
        self.address = address
        self._lock = Lock()
        self._engines: dict[int, Engine] = {}

    def _engine(self) -> Engine:
        process = os.getpid()
        if (engine := self._engines.get(process)) is not None:
            return engine
        with self._lock:
            if process not in self._engines:
                # A parent's engine stays in the dictionary, so that its connections, which the
                # parent still uses, are not closed from here.
                self._engines[process] = _made(self.address)
            return self._engines[process]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that changes nothing; raise StoreError."""
        with _named(self.address), self._engine().connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that is committed at the end; raise StoreError.

        SQLite lets one in at a time, from its beginning: what is read in it is still so when it
        writes. In PostgreSQL a row read ``with_for_update`` is.
        """
        engine = self._engine()
        with _named(self.address), engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextmanager
    def upgrading(self) -> Iterator[Connection]:
        """Open a transaction for changing the tables, one at a time; raise StoreError."""
        file = self.address.file
        engine = _made(self.address, create=True, poolclass=NullPool)
        with _named(self.address):
            if file is not None:
                # Whoever else has an account on the machine has no business in the answers.
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                event.listen(engine, "connect", _first_connected)
            with engine.execution_options(writes=True).begin() as connection:
                if file is None:
                    # Another upgrade may take longer than a question may.
                    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADING})")
                yield connection

    def close(self) -> None:
        """Close this process's connections."""
        if (engine := self._engines.pop(os.getpid(), None)) is not None:
            engine.dispose()


def _made(address: Address, *, create: bool = False, **more: Any) -> Engine:
    if address.file is None:
        more.setdefault("isolation_level", "READ COMMITTED")
        if "poolclass" not in more:
            # The server may have been restarted since the connection was last used.
            more.update(pool_pre_ping=True, pool_recycle=1800, pool_timeout=_WAIT_SECONDS)
    engine = create_engine(
        address.target(create=create),
        connect_args=address.arguments(),
        # What a merchant answered belongs in no log.
        hide_parameters=True,
        **more,
    )
    if address.file is not None:
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: Any, _record: Any) -> None:
    # A crash of the machine may lose the last seconds, never the file; and what is deleted is
    # overwritten.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")


def _first_connected(connection: Any, _record: Any) -> None:
    # Readers and the writer do not wait for each other. The file remembers it.
    connection.execute("PRAGMA journal_mode = WAL")


def _begun(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _named(address: Address) -> Iterator[None]:
    """Turn whatever the database says into StoreError; its own words may hold values."""
    try:
        yield
    except (DBAPIError, NoConnection, sqlite3.Error, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
        reason = f"{type(cause).__name__} {code or ''}".rstrip()
        new = address.file is not None and not address.file.exists()
        missing = new or code in _MISSING or "no such " in str(cause)
        raise StoreError("not-upgraded" if missing else "unreachable", reason) from None
