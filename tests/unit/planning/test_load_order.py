"""A unit load device is built from the back to its door, and nothing hangs in the air on the way."""

from random import Random

import pytest

from app.planning.load_order import build_order
from app.planning.load_pictures import pictures
from optimizer.budget import Budget
from optimizer.packing.loading import solve
from optimizer.packing.problems import LoadProblem
from optimizer.packing.ulds import uld
from tests.unit.optimizer.packing.packings import freight

CUBE = (10, 10, 10)


def test_what_is_under_and_what_is_behind_comes_first() -> None:
    at = [(10, 0, 0), (0, 0, 10), (0, 0, 0), (10, 0, 10)]
    assert build_order(at, [CUBE] * 4) == [2, 1, 0, 3]


def test_what_spans_two_waits_for_both() -> None:
    assert build_order([(0, 0, 10), (0, 0, 0), (10, 0, 0)], [(20, 10, 10), CUBE, CUBE]) == [1, 2, 0]


def test_nothing_is_in_order_at_once() -> None:
    assert build_order([], []) == []


def test_pieces_that_block_each_other_all_round_are_still_all_named() -> None:
    at = [(0, 0, 0), (5, 0, 10), (15, 5, 10), (0, 5, 20)]
    size = [(20, 10, 10), (10, 10, 30), (10, 10, 10), (20, 10, 5)]
    assert sorted(build_order(at, size)) == [0, 1, 2, 3]


@pytest.mark.parametrize("seed", range(3))
def test_every_piece_of_a_plan_rests_on_what_came_before_it(seed: int) -> None:
    boxes = freight(seed)
    [filling] = solve(LoadProblem(boxes, (uld("AKE"),), 75), Budget(20, seed=seed, steps=20)).fillings
    places = list(filling.placements)
    Random(seed).shuffle(places)
    order = build_order(
        [(one.x_mm, one.y_mm, one.z_mm) for one in places],
        [(one.length_mm, one.width_mm, one.height_mm) for one in places],
    )
    tops = {0}
    for number in order:
        assert places[number].z_mm in tops
        tops.add(places[number].z_mm + places[number].height_mm)


def test_a_picture_numbers_only_what_is_seen() -> None:
    front = {"at_mm": [0, 0, 0], "size_mm": [400, 400, 400], "kind": "bag", "dangerous": ["UN3481"]}
    back = {**front, "at_mm": [0, 400, 0], "dangerous": []}
    side, above, _door = pictures(
        {
            "inner_mm": [500, 900, 500],
            "contour": [(0, 0), (900, 0), (900, 500), (0, 500)],
            "pieces": [back, front],
            "centre_mm": None,
        }
    )
    assert [(one.number, one.letters_cm > 0) for one in side.faces] == [(1, False), (2, True)]
    assert [one.letters_cm > 0 for one in above.faces] == [True, True]
    assert (side.faces[1].y, side.height) == (10, 50)
    assert [one.dangerous for one in side.faces] == [False, True]
