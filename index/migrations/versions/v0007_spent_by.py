"""What models cost by key, and what they may cost for one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "spent_by",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column(
            "who", sa.Text().with_variant(TEXT(collation="C"), "postgresql"), primary_key=True
        ),
        sa.Column("usd", sa.Float, nullable=False),
    )
    op.add_column("keys", sa.Column("daily_cost_usd", sa.Float))
