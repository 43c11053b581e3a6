"""How many requests came in the minute and the day under way, by who sent them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    words = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
    op.create_table(
        "requests",
        sa.Column("who", words, primary_key=True),
        sa.Column("period", words, primary_key=True),
        sa.Column("began", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("sent", sa.Integer, nullable=False),
    )
