"""Brings a database to the newest schema: one process at a time, and never backwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


def downgrade(database: Database, revision: str) -> None:
    with _connected(database) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def _connected(database: Database) -> Iterator[Connection]:
    """A connection that holds the migration lock (an advisory one, or SQLite's write lock) and commits at the end."""
    with database.engine.execution_options(write=True).connect() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
            connection.commit()
            return
        with _keys_resting(connection):
            yield connection
            _refuse_loose_keys(connection)
            connection.commit()


@contextmanager
def _keys_resting(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; what points at it must not stop that. Only outside a transaction."""
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def _refuse_loose_keys(connection: Connection) -> None:
    loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    if loose:
        raise RuntimeError(
            f"the migration left {len(loose)} rows that point at nothing, first in {loose[0][0]}"
        )


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
