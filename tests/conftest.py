"""Databases for the tests: every test gets its own, empty and migrated, on each of the two engines."""

import itertools
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import postgres
from tests.house.no_skips import pytest_sessionfinish, pytest_terminal_summary

__all__ = ["pytest_sessionfinish", "pytest_terminal_summary"]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: postgres.Server) -> str:
    """The server's own database, in which nothing of the hub's stands."""
    return postgres_server.url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> Iterator[str]:
    """The name of a migrated database that is copied for each test."""
    name = _name()
    postgres_server.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    _migrate(postgres_server.url_of(name))
    yield name
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, its write-ahead log folded in, that is copied for each test."""
    path = tmp_path_factory.mktemp("template") / "hub.sqlite3"
    _migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file."""
    path = tmp_path / "hub.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres_server: postgres.Server, postgres_template: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    name = _name()
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template} STRATEGY FILE_COPY")
    yield postgres_server.url_of(name)
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database on each engine in turn; SQLite's needs no server to be started."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def _name() -> str:
    return f"hub_test_{os.getpid()}_{next(_numbers)}"


def _migrate(url: str) -> None:
    # Imported here, so that tests of rules and libraries start without loading the whole hub.
    from app.core.db import Database
    from app.core.migrate import upgrade

    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.dispose()
