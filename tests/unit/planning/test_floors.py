"""The floor that tours walk: where its cross aisles run, and what a picture of it shows."""

from datetime import timedelta

from app.planning.floors import CROSS_MM, Aisle, cross_aisles
from app.planning.slots import stay_days
from app.planning.snapshots import FloorDrawing, Shelf
from tests.app.core.jobs.desks import AT


def _aisle(low_mm: int, high_mm: int) -> Aisle:
    return Aisle("A", 0, 1_800, low_mm, high_mm)


def test_one_block_has_a_cross_aisle_at_each_end() -> None:
    found = cross_aisles([_aisle(16_000, 45_000), _aisle(17_000, 46_000)])
    assert found == [16_000 - CROSS_MM, 46_000 + CROSS_MM]


def test_blocks_behind_each_other_have_one_between_them() -> None:
    blocks = [_aisle(30_000, 50_000), _aisle(10_000, 26_000), _aisle(12_000, 20_000)]
    assert cross_aisles(blocks) == [10_000 - CROSS_MM, 28_000, 50_000 + CROSS_MM]


def test_a_picture_shows_all_shelves_with_a_margin() -> None:
    drawing = FloorDrawing((Shelf(7_000, 16_000, 600, 30_000), Shelf(90_000, 10_000, 600, 10_000)), (0, 0))
    assert drawing.view_box == "4.0 -49.0 89.6 42.0"


def test_a_parcel_stays_whole_days_until_it_is_due() -> None:
    hours = {None: 3, -5: 1, 1: 1, 24: 1, 25: 2, 5_000: 30}
    assert {one: stay_days(None if one is None else AT + timedelta(hours=one), AT) for one in hours} == hours
