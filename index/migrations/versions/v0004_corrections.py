"""What readers corrected about articles, how often a version was repaired, and quick lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0004"
down_revision = "0003"

_KEY = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "article_id",
            _KEY,
            sa.ForeignKey("articles.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("was", sa.Text),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    repairs = sa.Column("repairs", sa.Integer, nullable=False, server_default="0")
    op.add_column("versions", repairs)
    op.execute("UPDATE versions SET repairs = json_array_length(edits)")
    listed = ["article_id", "version", "state", "published", "language", "accepted_at", "repairs"]
    op.create_index("versions_listed", "versions", listed)
