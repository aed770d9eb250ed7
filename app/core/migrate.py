"""Brings a database to the newest schema: one process at a time, and never backwards."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.core.db import Database
from app.core.errors import Unavailable

_ROOT = Path(__file__).resolve().parents[2]
_LOCK = 0x456E7473


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to `revision`. Processes that start together wait for each other."""
    with _connected(database) as connection:
        _refuse_unknown(connection)
        command.upgrade(_config(connection), revision)
        connection.commit()


def downgrade(database: Database, revision: str) -> None:
    with _connected(database) as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def _connected(database: Database) -> Connection:
    """A connection that holds the migration lock: an advisory one, or SQLite's write lock."""
    engine = database.engine.execution_options(write=True)
    connection = engine.connect()
    if not database.is_sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    return connection


def _config(connection: Connection) -> Config:
    config = Config(_ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    return config


def _refuse_unknown(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {one.revision for one in ScriptDirectory(str(_ROOT / "migrations")).walk_revisions()}
    if current is not None and current not in known:
        raise Unavailable(
            "newer_database",
            f"the database is at revision {current}, which this version does not know",
            "start a newer version of the program, or restore the backup made before it was upgraded",
        )


def current(database: Database) -> str | None:
    """The revision that a database is at."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
