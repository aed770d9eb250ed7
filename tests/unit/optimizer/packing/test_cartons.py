"""Cartonising takes the cheapest cartons that hold an order, and says why the cheaper ones do not."""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.budget import Budget
from optimizer.errors import Infeasible, InvalidProblem, NoPlanFound
from optimizer.packing.cartons import solve
from optimizer.packing.checks import check_cartons
from optimizer.packing.problems import ANY_SIDE_UP, Box, CartonProblem, CartonType

EXAMPLES = 1_000 if os.environ.get("ENTREPOT_SOAK") == "1" else 30
SMALL = CartonType("small", 200, 150, 100, 80, 5_000, 50)
MEDIUM = CartonType("medium", 300, 200, 150, 150, 10_000, 80)
LARGE = CartonType("large", 400, 300, 300, 300, 20_000, 140)
CARTONS = (SMALL, MEDIUM, LARGE)
BUDGET = Budget(20, steps=2_000)


def problem(*boxes: Box, cartons: tuple[CartonType, ...] = CARTONS) -> CartonProblem:
    return CartonProblem(boxes, cartons)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.builds(
            Box,
            key=st.just(""),
            length_mm=st.integers(20, 300),
            width_mm=st.integers(20, 200),
            height_mm=st.integers(20, 150),
            weight_g=st.integers(0, 4_000),
            count=st.integers(1, 4),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_order_is_packed_and_checked(boxes: list[Box]) -> None:
    order = problem(*(replace(box, key=f"box {row}") for row, box in enumerate(boxes)))
    plan = solve(order, Budget(20, steps=500))
    assert plan.proof is not None
    assert check_cartons(order, plan) == ()
    assert plan.bound <= plan.cost
    assert all(line.cost < plan.cost and line.reason.text for line in plan.rejected)


def test_the_cheapest_carton_that_fits_is_taken() -> None:
    plan = solve(problem(Box("toy", 200, 150, 100, 300)), BUDGET)
    assert ([filling.container for filling in plan.fillings], plan.cost, plan.bound) == (["small"], 50, 50)
    assert plan.gross_weight_g == 380
    assert plan.reason.code == "cheapest"


@pytest.mark.parametrize(
    ("box", "code"),
    [
        (Box("toys", 150, 100, 100, 300, 4), "volume"),
        (Box("bolts", 50, 50, 50, 2_000, 3), "weight"),
        (Box("rod", 300, 20, 20, 100), "size"),
        (Box("plates", 110, 150, 60, 100, 2), "not_found"),
    ],
)
def test_why_a_cheaper_carton_was_not_taken_is_told(box: Box, code: str) -> None:
    plan = solve(problem(box), BUDGET)
    assert [filling.container for filling in plan.fillings] == ["medium"]
    assert [(line.cartons, line.reason.code) for line in plan.rejected] == [(("small",), code)]


def test_two_small_cartons_are_taken_when_they_cost_less_than_a_large_one() -> None:
    plan = solve(problem(Box("toy", 200, 150, 100, 300, 2), cartons=(SMALL, LARGE)), BUDGET)
    assert [filling.container for filling in plan.fillings] == ["small", "small"]
    assert plan.cost == plan.bound == 100


def test_one_carton_is_preferred_to_two_of_the_same_cost() -> None:
    plan = solve(
        problem(Box("toy", 200, 150, 100, 300, 2), cartons=(SMALL, replace(LARGE, cost=100))), BUDGET
    )
    assert [filling.container for filling in plan.fillings] == ["large"]


def test_a_box_that_fits_no_carton_is_named() -> None:
    rod, toy = Box("rod", 600, 20, 20, 100), Box("toy", 10, 10, 10, 10)
    with pytest.raises(Infeasible) as refused:
        solve(problem(toy, rod), BUDGET)
    assert [(fault.where, fault.code) for fault in refused.value.faults] == [("boxes[1]", "fits_no_carton")]


def test_a_box_that_may_be_tilted_fits_where_it_otherwise_does_not() -> None:
    tall = Box("tall", 100, 100, 290, 100)
    assert solve(problem(tall), BUDGET).cost == 140
    assert solve(problem(replace(tall, upright=ANY_SIDE_UP)), BUDGET).cost == 80


def test_an_order_that_is_called_off_before_it_is_packed_has_no_plan() -> None:
    order = problem(Box("toy", 190, 140, 90, 300, 60), cartons=(SMALL,))
    with pytest.raises(NoPlanFound):
        solve(order, Budget(20, cancelled=lambda: True))


def test_a_spoiled_carton_plan_is_found() -> None:
    order = problem(Box("toy", 200, 150, 100, 300, 2), cartons=(SMALL, LARGE))
    plan = solve(order, BUDGET)
    codes = {
        "wrong_total": replace(plan, cost=plan.cost + 1, bound=0),
        "wrong_number": replace(plan, fillings=plan.fillings[:1]),
        "unknown_carton": replace(plan, fillings=(replace(plan.fillings[0], container="bag"), plan.fillings[1])),
        "wrong_bound": replace(plan, bound=plan.cost + 1),
        "overlap": replace(plan, fillings=(replace(plan.fillings[0], placements=plan.fillings[0].placements * 2),)),
    }  # fmt: skip
    for code, spoiled in codes.items():
        assert code in {breach.code for breach in check_cartons(order, spoiled)}


def test_an_order_with_wrong_values_is_refused() -> None:
    with pytest.raises(InvalidProblem) as refused:
        solve(problem(Box("toy", 1, 1, 1, 1), cartons=(replace(SMALL, cost=-1),)), BUDGET)
    assert [fault.where for fault in refused.value.faults] == ["cartons[0].cost"]
