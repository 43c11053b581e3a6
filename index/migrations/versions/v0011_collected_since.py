"""The version in which an article came into a collection. Of what is there it isn't known: all."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("collected", sa.Column("since", sa.Integer, nullable=False, server_default="1"))
