"""Loading gives checked plans for whatever is asked, the best one where it is known, and reasons for the rest."""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer.budget import Budget
from optimizer.errors import InvalidProblem
from optimizer.packing.checks import check_load
from optimizer.packing.loading import solve
from optimizer.packing.plans import LoadPlan
from optimizer.packing.problems import (
    ANY_SIDE_UP,
    THIS_SIDE_UP,
    Balance,
    Box,
    Container,
    LoadProblem,
    Segregation,
)  # fmt: skip
from tests.unit.optimizer.packing.packings import freight, load_problems

EXAMPLES = 3_000 if os.environ.get("ENTREPOT_SOAK") == "1" else 60
TRUCK = Container("truck", 1_200, 240, 240, 10**7)
MIXED = tuple(
    Box(f"box {row}", 30 + 7 * row, 25 + 5 * row, 20 + 3 * row, 500, 20, ANY_SIDE_UP) for row in range(6)
)


def reasons(plan: LoadPlan) -> dict[str, str]:
    return {line.box: line.refusals[0].reason.code for line in plan.unplaced}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(load_problems())
def test_every_answer_is_checked_and_every_box_left_out_has_a_reason(problem: LoadProblem) -> None:
    plan = solve(problem, Budget(10, steps=12))
    assert plan.proof is not None
    assert check_load(problem, plan) == ()
    for line in plan.unplaced:
        assert [refusal.container for refusal in line.refusals] == [each.key for each in problem.containers]
        assert all(refusal.reason.code and refusal.reason.text for refusal in line.refusals)


@pytest.mark.parametrize("support_percent", [0, 100])
@pytest.mark.parametrize("seed", range(3))
def test_a_search_may_end_at_any_step(seed: int, support_percent: int) -> None:
    problem = LoadProblem(freight(seed), (Container("container", 587, 233, 220, 10**9),), support_percent)
    for steps in (1, 2, 3, 5, 8, 13, 21, 34, 55):
        plan = solve(problem, Budget(600, seed=seed, steps=steps))
        assert plan.set_aside == ()


@pytest.mark.parametrize("asked", [0, 1, 2, 3, 5, 8, 13, 21, 34])
def test_a_search_under_rules_may_be_called_off_at_any_time(asked: int) -> None:
    answers = iter([False] * asked)
    boxes = tuple(replace(box, bears_g=2_000, weight_g=500, count=5) for box in freight(1))
    problem = LoadProblem(boxes, (Container("container", 300, 233, 220, 10**9),), 75)
    plan = solve(problem, Budget(600, cancelled=lambda: next(answers, True)))
    assert plan.proof is not None
    assert sum(len(filling.placements) for filling in plan.fillings) >= 4


@pytest.mark.parametrize("support_percent", [0, 50, 100])
def test_a_container_that_can_be_filled_to_the_last_corner_is(support_percent: int) -> None:
    room = Container("room", 60, 40, 30, 10**6)
    boxes = (Box("slab", 60, 20, 10, 10, 3), Box("cube", 20, 20, 10, 10, 9))
    plan = solve(LoadProblem(boxes, (room,), support_percent), Budget(10, steps=2_000))
    assert plan.volume_mm3 == plan.bound_mm3 == 60 * 40 * 30
    assert plan.gap == 0


def test_a_second_container_takes_what_the_first_leaves() -> None:
    room = Container("first", 20, 20, 20, 10**6)
    plan = solve(
        LoadProblem((Box("cube", 10, 10, 10, 1, 12),), (room, replace(room, key="second"))),
        Budget(10, steps=50),
    )
    assert [len(filling.placements) for filling in plan.fillings] == [8, 4]
    assert plan.unplaced == ()


def test_the_same_steps_and_seed_give_the_same_plan() -> None:
    problem = LoadProblem(MIXED, (replace(TRUCK, length_mm=200),))
    first, second = (solve(problem, Budget(600, seed=4, steps=60)) for _ in range(2))
    assert first.fillings == second.fillings


def test_more_steps_never_give_less() -> None:
    problem = LoadProblem(MIXED, (replace(TRUCK, length_mm=200),))
    few, many = (solve(problem, Budget(600, steps=steps)) for steps in (1, 200))
    assert few.volume_mm3 <= many.volume_mm3


def test_an_earlier_plan_is_kept_when_nothing_better_is_found() -> None:
    problem = LoadProblem(MIXED, (replace(TRUCK, length_mm=200),))
    good = solve(problem, Budget(600, steps=200))
    again = solve(problem, Budget(600, steps=1), start=good)
    assert again.volume_mm3 == good.volume_mm3


def test_an_earlier_plan_that_no_longer_holds_is_passed_over() -> None:
    problem = LoadProblem(MIXED, (replace(TRUCK, length_mm=200),))
    good = solve(problem, Budget(600, steps=50))
    smaller = replace(problem, containers=(replace(TRUCK, length_mm=150),))
    assert check_load(smaller, solve(smaller, Budget(600, steps=1), start=good)) == ()


def test_a_search_that_is_called_off_answers_with_what_it_has() -> None:
    asked = 0

    def called_off() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    plan = solve(LoadProblem(MIXED, (replace(TRUCK, length_mm=200),)), Budget(600, cancelled=called_off))
    assert plan.proof is not None
    assert 1 <= plan.steps <= 6


