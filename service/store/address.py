"""Which database: from ``DATABASE_URL`` to what SQLAlchemy and people need to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from service.errors import SettingError

BUSY_SECONDS = 10
CONNECT_SECONDS = 3
STATEMENT_SECONDS = 5

_POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")


@dataclass(frozen=True, slots=True)
class Address:
    """One database: a SQLite file, or a PostgreSQL server's."""

    url: URL
    file: Path | None
    """SQLite's file; None for PostgreSQL."""

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address; raise SettingError, without repeating it: it may hold a password."""
        try:
            url = make_url(text)
            url.port  # noqa: B018 - a port that is no number is found here
        except (ArgumentError, ValueError):
            raise SettingError("DATABASE_URL is not an address of a database") from None
        if url.drivername in _POSTGRESQL:
            return cls(url.set(drivername="postgresql+psycopg"), None)
        if url.drivername != "sqlite":
            raise SettingError("DATABASE_URL must begin with sqlite:// or postgresql://")
        if not url.database or url.database.startswith((":memory:", "file:")):
            raise SettingError("DATABASE_URL must name SQLite's file: processes share no memory")
        return cls(url, Path(url.database).resolve())

    def __str__(self) -> str:
        """Name the database without user or password."""
        if self.file is not None:
            return f"SQLite {self.file}"
        host = self.url.host or self.url.query.get("host") or "localhost"
        port = f":{self.url.port}" if self.url.port else ""
        return f"PostgreSQL {host}{port}/{self.url.database or ''}"

    def target(self, *, create: bool = False) -> URL:
        """Return the address to connect to; only with ``create`` is a missing file made."""
        if self.file is None:
            return self.url
        # Percent-encoded, as SQLite reads it: a path may hold "?" or "#".
        name = f"file:{quote(str(self.file))}"
        return self.url.set(database=name, query={"mode": "rwc" if create else "rw", "uri": "true"})

    def arguments(self) -> dict[str, Any]:
        """Return the driver's arguments: nothing may wait for long."""
        if self.file is not None:
            # "begin" is said by hand, see database.py
            return {"timeout": BUSY_SECONDS, "isolation_level": None}
        milliseconds = STATEMENT_SECONDS * 1000
        ours = {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": milliseconds,
            "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}",
        }
        return {key: value for key, value in ours.items() if key not in self.url.query}
