"""Both routing engines against every possible plan of small problems, and what they do at the edges."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, permutations, product

import pytest

from optimizer.budget import Budget
from optimizer.errors import Infeasible, InvalidProblem, NoPlanFound
from optimizer.routing import routes
from optimizer.routing.checks import check_routes
from optimizer.routing.engines.engine import Engine
from optimizer.routing.engines.ortools import OrTools
from optimizer.routing.engines.pyvrp import PyVRP
from optimizer.routing.engines.ruin_recreate import RuinRecreate
from optimizer.routing.network import network
from optimizer.routing.problems import RouteProblem, Stop, VehicleType
from tests.unit.optimizer.routing import making
from tests.unit.optimizer.routing.making import HOUR, road, stop, van

QUICK = Budget(seconds=3, steps=400)


def _cheapest_run(problem: RouteProblem, vehicle: VehicleType, stops: tuple[Stop, ...]) -> int | None:
    costs = [_cost_of_order(problem, vehicle, order) for order in permutations(stops)]
    return min((cost for cost in costs if cost is not None), default=None)


def _cost_of_order(problem: RouteProblem, vehicle: VehicleType, order: tuple[Stop, ...]) -> int | None:
    """Tries leaving at every minute: slow, and so independent of how the library finds the best time."""
    hub, travel = problem.depots[0], problem.travel
    if (
        sum(s.collect.weight_g for s in order) > vehicle.capacity.weight_g
        or sum(s.collect.volume_cm3 for s in order) > vehicle.capacity.volume_cm3
    ):
        return None
    metres = sum(travel.metres[a][b] for a, b in pairwise([hub.at, *(s.at for s in order), hub.at]))
    best_s = None
    for leaves_s in range(hub.open_s, hub.close_s, 60):
        clock, place = leaves_s, hub.at
        for each in order:
            clock += travel.seconds[place][each.at]
            if clock > each.window_close_s:
                break
            clock, place = max(clock, each.window_open_s) + each.service_s, each.at
        else:
            clock += travel.seconds[place][hub.at]
            if clock <= hub.close_s and clock - leaves_s <= vehicle.shift_s:
                best_s = min(clock - leaves_s, best_s or clock - leaves_s)
    if best_s is None:
        return None
    exact = vehicle.fixed_cost + vehicle.cost_per_km * metres / 1000 + vehicle.cost_per_hour * best_s / 3600
    return int(exact + 0.5)


def _least_cost(problem: RouteProblem) -> int:
    fleet = [vehicle for vehicle in problem.vehicles for _ in range(vehicle.count)]
    runs: dict[tuple[str, tuple[Stop, ...]], int | None] = {}

    def parts() -> Iterator[list[int | None]]:
        for choice in product(range(-1, len(fleet)), repeat=len(problem.stops)):
            costs = [s.prize for s, number in zip(problem.stops, choice, strict=True) if number < 0]
            for number, vehicle in enumerate(fleet):
                driven = tuple(s for s, own in zip(problem.stops, choice, strict=True) if own == number)
                key = (vehicle.key, driven)
                if driven and key not in runs:
                    runs[key] = _cheapest_run(problem, vehicle, driven)
                costs.append(runs[key] if driven else 0)
            yield costs

    return min(sum(c for c in costs if c is not None) for costs in parts() if None not in costs)


@pytest.mark.parametrize("seed", range(1, 9))
def test_the_plan_costs_what_the_best_of_all_plans_costs(seed: int) -> None:
    problem = making.random_routes(4, seed)

    plan = routes.solve(problem, QUICK)

    # Each run is rounded for itself, and the brute force leaves on whole minutes only.
    assert abs(plan.cost - _least_cost(problem)) <= 2 + 30 * len(plan.runs)
    assert plan.cost <= _least_cost(problem) + 2


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_both_engines_find_plans_of_nearly_the_same_cost(seed: int) -> None:
    problem = making.random_routes(9, seed, vehicles=3)

    plan = routes.solve(problem, Budget(seconds=20, steps=150), cross_check=True)

    ours, theirs = plan.engines
    assert ours.cost is not None
    assert theirs.cost is not None
    assert (ours.engine[:4], theirs.engine[:8]) == ("ruin", "OR-Tools")
    assert 0.98 * ours.cost <= theirs.cost <= 1.1 * ours.cost
    assert plan.cost == min(ours.cost, theirs.cost)


@pytest.mark.parametrize("engine", [PyVRP(), OrTools(), RuinRecreate()])
def test_an_engine_answers_none_when_the_required_stops_cannot_all_be_served(engine: Engine) -> None:
    problem = _two_stops_at_once()

    assert engine.search(network(problem), 0.3, Budget(), (), lambda _: None).ways is None


def _two_stops_at_once() -> RouteProblem:
    """Each could be served, but one van cannot be at both ends of the road between eight and half past."""
    narrow = {"window_open_s": 8 * HOUR, "window_close_s": 8 * HOUR + 1800}
    places = [stop("east", 1, **narrow), stop("west", 2, **narrow)]
    return making.routes(places, [van(count=1)], road(0, 40, -40))


def test_when_neither_engine_finds_a_plan_the_answer_says_what_was_asked_for() -> None:
    crowded = [stop(f"S{row}", 1, window_close_s=10 * HOUR, service_s=3600) for row in range(5)]

    with pytest.raises(NoPlanFound, match=r"all 5 required stops with 1 vehicles was found in 1 s") as told:
        routes.solve(making.routes(crowded, [van(count=1)], road(0, 3)), Budget(seconds=1))

    assert [fault.code for fault in told.value.faults] == ["left_out"] * 2


def test_stops_that_exclude_each_other_and_outnumber_the_fleet_are_named() -> None:
    with pytest.raises(
        Infeasible, match=r"No two of 2 stops .*\(east, west\), and the fleet counts 1"
    ) as told:
        routes.solve(_two_stops_at_once(), Budget(seconds=0.6))

    assert [fault.where for fault in told.value.faults] == ["stops[0]", "stops[1]"]


def test_a_run_waits_at_the_hub_and_not_at_the_door() -> None:
    problem = making.routes([stop("S1", 1, window_open_s=12 * HOUR)], [van()], road(0, 30))

    (run,) = routes.solve(problem, QUICK).runs

    assert (run.leaves_s, run.back_s) == (12 * HOUR - 1800, 12 * HOUR + 600 + 1800)
    assert run.visits[0].arrives_s == run.visits[0].starts_s == 12 * HOUR
    assert run.cost == 6_000 + 60 * 90 + round((600 + 3600) * 1_800 / 3600)


def test_optional_stops_are_skipped_with_the_reason_and_the_price() -> None:
    problem = making.routes(
        [
            stop("near", 1, prize=20_000),
            stop("far", 2, prize=100),
            stop("heavy", 1, prize=7, demand_g=900_001),
            stop("shut", 2, prize=8, window_open_s=0, window_close_s=7 * HOUR),
        ],
        [van()],
        road(0, 5, 90),
    )

    plan = routes.solve(problem, QUICK)

    assert [(left.stop, left.prize, left.reason.code) for left in plan.unserved] == [
        ("far", 100, "dearer_than_prize"),
        ("heavy", 7, "too_heavy"),
        ("shut", 8, "window_missed"),
    ]
    assert "its prize is 100" in plan.unserved[0].reason.text
    assert plan.unserved[1].reason.text == "900.001 kg, the strongest vehicle takes 900 kg"
    assert plan.cost == plan.runs[0].cost + 115 == plan.engines[0].cost


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"demand_g": 1_000_000}, "too_heavy"),
        ({"demand_cm3": 7_000_000}, "too_big"),
        ({"window_open_s": 0, "window_close_s": 7 * HOUR}, "window_missed"),
        ({"window_open_s": 20 * HOUR - 60, "window_close_s": 20 * HOUR}, "depot_closed"),
        ({"service_s": 9 * HOUR}, "shift_exceeded"),
    ],
)
def test_a_required_stop_that_no_vehicle_can_serve_is_named_with_its_limit(
    values: dict[str, int], code: str
) -> None:
    problem = making.routes([stop("fine", 1), stop("S1", 1, **values)], [van()], road(0, 30))

    with pytest.raises(Infeasible, match="S1 cannot be visited") as refused:
        routes.solve(problem)

    assert (refused.value.faults[0].where, refused.value.faults[0].code) == ("stops[1]", code)


def test_a_fleet_too_small_for_all_required_stops_is_refused_at_once() -> None:
    stops = [stop(f"S{row}", 1, demand_g=700_000) for row in range(3)]

    with pytest.raises(
        Infeasible, match=r"The required stops give 2,100 kg, all vehicles together take 1,800 kg"
    ):
        routes.solve(making.routes(stops, [van()], road(0, 3)))


def test_no_stops_need_no_vehicles_and_stops_need_some() -> None:
    plan = routes.solve(making.routes([], [], road(0)), QUICK)

    assert (plan.cost, plan.runs, plan.unserved) == (0, (), ())
    with pytest.raises(Infeasible, match="there is no vehicle"):
        routes.solve(making.routes([stop("S1", 1)], [], road(0, 3)))


def test_a_table_that_is_not_square_and_a_stop_outside_it_are_named() -> None:
    travel = replace(road(0, 5), seconds=((0, 5), (5,)))

    with pytest.raises(InvalidProblem) as refused:
        routes.solve(making.routes([stop("S1", 2)], [van()], travel))

    assert [fault.where for fault in refused.value.faults] == ["travel.seconds[1]", "stops[0].at"]


def test_the_same_seed_and_steps_give_the_same_plan() -> None:
    problem, budget = making.random_routes(40, 9, vehicles=8), Budget(seconds=60, seed=7, steps=60)

    first, second = routes.solve(problem, budget), routes.solve(problem, budget)

    assert (first.runs, first.unserved) == (second.runs, second.unserved)


@pytest.mark.parametrize("cross_check", [False, True])
def test_the_search_ends_within_a_second_of_its_budget(cross_check: bool) -> None:
    problem = making.random_routes(80, 3, optional=1.0, vehicles=20)

    plan = routes.solve(problem, Budget(seconds=1.2), cross_check=cross_check)

    assert plan.seconds < 2.2
    assert check_routes(problem, plan) == ()


def test_an_earlier_plan_is_taken_up_though_stops_have_come_and_gone() -> None:
    problem = making.random_routes(40, 5, optional=0.0, vehicles=12)
    earlier = routes.solve(problem, Budget(seconds=2))
    changed = replace(problem, stops=(*problem.stops[3:], stop("new", 2)))

    plan = routes.solve(changed, Budget(seconds=1), start=earlier)
    kept = routes.solve(problem, Budget(seconds=1, steps=1), start=earlier)

    assert check_routes(changed, plan) == ()
    assert kept.cost <= earlier.cost
