"""The checker finds every rule that a loading plan breaks."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from optimizer.budget import Budget
from optimizer.packing.checks import check_load
from optimizer.packing.loading import solve
from optimizer.packing.plans import LoadPlan, Placement
from optimizer.packing.problems import (
    ANY_SIDE_UP,
    Balance,
    Box,
    Container,
    LoadProblem,
    Orientation,
    Segregation,
)  # fmt: skip
from tests.unit.optimizer.packing.packings import with_placements

CUBE = Box("cube", 10, 10, 10, 100, 2)
ROOM = Container("room", 30, 10, 20, 1_000)


def at(x: int, y: int, z: int, box: str = "cube") -> Placement:
    return Placement(box, Orientation.LWH, x, y, z, 10, 10, 10)


def codes(problem: LoadProblem, *placements: Placement) -> set[str]:
    """What the checker says of a sound plan after its placements are exchanged for these."""
    plan = solve(problem, Budget(5, steps=1))
    assert check_load(problem, plan) == ()
    return {breach.code for breach in check_load(problem, with_placements(problem, plan, *placements))}


def two(**changes: object) -> LoadProblem:
    """Two cubes, the second one changed."""
    first = replace(CUBE, count=1)
    second = replace(first, key="other", **changes)  # type: ignore[arg-type]
    return LoadProblem((first, second), (ROOM,), 75)


def test_a_plan_whose_boxes_keep_the_rules_passes() -> None:
    assert codes(LoadProblem((CUBE,), (ROOM,)), at(0, 0, 0), at(10, 0, 0)) == set()


def test_a_box_through_the_wall_is_found() -> None:
    assert codes(LoadProblem((CUBE,), (ROOM,)), at(0, 0, 0), at(21, 0, 0)) == {"outside"}


def test_a_box_through_the_contour_is_found() -> None:
    cut_off = replace(ROOM, contour=((0, 0), (10, 0), (10, 15), (5, 20), (0, 20)))
    assert "outside" in codes(LoadProblem((CUBE,), (cut_off,)), at(0, 0, 0), at(0, 0, 10))


def test_two_boxes_in_one_place_are_found() -> None:
    assert codes(LoadProblem((CUBE,), (ROOM,)), at(0, 0, 0), at(9, 0, 0)) == {"overlap"}


def test_a_box_too_many_is_found() -> None:
    found = codes(LoadProblem((CUBE,), (ROOM,)), at(0, 0, 0), at(10, 0, 0), at(20, 0, 0))
    assert "wrong_number" in found


def test_a_box_too_few_is_found() -> None:
    assert codes(LoadProblem((CUBE,), (ROOM,)), at(0, 0, 0)) == {"wrong_number"}


def test_a_box_on_the_wrong_side_is_found() -> None:
    slab = Box("cube", 10, 5, 10, 100)
    lying = Placement("cube", Orientation.LHW, 0, 0, 0, 10, 10, 5)
    assert codes(LoadProblem((slab,), (ROOM,)), lying) == {"tilted"}
    assert codes(LoadProblem((replace(slab, upright=ANY_SIDE_UP),), (ROOM,)), lying) == set()


def test_extents_that_the_box_does_not_have_are_found() -> None:
    slim = replace(at(0, 0, 0), width_mm=9)
    assert codes(LoadProblem((CUBE,), (ROOM,)), slim, at(10, 0, 0)) == {"wrong_extents"}


def test_too_much_weight_is_found() -> None:
    weak = replace(ROOM, max_weight_g=199)
    assert codes(LoadProblem((CUBE,), (weak,)), at(0, 0, 0), at(10, 0, 0)) == {"over_weight", "wrong_bound"}


def test_too_little_support_is_found() -> None:
    problem = LoadProblem((CUBE,), (ROOM,), 75)
    assert codes(problem, at(0, 0, 0), at(2, 0, 10)) == set()
    assert codes(problem, at(0, 0, 0), at(3, 0, 10)) == {"unsupported"}


def test_a_load_that_a_box_may_not_bear_is_found() -> None:
    assert codes(two(bears_g=99), at(0, 0, 0, "other"), at(0, 0, 10)) == {"overloaded"}
    assert codes(two(bears_g=100), at(0, 0, 0, "other"), at(0, 0, 10)) == set()
    assert codes(two(bears_g_per_dm2=9_999), at(0, 0, 0, "other"), at(0, 0, 10)) == {"overloaded"}


def test_a_load_is_handed_down_by_shares_of_the_touching_area() -> None:
    below, bridge = replace(CUBE, key="below"), Box("bridge", 15, 10, 10, 300)
    placements = (
        at(0, 0, 0, "below"),
        at(10, 0, 0, "below"),
        Placement("bridge", Orientation.LWH, 0, 0, 10, 15, 10, 10),
    )
    assert codes(LoadProblem((replace(below, bears_g=200), bridge), (ROOM,)), *placements) == set()
    assert codes(LoadProblem((replace(below, bears_g=199), bridge), (ROOM,)), *placements) == {"overloaded"}


def test_a_centre_of_gravity_out_of_its_limits_is_found() -> None:
    level = replace(ROOM, balance=Balance(12, 18, 0, 10))
    problem = LoadProblem((CUBE,), (level,))
    assert codes(problem, at(0, 0, 0), at(20, 0, 0)) == set()
    assert codes(problem, at(0, 0, 0), at(10, 0, 0)) == {"off_balance"}


def test_groups_that_stand_too_near_are_found() -> None:
    pair = replace(two(group="acid"), segregation=(Segregation("acid", "base", 10),))
    pair = replace(pair, boxes=(replace(pair.boxes[0], group="base"), pair.boxes[1]))
    assert codes(pair, at(0, 0, 0), at(20, 0, 0, "other")) == set()
    assert codes(pair, at(0, 0, 0), at(19, 0, 0, "other")) == {"not_apart"}
    assert codes(pair, at(0, 0, 0), at(0, 0, 10, "other")) == {"not_apart"}
    never = replace(pair, segregation=(Segregation("acid", "base"),))
    assert codes(never, at(0, 0, 0), at(20, 0, 0, "other")) == {"not_apart"}


def test_a_later_stop_before_or_above_an_earlier_one_is_found() -> None:
    problem = two(stop=1)
    assert codes(problem, at(20, 0, 0), at(0, 0, 0, "other")) == set()
    assert codes(problem, at(0, 0, 0), at(20, 0, 0, "other")) == {"barred"}
    assert codes(problem, at(0, 0, 0), at(0, 0, 10, "other")) == {"barred"}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda plan: replace(plan, volume_mm3=plan.volume_mm3 + 100), "wrong_total"),
        (lambda plan: replace(plan, bound_mm3=plan.bound_mm3 + 100), "wrong_bound"),
        (lambda plan: replace(plan, gap=plan.gap + 0.1), "wrong_gap"),
        (lambda plan: replace(plan, fillings=()), "wrong_containers"),
        (lambda plan: replace(plan, fillings=(replace(plan.fillings[0], weight_g=1),)), "wrong_figures"),
        (lambda plan: replace(plan, fillings=(replace(plan.fillings[0], centre_mm=(1.0, 1.0, 1.0)),)), "wrong_figures"),
        (lambda plan: replace(plan, unplaced=(replace(plan.unplaced[0], refusals=()),)), "no_reason"),
        (lambda plan: replace(plan, unplaced=()), "wrong_number"),
    ],
)  # fmt: skip
def test_a_wrong_figure_is_found(spoil: Callable[[LoadPlan], LoadPlan], code: str) -> None:
    problem = LoadProblem((replace(CUBE, count=9),), (ROOM,))
    plan = solve(problem, Budget(5, steps=1))
    assert code in {breach.code for breach in check_load(problem, spoil(plan))}
