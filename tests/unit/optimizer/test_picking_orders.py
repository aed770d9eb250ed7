"""Orders are batched within carts and waves, and every spoilt plan is found out."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from optimizer.budget import Budget
from optimizer.errors import Infeasible, InvalidProblem
from optimizer.picking import orders
from optimizer.picking.batches import Batches
from optimizer.picking.checks import check_picking
from optimizer.picking.plans import PickingPlan
from optimizer.picking.problems import AisleFloor, Cart, Crew, Order, Pick, PickingProblem

FLOOR = AisleFloor((0, 5_000, 10_000, 15_000), (0, 20_000), 0)
BUDGET = Budget(seconds=60, steps=3_000)


def _order(key: str, draw: random.Random, **values: Any) -> Order:
    lines = draw.randint(1, 5)
    picks = tuple(Pick(f"{key}-{n}", draw.randrange(4), draw.randint(1, 19) * 1_000) for n in range(lines))
    return replace(Order(key, picks, items=lines), **values)


def _problem(number: int, seed: int, items: int = 8, **values: Any) -> PickingProblem:
    draw = random.Random(seed)
    drawn = tuple(
        _order(f"O{row}", draw, weight_g=draw.randint(100, 900), cutoff_at=3_600 * draw.randint(1, 2) + 1_800)
        for row in range(number)
    )
    return replace(PickingProblem(FLOOR, drawn, Cart(items, 2_000)), **values)


def _best(problem: PickingProblem) -> int:
    """The least walking over all ways to cut the orders of each wave into batches."""
    waves: dict[int, list[Order]] = {}
    for order in problem.orders:
        waves.setdefault(order.cutoff_at // problem.wave_s, []).append(order)
    return sum(_best_of_wave(problem, wave) for wave in waves.values())


def _best_of_wave(problem: PickingProblem, wave: list[Order]) -> int:
    batches = Batches(problem.floor, wave, problem.cart)
    best = {0: 0}
    for members in range(1, 1 << len(wave)):
        first, found = members & -members, []
        part = members
        while part:
            held = [order for row, order in enumerate(wave) if part >> row & 1]
            items, weight_g = sum(o.items for o in held), sum(o.weight_g for o in held)
            if part & first and items <= problem.cart.capacity_items and weight_g <= problem.cart.capacity_g:
                found.append(batches.length(part) + best[members ^ part])
            part = (part - 1) & members
        best[members] = min(found)
    return best[max(best)]


@pytest.mark.parametrize("seed", range(4))
def test_few_orders_are_batched_as_well_as_by_trying_all_ways(seed: int) -> None:
    problem = _problem(9, seed)

    plan = orders.solve(problem, Budget(seconds=60, steps=20_000))

    assert plan.length_mm == _best(problem)
    assert plan.proof is not None


def test_the_same_seed_and_steps_give_the_same_plan() -> None:
    problem = _problem(20, 7)

    plans = [replace(orders.solve(problem, BUDGET), seconds=0) for _ in range(2)]

    assert plans[0] == plans[1]


def test_a_plan_begins_with_what_still_holds_of_an_earlier_one() -> None:
    problem = _problem(25, 8)
    first = orders.solve(problem, Budget(seconds=60, steps=20_000))
    fewer = replace(problem, orders=problem.orders[1:])

    again = orders.solve(fewer, Budget(seconds=60, steps=1), start=first)

    assert again.length_mm <= first.length_mm


def test_a_wave_that_cannot_be_ready_in_time_says_by_how_much() -> None:
    problem = _problem(10, 2, crew=Crew(pickers=2, speed_mm_s=100, starts_at=5_000))

    plan = orders.solve(problem, BUDGET)

    late = [wave for wave in plan.waves if wave.slack_s < 0]
    assert late
    assert plan.late_s >= max(-wave.slack_s for wave in late)


def test_more_pickers_are_ready_earlier() -> None:
    alone = orders.solve(_problem(12, 3), BUDGET)
    crew = orders.solve(_problem(12, 3, crew=Crew(pickers=4)), BUDGET)

    assert max(batch.ends_at for batch in crew.batches) < max(batch.ends_at for batch in alone.batches)
    assert {batch.picker for batch in crew.batches} == {0, 1, 2, 3}


def test_an_order_that_fits_no_cart_is_named() -> None:
    problem = _problem(4, 1, cart=Cart(4))

    with pytest.raises(Infeasible, match="fit no cart") as refused:
        orders.solve(replace(problem, orders=(replace(problem.orders[0], items=9), *problem.orders[1:])))

    assert refused.value.faults[0].where == "orders[0]"


def test_all_faults_of_orders_are_named_at_once() -> None:
    problem = _problem(3, 1)
    wrong = replace(problem.orders[0], picks=(), items=-1)

    with pytest.raises(InvalidProblem) as refused:
        orders.solve(replace(problem, orders=(wrong, *problem.orders[1:]), crew=Crew(pickers=0)))

    places = [fault.where for fault in refused.value.faults]
    assert places == ["orders[0].items", "orders[0].picks", "crew.pickers"]


def test_a_search_that_is_taken_back_still_gives_a_checked_plan() -> None:
    plan = orders.solve(_problem(30, 5), Budget(seconds=600, cancelled=lambda: True))

    assert plan.proof is not None


def _first(plan: PickingPlan, **values: Any) -> PickingPlan:
    return replace(plan, batches=(replace(plan.batches[0], **values), *plan.batches[1:]))


def _joined(plan: PickingPlan) -> PickingPlan:
    one, other = plan.batches[0], plan.batches[-1]
    return replace(plan, batches=(replace(one, orders=one.orders + other.orders), *plan.batches[1:-1]))


SPOILT: list[tuple[str, Callable[[PickingPlan], PickingPlan]]] = [
    ("missing", lambda plan: replace(plan, batches=plan.batches[1:])),
    ("twice", lambda plan: replace(plan, batches=(*plan.batches, plan.batches[0]))),
    ("unknown", lambda plan: _first(plan, orders=("O99",))),
    ("over_capacity", _joined),
    ("mixed_waves", _joined),
    ("wrong_length", lambda plan: _first(plan, tour=replace(plan.batches[0].tour, length_mm=1))),
    ("wrong_time", lambda plan: _first(plan, ends_at=plan.batches[0].ends_at + 1)),
    ("wrong_lateness", lambda plan: _first(plan, late_s=-1)),
    ("picker_busy", lambda plan: replace(plan, batches=(*plan.batches, plan.batches[-1]))),
    ("unknown_picker", lambda plan: _first(plan, picker=7)),
    ("wrong_waves", lambda plan: replace(plan, waves=plan.waves[1:])),
    ("wrong_wave", lambda plan: replace(plan, waves=(replace(plan.waves[0], slack_s=1), *plan.waves[1:]))),
    ("wrong_total", lambda plan: replace(plan, length_mm=plan.length_mm - 1)),
    ("wrong_total", lambda plan: replace(plan, late_s=plan.late_s + 1)),
]


@pytest.mark.parametrize(("code", "spoil"), SPOILT)
def test_a_spoilt_plan_is_found_out(code: str, spoil: Callable[[PickingPlan], PickingPlan]) -> None:
    problem = _problem(12, 6)
    good = orders.solve(problem, BUDGET)

    assert check_picking(problem, good) == ()
    assert code in {breach.code for breach in check_picking(problem, spoil(good))}


def test_the_walking_is_told_as_it_shrinks_from_first_come_to_the_plan() -> None:
    problem = _problem(40, seed=3)
    told: list[int] = []

    plan = orders.solve(problem, Budget(seconds=5, steps=20_000), on_better=told.append)

    assert told == sorted(told, reverse=True)
    assert told[0] > told[-1] >= plan.length_mm


def test_a_search_that_is_told_that_it_is_enough_answers_with_the_best_so_far() -> None:
    problem = _problem(40, seed=3)
    told: list[int] = []

    plan = orders.solve(problem, Budget(seconds=60, cancelled=lambda: bool(told)), on_better=told.append)

    assert plan.length_mm <= told[0]
    assert plan.seconds < 30
