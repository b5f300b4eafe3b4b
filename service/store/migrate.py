"""Bring a database's tables to the revision that this service needs."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection

from service.errors import StoreError
from service.store.database import Database


def upgrade(database: Database) -> bool:
    """Bring the tables to the newest revision; tell whether anything was to be done.

    Raise StoreError, with nothing done, for a revision that a newer service has made.
    """
    with database.upgrading() as connection:
        before = _revision(connection)
        try:
            command.upgrade(_config(connection), "head")
        except CommandError:
            raise StoreError("unreachable", f"unknown revision {before}") from None
        return _revision(connection) != before


def downgrade(database: Database, to: str) -> None:
    """Take the tables back to an earlier revision, or to ``base``: none at all."""
    with database.upgrading() as connection:
        command.downgrade(_config(connection), to)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "service.store:migrations")
    config.attributes["connection"] = connection
    return config
