"""Many rows in one statement come out as they went in, few or many, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.bulk import COPY_FROM, among, insert_new_rows, insert_rows, update_rows
from app.core.db import Database
from app.ledger.models import Seal
from app.network.models import Hub
from app.scanning.models import Scan

AT = datetime(2026, 11, 24, 2, 30, 15, 123456, tzinfo=UTC)
TEXT = "quotes \" ' tab\t back\\slash, newline\n, 中文"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


def scans(count: int) -> list[dict[str, object]]:
    return [
        {
            "id": UUID(int=number + 1),
            "hub_id": 1,
            "actor": "device:1",
            "fingerprint": f"{number:032d}",
            "outcome": "applied",
            "answer": TEXT,
            "scanned_at": AT + timedelta(seconds=number),
            "received_at": AT,
        }
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, COPY_FROM + 1])
def test_rows_come_out_as_they_went_in(database: Database, count: int) -> None:
    with database.transaction() as db:
        insert_rows(db, Scan, scans(count))
    with database.reading() as db:
        found = db.scalars(select(Scan).order_by(Scan.fingerprint)).all()
        wanted = {UUID(int=1), UUID(int=count)}
        assert {one.id for one in db.scalars(select(Scan).where(among(db, Scan.id, wanted)))} == wanted
    assert len(found) == count
    assert (found[-1].id, found[-1].answer) == (UUID(int=count), TEXT)
    assert found[-1].scanned_at == AT + timedelta(seconds=count - 1)


def test_rows_whose_key_is_there_are_left_alone(database: Database) -> None:
    with database.transaction() as db:
        insert_rows(db, Scan, scans(2))
        assert insert_new_rows(db, Scan, scans(3)) == 1


def test_each_row_is_set_to_its_own_values(database: Database) -> None:
    hub = {"country": "MY", "currency": "MYR", "zone": "UTC", "latitude": 1.5, "longitude": 2.5}
    with database.transaction() as db:
        insert_rows(db, Hub, [{"code": code, "name": code, **hub} for code in ("AAA", "BBB", "CCC")])
    with database.transaction() as db:
        ids = dict(db.execute(select(Hub.code, Hub.id)).all())
        update_rows(db, Hub, [{"id": ids["AAA"], "name": TEXT}, {"id": ids["CCC"], "name": "c"}])
    with database.reading() as db:
        assert dict(db.execute(select(Hub.code, Hub.name)).all()) == {"AAA": TEXT, "BBB": "BBB", "CCC": "c"}


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.transaction() as db:
        insert_rows(db, Seal, [])
        update_rows(db, Seal, [])
