"""The tables that `index.schema` describes. Words of keys sort by code point on every database."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0001"
down_revision = None

_KEY = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_articles()
    _make_versions()
    _make_passages()
    _make_the_rest()


def _make_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("uri", sa.Text, nullable=False, unique=True),
        sa.Column("latest", sa.Integer, nullable=False),
        sa.Column("indexed", sa.Integer),
        sa.Column("cluster", sa.Text, index=True),
    )


def _make_versions() -> None:
    owner = sa.ForeignKey("articles.id", ondelete="CASCADE")
    op.create_table(
        "versions",
        sa.Column("article_id", _KEY, owner, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("author", sa.Text),
        sa.Column("outlet", sa.Text),
        sa.Column("outlet_folded", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("published_how", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("edits", sa.JSON, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content_digest", sa.Text, nullable=False, index=True),
        sa.Column("accepted_at", _MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("problem", sa.Text),
        sa.Column("signature", sa.LargeBinary),
    )
    op.create_index("versions_in_line", "versions", ["state", "accepted_at", "article_id"])


def _make_passages() -> None:
    op.create_table(
        "passages",
        sa.Column("generation", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id", "version"],
            ["versions.article_id", "versions.version"],
            ondelete="CASCADE",
        ),
    )
    op.create_index("passages_of_version", "passages", ["article_id", "version"])


def _make_the_rest() -> None:
    op.create_table("leaving", sa.Column("passage_id", sa.Text, primary_key=True))
    op.create_table(
        "facts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "replies",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False, index=True),
    )
