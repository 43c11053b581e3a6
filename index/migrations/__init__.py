"""The catalogue's schema, step by step, through alembic."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from index.errors import DirectoryTooNew

_TURN = 0x415353  # any number that others don't use


def upgrade(connection: sa.Connection) -> None:
    """Bring the catalogue's schema up to this version.

    Raises `DirectoryTooNew` where a newer version made it; then nothing was changed.
    """
    if connection.dialect.name == "postgresql":  # two processes may come to an empty database
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DirectoryTooNew(
            f"The catalogue was made by a newer version of Assay ({error}).",
            "Update Assay, or name another directory with --data DIR or ASSAY_DATA.",
        ) from error
