"""Databases for the tests: every test gets its own, empty and migrated, on each of the two engines."""

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from benchmarks import postgres
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


class Templates:
    """Migrated databases that are copied for each test: an empty one, and one with the hub and its people."""

    def __init__(self, server: Callable[[], postgres.Server], folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._made: dict[tuple[str, bool], str] = {}

    def sqlite(self, path: Path, peopled: bool) -> str:
        template = self._made.get(("sqlite", peopled)) or self._make_sqlite(peopled)
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    @contextmanager
    def postgresql(self, peopled: bool) -> Iterator[str]:
        template = self._made.get(("postgresql", peopled)) or self._make_postgresql(peopled)
        server, name = self._server(), _name()
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        yield server.url_of(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _make_sqlite(self, peopled: bool) -> str:
        path = self._folder / f"hub{peopled:d}.sqlite3"
        _migrate(f"sqlite:///{path}", peopled)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._made["sqlite", peopled] = str(path)
        return str(path)

    def _make_postgresql(self, peopled: bool) -> str:
        server, name = self._server(), _name()
        server.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        _migrate(server.url_of(name), peopled)
        self._made["postgresql", peopled] = name
        return name


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(lambda: request.getfixturevalue("postgres_server"), tmp_path_factory.mktemp("template"))


@pytest.fixture
def sqlite_url(templates: Templates, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file."""
    return templates.sqlite(tmp_path / "hub.sqlite3", peopled=False)


@pytest.fixture
def postgresql_url(templates: Templates) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    with templates.postgresql(peopled=False) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def hub_url(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[str]:
    """A database with the hub's plan and the demonstration's people, on each engine in turn."""
    if request.param == "sqlite":
        yield templates.sqlite(tmp_path / "peopled.sqlite3", peopled=True)
        return
    with templates.postgresql(peopled=True) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database on each engine in turn; SQLite's needs no server to be started."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def _name() -> str:
    return f"hub_test_{os.getpid()}_{next(_numbers)}"


def _migrate(url: str, peopled: bool) -> None:
    # Imported here, so that tests of rules and libraries start without loading the whole hub.
    from app.core.clock import now
    from app.core.db import Database
    from app.core.migrate import upgrade
    from app.demo.people import load_people
    from app.hub import prepare
    from config.settings import Settings
    from tests.app.players import issue_keys

    database = Database(url)
    try:
        if not peopled:
            upgrade(database)
            return
        hub = prepare(database, Settings(database_url=url, secret_key="s" * 64))
        with database.transaction() as db:
            load_people(db, hub, at=now())
            issue_keys(db, hub)
    finally:
        database.dispose()
