"""The catalogue's schema, step by step, through alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from index.errors import DirectoryTooNew


def upgrade(connection: Connection) -> None:
    """Bring the catalogue's schema up to this version.

    Raises `DirectoryTooNew` where a newer version made it; then nothing was changed.
    """
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
