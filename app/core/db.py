"""The database: one engine, two kinds of transaction, and the column types that keep numbers exact."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Numeric,
    String,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from app.core.errors import Unavailable

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_MS = 30_000
IDLE_IN_TRANSACTION = "30s"


class Base(DeclarativeBase):
    """Mother of all tables."""

    metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A point in time, always UTC: timestamptz on PostgreSQL, naive UTC text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone reached the database: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """Money as an exact decimal: numeric on PostgreSQL, text on SQLite (whose numbers are floats)."""

    impl = Numeric(16, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(24) if dialect.name == "sqlite" else Numeric(16, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return f"{value:.4f}"

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Database:
    """One database and its two kinds of transaction.

    `reading()` gives a Session that sees one snapshot and writes nothing; `transaction()` one that commits
    at the end of the block. On SQLite writers of this process wait for each other in a queue of their own,
    because SQLite's own waiting (sleep and try again) makes the slowest writer wait for most of a second.
    """

    def __init__(self, url: str, pool_size: int = 16) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        self.is_sqlite = self.dialect == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url, pool_size)
        self._single = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writing = threading.RLock()

    def one_statement(self) -> Connection:
        """A connection for a single read: no transaction is begun and none is ended."""
        return self._single.connect()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine, autoflush=False, expire_on_commit=False) as db:
            yield db

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        if not self.is_sqlite:
            with Session(self.engine, expire_on_commit=False) as db, db.begin():
                yield db
            return
        with self._writing, Session(_writer(self.engine), expire_on_commit=False) as db:
            try:
                with db.begin():
                    yield db
            except OperationalError as error:
                raise _unavailable(error) from error

    def dispose(self) -> None:
        self.engine.dispose()


def _unavailable(error: OperationalError) -> Exception:
    text = str(error.orig)
    if "locked" in text or "full" in text or "disk I/O" in text or "readonly" in text:
        return Unavailable(
            "database_unavailable",
            f"the database cannot write now ({text})",
            "nothing was written; send the same again in a few seconds",
        )
    return error


def _writer(engine: Engine) -> Engine:
    return engine.execution_options(write=True)


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MS}",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgresql(url: str, pool_size: int) -> Engine:
    options = f"-c timezone=UTC -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION}"
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=8,
        pool_pre_ping=False,
        connect_args={"options": options, "prepare_threshold": 3},
    )


def reserve_ids(db: Session, table: Any, count: int) -> range | list[int]:
    """`count` new primary keys of a table, for rows whose ids must be known before they are inserted."""
    if db.get_bind().dialect.name == "sqlite":
        last = db.scalar(select(func.max(table.c.id))) or 0
        return range(last + 1, last + 1 + count)
    sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
    return list(db.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, count))))


def upsert(db: Session, model: Any) -> Any:
    """An INSERT of `model` that can say what to do on conflict, in the database's own dialect."""
    return (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert(model)
