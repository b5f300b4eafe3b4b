"""The tables, and the revision of the migrations that makes them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, MetaData, String, Table, Text

REVISION = "0001"
"""The newest revision under ``migrations/versions/``; ``upgrade`` leads to it."""

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_name)s_key",
        "ix": "%(table_name)s_%(column_0_name)s_idx",
    }
)

# All times are Seoul's, without an offset. Answers and outcomes are JSON as text: no query looks
# into them, and both databases keep text alike.

drafts = Table(
    "drafts",
    metadata,
    # The digest of the id: whoever reads the table cannot go on in a merchant's name.
    Column("id_digest", String(64), primary_key=True),
    Column("answers", Text, nullable=False),
    Column("expires_at", DateTime, nullable=False, index=True),
)

codes = Table(
    "codes",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("content_digest", String(64), nullable=False, unique=True),
    Column("answers", Text, nullable=False),
    Column("moment", DateTime, nullable=False),
    Column("rules", String(64), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("saved_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False, index=True),
)

revision = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""Where Alembic keeps the revision; not among the tables that it makes."""
