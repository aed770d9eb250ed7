"""Writing many rows in one statement: a JSON record set or COPY on PostgreSQL, executemany on SQLite.

On PostgreSQL a statement with a thousand rows of VALUES costs more to take apart than to run, and a thousand
updates are a thousand statements. As one JSON text both are a short, prepared statement with one parameter
(for 1,000 scans: 246 ms with VALUES, 177 ms with arrays, 120 ms so).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Dialect, String, Table, Uuid, any_, bindparam, func, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.orm import Session

from app.core.db import Amount, Moment

_DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
COPY_FROM = 2_000
_ENCODER = msgspec.json.Encoder(decimal_format="string")


def insert_rows(db: Session, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same keys."""
    if not rows:
        return
    table, names = model.__table__, tuple(rows[0])
    if _is_sqlite(db):
        db.connection().exec_driver_sql(_sqlite_insert(table, names), _tuples(table, names, rows))
    elif len(rows) > COPY_FROM:
        _copy(db, table, names, rows)
    else:
        db.connection().exec_driver_sql(_insert(table, names), _text(rows))


def _copy(db: Session, table: Table, names: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> None:
    """PostgreSQL's own bulk door, in the transaction of `db`."""
    columns = ", ".join(f'"{name}"' for name in names)
    psycopg: Any = db.connection().connection.driver_connection
    with psycopg.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def insert_new_rows(db: Session, model: Any, rows: Sequence[dict[str, Any]]) -> int:
    """Insert rows but those whose key is already there. Returns how many were inserted."""
    table, names = model.__table__, tuple(rows[0])
    if _is_sqlite(db):
        key = next(iter(table.primary_key.columns))
        kept = sqlite_dialect.insert(table).on_conflict_do_nothing().returning(key)
        return len(db.execute(kept, rows).all())
    done = db.connection().exec_driver_sql(f"{_insert(table, names)} ON CONFLICT DO NOTHING", _text(rows))
    return done.rowcount


def update_rows(db: Session, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Set each row's values where its `id` is; all rows have the same keys."""
    if not rows:
        return
    table, names = model.__table__, tuple(rows[0])
    if _is_sqlite(db):
        order = tuple(name for name in names if name != "id")
        db.connection().exec_driver_sql(_sqlite_update(table, order), _tuples(table, (*order, "id"), rows))
    else:
        db.connection().exec_driver_sql(_update(table, names), _text(rows))


def _is_sqlite(db: Session) -> bool:
    return db.get_bind().dialect.name == "sqlite"


def _text(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {"rows": _ENCODER.encode(rows).decode()}


@cache
def _insert(table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({columns}) SELECT * FROM {_records(table, names)}'


@cache
def _update(table: Table, names: tuple[str, ...]) -> str:
    values = ", ".join(f'"{name}" = new."{name}"' for name in names if name != "id")
    return f'UPDATE "{table.name}" AS old SET {values} FROM {_records(table, names)} WHERE old.id = new.id'


def _records(table: Table, names: tuple[str, ...]) -> str:
    typed = ", ".join(f'"{name}" {table.c[name].type.compile(_DIALECT)}' for name in names)
    return f"json_to_recordset(%(rows)s::json) AS new({typed})"


@cache
def _sqlite_insert(table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ({", ".join("?" * len(names))})'


@cache
def _sqlite_update(table: Table, names: tuple[str, ...]) -> str:
    values = ", ".join(f'"{name}" = ?' for name in names)
    return f'UPDATE "{table.name}" SET {values} WHERE id = ?'


def _tuples(table: Table, names: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Values as the column types of core.db store them on SQLite. Column by column: most need no change."""
    columns = [[row[name] for row in rows] for name in names]
    for index, name in enumerate(names):
        stored = _STORED.get(type(table.c[name].type))
        if stored is not None:
            columns[index] = [None if value is None else stored(value) for value in columns[index]]
    return list(zip(*columns, strict=True))


@lru_cache(maxsize=1024)
def _moment(value: datetime) -> str:
    """A batch has few moments and many rows."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _amount(value: Decimal) -> str:
    return f"{value:.4f}"


def _uuid(value: UUID) -> str:
    return value.hex


_STORED: dict[type, Callable[[Any], str]] = {Moment: _moment, Amount: _amount, Uuid: _uuid}


def among(db: Session, column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """`column` is one of `values`, however many: one parameter, so the statement stays the same and prepared."""
    return listed(_is_sqlite(db), column, given(_is_sqlite(db), values))


def listed(sqlite: bool, column: Any, values: Any = None) -> ColumnElement[bool]:
    """`column` is one of `values`; without them, of the parameter `values` of a statement that is made once."""
    if not sqlite:
        kind = postgresql.ARRAY(column.type)
        array = bindparam("values", type_=kind) if values is None else literal(values, kind)
        return cast(ColumnElement[bool], column == any_(array))
    text = bindparam("values", type_=String()) if values is None else literal(values, String())
    each = func.json_each(text).table_valued("value")
    return cast(ColumnElement[bool], column.in_(select(each.c.value)))


def given(sqlite: bool, values: Iterable[Any]) -> Any:
    """The values of such a parameter as the database takes them."""
    if not sqlite:
        return list(values)
    return _ENCODER.encode([one.hex if isinstance(one, UUID) else one for one in values]).decode()
