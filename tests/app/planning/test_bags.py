"""Bags: which stored parcels share one, from a plan to pick lists."""

from typing import Any

import pytest
from sqlalchemy import update

from app.parcels.models import Parcel
from tests.app.planning.test_floor_plans import BINS, accepted, listed, page, planned
from tests.app.players import Players
from tests.app.scanning.test_scans import Floor


@pytest.fixture
def floor(hub: Players) -> Floor:
    """Four cleared parcels of 700 g in bins, three of them meant for one departure."""
    floor = Floor(hub)
    floor.applied("receive", *floor.codes)
    floor.clear(*floor.codes)
    for code, place in zip(floor.codes, BINS, strict=True):
        floor.applied("store", code, location=place)
    for code in floor.codes[:3]:
        hub.want("planner", "POST", "/api/v1/assignments", {"tracking": code, "departure": floor.departure})
    return floor


def bags(plan: dict[str, Any]) -> dict[str, set[str]]:
    return {bag["key"]: {line["tracking"] for line in bag["lines"]} for bag in plan["result"]["bags"]}


def test_what_leaves_one_way_shares_the_fewest_bags_and_each_becomes_a_pick_list(
    hub: Players, floor: Floor
) -> None:
    plan = planned(hub, "bags")
    ways = f"{floor.departure} SIN standard 1", "SIN standard 1"
    assert bags(plan) == {ways[0]: set(floor.codes[:3]), ways[1]: {floor.codes[3]}}
    assert (plan["cost"], plan["bound"]) == (2, 2)
    [first] = [one for one in plan["result"]["bags"] if one["key"] == ways[0]]
    assert [one["bin"] for one in first["lines"]] != list(BINS[:3])
    assert ways[0] in page(hub, f"/planning/{plan['id']}")
    assert accepted(hub, plan)["applied"] == 2
    rows = listed(hub, "pick")
    assert {row[10] for row in rows} == {"PL0000001", "PL0000002"}
    assert [row[0] for row in rows if row[0] in floor.codes[:3]] == [
        one["tracking"] for one in first["lines"]
    ]
    assert hub.refused("planner", "POST", "/api/v1/plans/bags", {})[1]["code"] == "nothing_to_bag"


def test_no_bag_holds_more_than_was_wished_and_what_fits_into_none_is_named(
    hub: Players, floor: Floor
) -> None:
    plan = planned(hub, "bags", parcels=2)
    assert sorted(len(one) for one in bags(plan).values()) == [1, 1, 2]
    floor.applied("measure", floor.codes[0], weight_g=9_000, source="typed")
    heavy = planned(hub, "bags", kilograms=1)
    assert heavy["result"]["large"] == [floor.codes[0]]
    assert [len(one) for one in bags(heavy).values()] == [1, 1, 1]
    assert "too heavy or too large" in page(hub, f"/planning/{heavy['id']}")


def test_dangerous_goods_that_must_part_are_in_different_bags(hub: Players, floor: Floor) -> None:
    with hub.database.transaction() as db:
        for code, number in zip(floor.codes[:2], ("UN1266", "UN3480"), strict=True):
            db.execute(update(Parcel).where(Parcel.tracking == code).values(dangerous=number))
    found = bags(planned(hub, "bags"))
    assert len(found) == 3
    assert not any(set(floor.codes[:2]) <= one for one in found.values())


def test_what_was_moved_since_is_left_out_of_its_bag(hub: Players, floor: Floor) -> None:
    plan = planned(hub, "bags")
    floor.applied("store", floor.codes[0], location="KUL-A05-01-1")
    floor.applied("hold", floor.codes[3], reason="inspection")
    answer = accepted(hub, plan)
    assert answer["applied"] == 1
    assert sorted(one.partition(" were")[0] for one in answer["stale"]) == [
        "1 parcels of bag SIN standard 1",
        f"1 parcels of bag {floor.departure} SIN standard 1",
    ]
