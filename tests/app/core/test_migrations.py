"""Migrations go up, down and up again, with data, and end at the schema that the models describe."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from app.core.clock import now
from app.core.db import Database
from app.core.identity import the_hub
from app.core.migrate import current, downgrade, upgrade
from app.inventory.lists import Line, make_list
from app.inventory.models import ListKind
from app.models import metadata
from app.network.models import Location
from app.parcels.models import Parcel
from tests.app.planning.test_floor_plans import accepted
from tests.app.planning.test_loads import Ramp
from tests.app.players import Players, parcel


def test_the_migrated_schema_is_the_models(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.dispose()


def test_the_walls_come_and_go_with_data_in_place(hub: Players) -> None:
    """Down to the first schema and up again keeps the rows of its tables, and the walls stand again afterwards."""
    hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", {"parcels": [parcel("BATIK", "M1")]})
    before = _rows(hub.database)
    head = current(hub.database)
    assert head is not None
    downgrade(hub.database, "0001")
    below = _rows(hub.database)
    assert below
    assert below == {name: before[name] for name in below}
    upgrade(hub.database)
    assert (current(hub.database), _rows(hub.database)) == (head, before)
    assert _triggers(hub.database) >= 6


def test_down_to_nothing_and_up_again(database_url: str) -> None:
    database = Database(database_url)
    downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    upgrade(database)
    assert set(inspect(database.engine).get_table_names()) >= set(metadata.tables)
    assert _triggers(database) >= 6
    database.dispose()


def _rows(database: Database) -> dict[str, int]:
    there = set(inspect(database.engine).get_table_names()) & set(metadata.tables)
    with database.reading() as db:
        return {name: db.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in sorted(there)}


def _triggers(database: Database) -> int:
    query = (
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
        if database.is_sqlite
        else "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    )
    with database.reading() as db:
        return db.scalar(text(query)) or 0


def test_plans_keep_their_decisions_and_those_not_worked_out_stay_as_rejected(hub: Players) -> None:
    """`assignment` points at `plan`, which SQLite makes anew: the key must hold before and after."""
    hub.want("seller:BATIK", "POST", "/api/v1/pre-alerts", {"parcels": [parcel("BATIK", "M1")]})
    asked = hub.want("planner", "POST", "/api/v1/plans/flights?wait=0", {"seconds": 1})
    with hub.database.transaction() as db:
        db.execute(
            text(
                "INSERT INTO assignment (parcel_id, departure_id, plan_id, pinned, why) "
                "SELECT p.id, d.id, :plan, false, 'x' FROM parcel p, departure d ORDER BY d.id LIMIT 1"
            ),
            {"plan": asked["id"]},
        )
    downgrade(hub.database, "0003")
    with hub.database.reading() as db:
        assert db.execute(text("SELECT state, solver, cost FROM plan")).all() == [("rejected", "none", 0)]
        assert db.scalar(text("SELECT plan_id FROM assignment")) == asked["id"]
    upgrade(hub.database)
    told = hub.want("planner", "GET", asked["address"])
    assert (told["state"], told["result"]["lines"]) == ("rejected", [])
    with pytest.raises(IntegrityError), hub.database.transaction() as db:
        db.execute(text("DELETE FROM plan"))


def test_load_lists_and_sizes_of_bags_are_forgotten_below_and_other_lists_stay(hub: Players) -> None:
    ramp = Ramp(hub)
    size = {"length_mm": 600, "width_mm": 400, "height_mm": 300}
    hub.want("supervisor", "PUT", f"/api/v1/units/{ramp.bag}/size", size)
    plan = ramp.planned()
    accepted(hub, plan)
    with hub.database.transaction() as db:
        parcel_id, bin_id = (db.scalars(select(one.id).limit(1)).one() for one in (Parcel, Location))
        make_list(db, ListKind.PICK, "a test", [Line(parcel_id, bin_id)], by=the_hub(1), at=now())
    downgrade(hub.database, "0007")
    with hub.database.reading() as db:
        assert db.execute(text("SELECT kind, state, solver FROM plan")).all() == [
            ("flights", "rejected", "none")
        ]
        assert db.scalars(text("SELECT number FROM task_list")).all() == ["PL0000001"]
        assert db.execute(text("SELECT parcel_id, from_id FROM task_line")).all() == [(parcel_id, bin_id)]
    upgrade(hub.database)
    assert hub.want("supervisor", "GET", f"/api/v1/units/{ramp.bag}")["length_mm"] is None
    assert [one["key"] for one in ramp.planned()["result"]["ulds"]] == ["AKE 1"]
    with pytest.raises(IntegrityError), hub.database.transaction() as db:
        db.execute(text("UPDATE task_line SET parcel_id = NULL"))
