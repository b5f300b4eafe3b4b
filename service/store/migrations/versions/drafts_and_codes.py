"""Make the tables of drafts and of saved results."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "drafts",
        sa.Column("id_digest", sa.String(64), nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id_digest", name="drafts_pkey"),
    )
    op.create_index("drafts_expires_at_idx", "drafts", ["expires_at"])
    op.create_table(
        "codes",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("content_digest", sa.String(64), nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("moment", sa.DateTime, nullable=False),
        sa.Column("rules", sa.String(64), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("code", name="codes_pkey"),
        sa.UniqueConstraint("content_digest", name="codes_content_digest_key"),
    )
    op.create_index("codes_expires_at_idx", "codes", ["expires_at"])


def downgrade() -> None:
    """Drop both tables and all they hold."""
    op.drop_table("codes")
    op.drop_table("drafts")
