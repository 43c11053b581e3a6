"""Collections of articles, and the keys that are limited to some. What is there is in `default`."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0006"
down_revision = "0005"

_KEY = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "collected",
        sa.Column(
            "article_id", _KEY, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("collection", _KEY, primary_key=True),
    )
    op.create_index("articles_of_collection", "collected", ["collection", "article_id"])
    op.execute("INSERT INTO collected (article_id, collection) SELECT id, 'default' FROM articles")
    op.add_column("keys", sa.Column("collections", sa.Text))
