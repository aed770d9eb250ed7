"""The size of a bag: written down once it is closed, by page and API, and forgotten when it is opened again."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.consolidation.rules import USUAL, Sides, usual_sides
from app.consolidation.service import KINDS
from app.ledger.models import Event
from app.planning.load_subjects import BEARS_G_PER_DM2
from tests.app.players import Players
from tests.app.scanning.test_scans import DEVICE, Floor
from tests.app.web.test_pages import signed_in

SIZE = {"length_mm": 610, "width_mm": 420, "height_mm": 300}


@pytest.fixture
def floor(hub: Players) -> Floor:
    """Two parcels in a closed bag."""
    floor = Floor(hub)
    floor.bagged(*floor.codes[:2])
    return floor


def size(floor: Floor) -> dict[str, Any]:
    found = floor.hub.want(DEVICE, "GET", f"/api/v1/units/{floor.bag}")
    return {name: found[name] for name in SIZE}


def test_a_closed_bag_is_measured_and_the_ledger_tells_of_it(floor: Floor) -> None:
    assert set(size(floor).values()) == {None}
    floor.hub.want(DEVICE, "PUT", f"/api/v1/units/{floor.bag}/size", SIZE)
    assert size(floor) == SIZE
    with floor.hub.database.reading() as db:
        [told] = db.scalars(select(Event.payload).where(Event.type == "measure", Event.stream == "unit"))
    assert json.loads(told) == SIZE


def test_a_bag_that_is_opened_again_has_no_size(floor: Floor) -> None:
    floor.hub.want(DEVICE, "PUT", f"/api/v1/units/{floor.bag}/size", SIZE)
    floor.applied("reopen", floor.bag)
    assert set(size(floor).values()) == {None}
    told = floor.hub.refused(DEVICE, "PUT", f"/api/v1/units/{floor.bag}/size", SIZE)
    assert (told[0], told[1]["code"]) == (409, "unit_open")


def test_a_loaded_bag_and_one_that_does_not_exist_are_not_measured(floor: Floor) -> None:
    floor.applied("load", floor.bag, departure=floor.departure)
    path = "/api/v1/units/{}/size"
    assert floor.hub.refused(DEVICE, "PUT", path.format(floor.bag), SIZE)[1]["code"] == "unit_gone"
    assert floor.hub.refused(DEVICE, "PUT", path.format("NONE"), SIZE)[1]["code"] == "unknown_unit"


def test_the_form_names_every_side_that_cannot_be_and_keeps_what_was_typed(floor: Floor) -> None:
    client, _ = signed_in(floor.hub, "operator")
    text = client.get(f"/units/{floor.bag}").get_data(as_text=True)
    assert "taken for 600 × 400 × 350 mm" in text
    token = text.partition('name="csrf_token" value="')[2].partition('"')[0]
    typed = {"length_mm": "610", "width_mm": "4000", "height_mm": "high", "csrf_token": token}
    wrong = client.post(f"/units/{floor.bag}/size", data=typed, headers={"Accept": "text/html"})
    assert wrong.status_code == 422
    page = wrong.get_data(as_text=True)
    assert "width_mm must be from 10 to 3500 mm" in page
    assert "height_mm must be from 10 to 3500 mm" in page
    assert 'value="610"' in page
    right = client.post(f"/units/{floor.bag}/size", data={**typed, "width_mm": "420", "height_mm": "300"})
    assert (right.status_code, size(floor)) == (303, SIZE)


def test_what_nobody_measured_has_the_usual_size_and_is_higher_when_its_content_is() -> None:
    assert usual_sides("bag", 10_000) == USUAL["bag"]
    assert usual_sides("bag", 96_000) == Sides(600, 400, 500)


def test_every_kind_of_unit_has_a_usual_size_and_bears_something_in_a_load() -> None:
    assert set(USUAL) == set(KINDS)
    assert set(BEARS_G_PER_DM2) == {*KINDS, "parcel"}
