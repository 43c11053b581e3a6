"""Conversations of those who sign in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0010"
down_revision = "0009"

_KEY = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", _KEY, nullable=False),
        sa.Column("began", _KEY, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
    )
    op.create_index("conversations_of", "conversations", ["owner", "began"], unique=True)
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "conversation_id",
            sa.Integer,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("put", _KEY, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer_id", _KEY),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_index("turns_of", "turns", ["conversation_id", "put"], unique=True)
    op.create_table(
        "turn_articles",
        sa.Column(
            "turn_id",
            sa.Integer,
            sa.ForeignKey("turns.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("article_id", _KEY, primary_key=True, index=True),
    )
