"""The names that articles pair, and how often these pairs have changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0002"
down_revision = "0001"

_KEY = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "aliases",
        sa.Column("article_id", _KEY, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("name", _KEY, primary_key=True),
        sa.Column("other", _KEY, primary_key=True),
        sa.ForeignKeyConstraint(
            ["article_id", "version"],
            ["versions.article_id", "versions.version"],
            ondelete="CASCADE",
        ),
    )
    op.execute("INSERT INTO facts (name, value) VALUES ('aliases', '0')")
