"""The ledger that replicas follow, and claims on what waits to be indexed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column(
            "article_id",
            sa.Text().with_variant(TEXT(collation="C"), "postgresql"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_index("ix_changes_number", "changes", ["number"])
    op.add_column("versions", sa.Column("claimed_until", sa.DateTime(timezone=True)))
