"""The flight model against every possible plan of small problems, and against CP-SAT on larger ones."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.errors import Infeasible
from optimizer.flights import flights
from optimizer.flights.checks import check_flights
from optimizer.flights.options import options_of
from optimizer.flights.parts import cut
from optimizer.flights.plans import SoFar
from optimizer.flights.problems import Departure, FlightProblem, Freight
from optimizer.flights.search import Search
from tests.unit.optimizer import making


def _cost(piece: Freight, departure: Departure) -> int:
    late_s = max(0, departure.arrives_at - piece.due_at)
    carriage, lateness = departure.cost_per_kg * piece.weight_g, piece.lateness_cost_per_hour * late_s
    return (carriage + 999) // 1000 + (lateness + 3599) // 3600


def _ways(problem: FlightProblem, piece: Freight) -> list[tuple[int | None, int]]:
    """Departure (None to stay) and cost of all that the piece may do, leaving room aside."""
    ways: list[tuple[int | None, int]] = [] if piece.pinned_to else [(None, piece.unassigned_cost)]
    for column, departure in enumerate(problem.departures):
        served = departure.gateway in piece.gateways and not departure.embargoed & piece.classes
        in_time = departure.cutoff_at >= max(piece.ready_at, problem.now)
        if served and in_time and piece.pinned_to in (None, departure.key):
            ways.append((column, _cost(piece, departure)))
    return ways


def _least_cost(problem: FlightProblem) -> int | None:
    """By trying everything; None when nothing fits."""
    best = None
    for choice in product(*(_ways(problem, piece) for piece in problem.freight)):
        room_g = [departure.capacity_g for departure in problem.departures]
        room_cm3 = [departure.capacity_cm3 for departure in problem.departures]
        for piece, (column, _) in zip(problem.freight, choice, strict=True):
            if column is not None:
                room_g[column] -= piece.weight_g
                room_cm3[column] -= piece.volume_cm3
        if min(room_g + room_cm3, default=0) >= 0:
            cost = sum(cost for _, cost in choice)
            best = cost if best is None else min(best, cost)
    return best


def _least_cost_by_cp_sat(problem: FlightProblem) -> tuple[int, int]:
    """The best cost found and its bound: equal when proven."""
    model, terms = cp_model.CpModel(), []
    on: list[list[tuple[Freight, cp_model.IntVar]]] = [[] for _ in problem.departures]
    for piece in problem.freight:
        taken = []
        for column, cost in _ways(problem, piece):
            way = model.new_bool_var("")
            taken.append(way)
            terms.append(cost * way)
            if column is not None:
                on[column].append((piece, way))
        model.add_exactly_one(taken)
    for departure, carried in zip(problem.departures, on, strict=True):
        model.add(sum(piece.weight_g * way for piece, way in carried) <= departure.capacity_g)
        model.add(sum(piece.volume_cm3 * way for piece, way in carried) <= departure.capacity_cm3)
    model.minimize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 2
    solver.solve(model)
    return round(solver.objective_value), round(solver.best_objective_bound)


@st.composite
def small_problems(draw: st.DrawFn) -> FlightProblem:
    hours = st.integers(0, 30)
    gateways = st.frozensets(st.sampled_from(["SIN", "HKG"]), min_size=0, max_size=2)
    classes = st.frozensets(st.sampled_from(["lithium", "perishable"]), max_size=1)
    departures = []
    for column in range(draw(st.integers(0, 3))):
        cutoff_at = making.NOW + draw(hours) * making.HOUR
        departures.append(
            making.departure(
                f"F{column}",
                gateway=draw(st.sampled_from(["SIN", "HKG"])),
                cutoff_at=cutoff_at,
                departs_at=cutoff_at + making.HOUR,
                arrives_at=cutoff_at + draw(st.integers(1, 10)) * making.HOUR,
                capacity_g=draw(st.integers(0, 6_000)),
                capacity_cm3=draw(st.integers(0, 24_000)),
                cost_per_kg=draw(st.integers(0, 700)),
                embargoed=draw(classes),
            )
        )
    freight = [
        making.piece(
            f"P{row}",
            weight_g=draw(st.integers(1, 3_000)),
            volume_cm3=draw(st.integers(0, 12_000)),
            ready_at=making.NOW + draw(hours) * making.HOUR,
            due_at=making.NOW + draw(hours) * making.HOUR,
            gateways=draw(gateways),
            lateness_cost_per_hour=draw(st.integers(0, 500)),
            unassigned_cost=draw(st.integers(0, 3_000)),
            classes=draw(classes),
        )
        for row in range(draw(st.integers(0, 6)))
    ]
    return making.flights(freight, departures)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(problem=small_problems())
def test_the_plan_costs_what_the_best_of_all_plans_costs(problem: FlightProblem) -> None:
    plan = flights.solve(problem, Budget(seconds=5))

    assert (plan.cost, plan.bound) == (_least_cost(problem), plan.cost)
    assert plan.proof is not None


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problem=small_problems(), data=st.data())
def test_with_pins_the_plan_is_best_or_says_that_nothing_fits(
    problem: FlightProblem, data: st.DataObject
) -> None:
    keys = [departure.key for departure in problem.departures]
    pinned = [
        replace(piece, pinned_to=data.draw(st.sampled_from([None, None, *keys]))) for piece in problem.freight
    ]
    problem = making.flights(pinned, list(problem.departures))
    least = _least_cost(problem)
    if least is None:
        with pytest.raises(Infeasible):
            flights.solve(problem, Budget(seconds=5))
    else:
        assert flights.solve(problem, Budget(seconds=5)).cost == least


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("steps", [1, 30])
def test_the_bound_never_passes_the_true_best_however_short_the_search(seed: int, steps: int) -> None:
    problem = making.random_flights(24, 3, seed)
    best, proven = _least_cost_by_cp_sat(problem)

    plan = flights.solve(problem, Budget(seconds=5, steps=steps, gap=0.0))

    assert plan.certified_bound <= plan.bound <= best
    assert plan.cost >= proven


def test_no_way_of_the_best_choice_is_struck_out_however_low_a_tree_has_brought_the_bound() -> None:
    for seed in range(12):
        for part in cut(options_of(making.random_flights(20, 3, seed))).parts:
            nowhere = np.full(len(part.rows), part.base)
            best = Search(part, nowhere, Deadline(Budget(), 5), Budget(gap=0.0)).run().state
            search = Search(part, nowhere, Deadline(Budget(), 5), Budget(gap=0.0))
            search.most = best.gain
            search.state = replace(best, gain=best.gain - 1)

            assert search.kept()[np.arange(len(part.rows)), best.choice].all()


def test_a_tree_without_time_for_any_bound_leaves_choice_and_bound_as_they_were() -> None:
    (part, *_) = cut(options_of(making.random_flights(2_000, 8, seed=5))).parts
    search = Search(part, np.full(len(part.rows), part.base), Deadline(Budget(), 1), Budget())
    most, gain = search.most, search.state.gain

    search.tree(seconds=0.0)

    assert search.most <= most
    assert search.state.gain >= gain


def test_prices_estimated_without_a_model_bound_the_cost_within_two_percent() -> None:
    (part, *_) = cut(options_of(making.random_flights(400, 8, seed=5))).parts
    nowhere = np.full(len(part.rows), part.base)

    exact = Search(part, nowhere, Deadline(Budget(), 5), Budget()).most
    rough = Search(part, nowhere, Deadline(Budget(), 0.05), Budget()).most

    least_cost = part.base_cost - exact
    assert least_cost * 0.98 <= part.base_cost - rough <= least_cost


def test_a_departure_with_room_for_all_leaves_nothing_to_search_and_the_plan_is_proven() -> None:
    problem = making.flights(
        [making.piece(f"P{row}") for row in range(50)],
        [making.departure("SQ1", cost_per_kg=500), making.departure("MH2", cost_per_kg=300)],
    )

    plan = flights.solve(problem, Budget(seconds=5))

    assert {line.departure for line in plan.assignments} == {"MH2"}
    assert (plan.cost, plan.gap) == (50 * 300, 0.0)
    assert plan.seconds < 1


def test_three_hundred_pieces_come_within_half_a_percent_of_the_bound_in_two_seconds() -> None:
    problem = making.random_flights(300, 8, seed=5)

    plan = flights.solve(problem, Budget(seconds=2))

    assert plan.gap < 0.005
    assert check_flights(problem, plan) == ()


def test_the_same_seed_and_steps_give_the_same_plan() -> None:
    problem = making.random_flights(40, 5, seed=6)
    budget = Budget(seconds=60, seed=3, steps=1)

    first, second = flights.solve(problem, budget), flights.solve(problem, budget)

    assert replace(first, seconds=0.0) == replace(second, seconds=0.0)


@pytest.mark.parametrize("seconds", [0.3, 1.5])
def test_the_search_ends_within_a_second_of_its_budget(seconds: float) -> None:
    plan = flights.solve(making.random_flights(500, 10, seed=7), Budget(seconds=seconds, gap=0.0))

    assert plan.seconds < seconds + 1


def test_an_earlier_plan_as_start_is_never_made_worse() -> None:
    problem = making.random_flights(120, 6, seed=8)
    earlier = flights.solve(problem, Budget(seconds=1))
    start = {line.freight: line.departure for line in earlier.assignments}

    again = flights.solve(problem, Budget(seconds=0.7, steps=1), start=start)

    assert again.cost <= earlier.cost


def test_a_start_that_no_longer_holds_is_passed_over() -> None:
    problem = making.flights(
        [making.piece("P1"), making.piece("P2")], [making.departure("SQ1", capacity_g=1_500)]
    )

    plan = flights.solve(
        problem, Budget(seconds=1), start={"P1": "SQ1", "P2": "SQ1", "gone": "SQ1", "P3": "XX9"}
    )

    assert sorted(str(line.departure) for line in plan.assignments) == ["None", "SQ1"]


@pytest.mark.parametrize(
    ("pieces", "departures", "cost"),
    [(0, 0, 0), (0, 2, 0), (2, 0, 100_000)],
)
def test_problems_with_nothing_in_them_have_plans(pieces: int, departures: int, cost: int) -> None:
    problem = making.flights(
        [making.piece(f"P{row}") for row in range(pieces)],
        [making.departure(f"F{row}") for row in range(departures)],
    )

    plan = flights.solve(problem, Budget(seconds=1))

    assert (plan.cost, plan.bound, plan.gap) == (cost, cost, 0.0)


def test_a_search_tells_how_it_stands_and_ends_with_the_best_when_that_is_enough() -> None:
    problem = making.random_flights(400, 8, seed=5)
    told: list[SoFar] = []

    plan = flights.solve(
        problem, Budget(seconds=60, gap=0.0, cancelled=lambda: bool(told)), on_better=told.append
    )

    assert plan.cost <= told[0].cost
    assert all(one.bound <= plan.cost for one in told)
    assert plan.seconds < 30
