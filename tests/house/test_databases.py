"""Every test gets a migrated database of its own, on both engines."""

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.core.db import Database
from benchmarks.postgres import Server


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_database_of_its_own(database_url: str, turn: int) -> None:
    database = Database(database_url)
    try:
        with database.transaction() as db:
            db.execute(text("CREATE TABLE left_by_a_test (turn integer)"))
    finally:
        database.dispose()


def test_a_database_is_at_the_newest_revision(database_url: str) -> None:
    newest = ScriptDirectory.from_config(Config("alembic.ini")).get_current_head()
    database = Database(database_url)
    try:
        with database.reading() as db:
            assert db.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [newest]
    finally:
        database.dispose()


def test_the_server_s_own_database_stays_empty(postgres_server: Server, postgres_url: str) -> None:
    database = Database(postgres_url)
    try:
        with database.reading() as db:
            tables = db.execute(
                text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            ).scalar_one()
    finally:
        database.dispose()
    assert (postgres_server.url, tables) == (postgres_url, 0)
