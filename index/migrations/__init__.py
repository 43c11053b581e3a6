"""The catalogue's schema, step by step, through alembic."""

from pathlib import Path

import sqlalchemy as sa

from index.errors import DirectoryTooNew

HEAD = "0013"  # the last revision in `versions`

_TURN = 0x415353  # any number that others don't use


def upgrade(connection: sa.Connection) -> None:
    """Bring the catalogue's schema up to this version.

    Raises `DirectoryTooNew` where a newer version made it; then nothing was changed.
    """
    if _revision(connection) != HEAD:
        _migrate(connection)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    rows = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
    return rows.scalar_one_or_none()


def _migrate(connection: sa.Connection) -> None:
    from alembic import command  # which takes a quarter of a second
    from alembic.config import Config
    from alembic.util import CommandError

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
