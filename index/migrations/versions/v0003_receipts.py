"""Answers as they were given, what readers said of them, and what models cost."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0003"
down_revision = "0001"

_KEY = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("asked_at", _MOMENT, nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "receipt_articles",
        sa.Column("receipt_id", _KEY, _receipt(), primary_key=True),
        sa.Column("article_id", _KEY, sa.ForeignKey("articles.id"), primary_key=True, index=True),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("receipt_id", _KEY, _receipt(), nullable=False, index=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("thumb", sa.Text),
        sa.Column("claim", sa.Integer),
        sa.Column("disputed", sa.Boolean, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
    )
    op.create_table(
        "spending",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("usd", sa.Float, nullable=False),
    )


def _receipt() -> sa.ForeignKey:
    return sa.ForeignKey("receipts.id", ondelete="CASCADE")