def test_a_budget_that_is_over_at_once_still_gives_an_answer() -> None:
    plan = solve(LoadProblem(MIXED, (TRUCK,)), Budget(0.001))
    assert plan.volume_mm3 > 0


def test_a_box_larger_than_the_container_is_told() -> None:
    boxes = (Box("pole", 1_300, 10, 10, 1), Box("tall", 10, 10, 250, 1), Box("heavy", 10, 10, 10, 10**8))
    assert reasons(solve(LoadProblem(boxes, (TRUCK,)), Budget(10, steps=1))) == {
        "pole": "too_large", "tall": "upright", "heavy": "weight"
    }  # fmt: skip


def test_what_keeps_a_box_out_is_named() -> None:
    room = Container("room", 40, 10, 20, 1_000)
    cube = Box("cube", 10, 10, 10, 100)
    wide = Box("wide", 30, 10, 10, 100)

    def told(boxes: tuple[Box, ...], container: Container = room, *rules: Segregation) -> set[str]:
        return set(
            reasons(solve(LoadProblem(boxes, (container,), 100, rules), Budget(10, steps=20))).values()
        )

    assert told((replace(cube, count=9),)) == {"no_room"}
    assert told((replace(cube, count=8, weight_g=200),)) == {"weight"}
    assert told((replace(cube, count=5, bears_g=0),)) == {"top_load"}
    base = replace(wide, key="base", length_mm=20, count=2)
    shaft = replace(room, length_mm=30, height_mm=30)
    assert told((base, replace(wide, bears_g=0)), shaft) == {"support"}
    assert told((replace(cube, stop=1, count=4), replace(cube, key="first", count=5))) == {"no_room"}
    acid, base = replace(cube, key="acid", group="acid"), replace(cube, key="base", group="base")
    assert told((acid, base), room, Segregation("acid", "base")) == {"segregation"}
    level = replace(room, balance=Balance(0, 2, 0, 10))
    assert told((cube,), level) == {"balance"}


def test_boxes_are_kept_within_balance_by_moving_the_whole_load() -> None:
    level = replace(TRUCK, balance=Balance(590, 610, 115, 125))
    plan = solve(LoadProblem((Box("cube", 100, 100, 100, 5_000, 2),), (level,)), Budget(10, steps=5))
    assert plan.unplaced == ()


def test_a_slanted_wall_is_used_up_to_its_slant() -> None:
    ld3 = Container("ld3", 100, 200, 160, 10**6, contour=((0, 0), (150, 0), (200, 50), (200, 160), (0, 160)))
    boxes = (Box("base", 100, 150, 50, 100), Box("top", 100, 200, 110, 100))
    plan = solve(LoadProblem(boxes, (ld3,), 75), Budget(10, steps=20))
    assert plan.unplaced == ()


def test_everything_wrong_with_a_problem_is_told_at_once() -> None:
    boxes = (Box("a", 0, 10, 10, 1), Box("a", 10, 10, 10, -1, 0, upright=THIS_SIDE_UP - THIS_SIDE_UP))
    hollow = Container("room", 10, 10, 10, 1, contour=((0, 0), (10, 0), (5, 5), (10, 10), (0, 10)))
    slanted = replace(hollow, key="room 2", contour=(), balance=Balance(6, 5, 0, 99))
    with pytest.raises(InvalidProblem) as refused:
        solve(LoadProblem(boxes, (hollow, slanted), 101, (Segregation("acid", ""),)))
    assert {(fault.where, fault.code) for fault in refused.value.faults} == {
        ("boxes[1].key", "twice"), ("boxes[0].length_mm", "out_of_range"), ("boxes[1].weight_g", "out_of_range"),
        ("boxes[1].count", "out_of_range"), ("boxes[1].upright", "empty"),
        ("containers[0].contour", "not_convex"), ("containers[1].balance.length_from_mm", "wrong_order"),
        ("containers[1].balance.width_to_mm", "out_of_range"), ("problem.support_percent", "out_of_range"),
        ("segregation[0].other", "empty"),
    }  # fmt: skip


def test_better_fillings_are_told_as_they_are_found() -> None:
    told: list[int] = []
    small = replace(TRUCK, length_mm=70)
    containers = (small, replace(small, key="second"))
    plan = solve(LoadProblem(MIXED, containers), Budget(600, steps=40), on_better=told.append)
    assert told == sorted(told)
    assert plan.fillings[0].volume_mm3 < told[-1] <= plan.volume_mm3


def test_when_a_search_is_called_off_the_containers_that_were_not_begun_are_filled_plainly() -> None:
    told: list[int] = []
    small = replace(TRUCK, length_mm=70)
    containers = (small, replace(small, key="second"))
    budget = Budget(600, cancelled=lambda: len(told) >= 2)
    plan = solve(LoadProblem(MIXED, containers), budget, on_better=told.append)
    assert check_load(LoadProblem(MIXED, containers), plan) == ()
    assert [filling.volume_share > 0.6 for filling in plan.fillings] == [True, True]
