"""What a fleet may need beyond one depot and one trip: each feature is planned, and its plan keeps the rules."""

from dataclasses import replace

import pytest

from optimizer.budget import Budget
from optimizer.errors import InvalidProblem
from optimizer.routing import routes
from optimizer.routing.checks import check_routes
from optimizer.routing.engines.engine import Engine
from optimizer.routing.engines.ortools import OrTools
from optimizer.routing.engines.pyvrp import PyVRP
from optimizer.routing.engines.ruin_recreate import RuinRecreate
from optimizer.routing.engines.tables import Tables
from optimizer.routing.engines.trips import Trips
from optimizer.routing.network import Way, network
from optimizer.routing.plans import RoutePlan
from optimizer.routing.problems import NOTHING, Action, Amount, Depot, Pause, RouteProblem
from optimizer.routing.timing import timed
from tests.unit.optimizer.routing import making
from tests.unit.optimizer.routing.making import HOUR, road, shipment, stop, van

QUICK = Budget(seconds=4, steps=150)


def _order(plan: RoutePlan) -> list[list[tuple[str, Action]]]:
    return [[(visit.stop, visit.action) for visit in run.visits] for run in plan.runs]


def test_deliveries_make_room_for_collections_on_the_same_run() -> None:
    full = Amount(weight_g=800_000)
    stops = [stop("gives", 2), stop("takes", 1)]
    stops = [replace(stops[0], collect=full), replace(stops[1], collect=NOTHING, deliver=full)]

    plan = routes.solve(making.routes(stops, [van(count=1)], road(0, 10, 20)), QUICK)

    assert _order(plan) == [[("takes", Action.VISIT), ("gives", Action.VISIT)]]
    assert [plan.runs[0].load, *(visit.load for visit in plan.runs[0].visits)] == [full, NOTHING, full]


def test_pieces_fill_a_vehicle_as_weight_and_volume_do() -> None:
    stops = [replace(stop(f"S{row}", 1), collect=Amount(pieces=3)) for row in range(3)]
    small = van(count=3, capacity_g=1, capacity_cm3=1)
    problem = making.routes(stops, [replace(small, capacity=Amount(1, 1, 4))], road(0, 5))

    assert len(routes.solve(problem, QUICK).runs) == 3


def test_a_vehicle_reloads_where_it_may_rather_than_a_second_one_going_out() -> None:
    stops = [stop(f"S{row}", 1, demand_g=600_000) for row in range(3)]
    one = van(count=1, reload_at=("hub",), most_reloads=2)

    plan = routes.solve(making.routes(stops, [one], road(0, 5)), QUICK)

    (run,) = plan.runs
    assert [visit.action for visit in run.visits].count(Action.RELOAD) == 2
    assert all(
        visit.leaves_s - visit.starts_s == 900 for visit in run.visits if visit.action is Action.RELOAD
    )


def test_single_trips_put_on_few_vehicles_cost_less_than_ways_searched_whole() -> None:
    problem = making.random_routes(60, 5, optional=0.0)
    small = van(count=30, capacity_g=150_000, reload_at=("hub",), most_reloads=4)
    net = network(replace(problem, vehicles=(small,)))

    chained, whole = (
        engine.search(net, 60, Budget(seconds=60, steps=30), (), lambda _: None).ways
        for engine in (Trips(), PyVRP())
    )

    costs = [sum(run.cost for way in ways or () if (run := timed(net, way))) for ways in (chained, whole)]
    assert 0 < costs[0] < 0.95 * costs[1]


def test_two_vehicles_make_all_the_trips_when_there_are_no_more() -> None:
    stops = [stop(f"S{row}", 1, demand_g=600_000) for row in range(6)]
    two = van(count=2, reload_at=("hub",), most_reloads=2)

    plan = routes.solve(making.routes(stops, [two], road(0, 5)), QUICK)

    assert sorted(len(run.visits) for run in plan.runs) == [5, 5]
    assert plan.solver == Trips.name


def test_each_depot_sends_its_own_vehicles_and_they_may_end_at_another() -> None:
    problem = making.routes([stop("west", 1), stop("east", 2)], [], road(0, 5, 95, 100))
    far = Depot("far", 3, 7 * HOUR, 20 * HOUR)
    fleet = (van(count=1), van(key="far van", count=1, start="far", end="far"))

    plan = routes.solve(replace(problem, depots=(*problem.depots, far), vehicles=fleet), QUICK)
    across = replace(problem, depots=(*problem.depots, far), vehicles=(van(count=1, end="far"),))

    assert {run.vehicle: run.visits[0].stop for run in plan.runs} == {"van": "west", "far van": "east"}
    assert routes.solve(across, QUICK).runs[0].metres == 100_000


def test_a_vehicle_leaves_and_is_back_within_its_shift_window_and_its_longest_way() -> None:
    stops = [stop(f"S{row}", 1 + row) for row in range(2)]
    late = van(count=2, leaves_from_s=13 * HOUR, back_by_s=16 * HOUR, most_metres=60_000)

    plan = routes.solve(making.routes(stops, [late], road(0, 30, -30)), QUICK)

    assert [run.metres for run in plan.runs] == [60_000, 60_000]
    assert all(run.leaves_s >= 13 * HOUR and run.back_s <= 16 * HOUR for run in plan.runs)


@pytest.mark.parametrize("engine", [PyVRP(), OrTools(), RuinRecreate()])
def test_shipments_ride_from_door_to_door_within_the_room(engine: Engine) -> None:
    big = Amount(weight_g=500_000)
    shipments = [shipment("A", 1, 3, amount=big), shipment("B", 2, 4, amount=big), shipment("C", 1, 2)]
    problem = making.routes([], [van(count=1)], road(0, 10, 20, 30, 40), shipments)

    answer = engine.search(network(problem), 2, QUICK, (), lambda _: None)

    runs = [timed(network(problem), way) for way in answer.ways or ()]
    assert [run.metres for run in runs if run] == [100_000]


def test_optional_shipments_are_skipped_when_dearer_than_their_prize() -> None:
    shipments = [shipment("near", 1, 2, prize=90_000), shipment("far", 1, 3, prize=10)]

    plan = routes.solve(making.routes([], [van()], road(0, 5, 10, 200), shipments), QUICK)

    assert [left.stop for left in plan.unserved] == ["far"]
    assert _order(plan) == [[("near", Action.PICKUP), ("near", Action.DELIVERY)]]


def test_shipments_that_pay_only_together_are_fetched() -> None:
    riders = [shipment(f"S{row}", 1, 2, prize=3_000) for row in range(10)]
    problem = making.routes([], [van(count=3)], road(0, 50, 51), riders)

    plan = routes.solve(problem, QUICK)

    assert plan.unserved == ()
    assert plan.cost < 15_000 + 10_000


def test_when_nothing_pays_nothing_is_driven_though_dearer_plans_were_found_on_the_way() -> None:
    problem = making.random_routes(60, 3, vehicles=30)
    stops = tuple(replace(each, prize=4_000) for each in problem.stops)
    dear = replace(problem.vehicles[0], fixed_cost=60_000)

    plan = routes.solve(replace(problem, stops=stops, vehicles=(dear,)), Budget(20, steps=1))

    assert (plan.runs, plan.cost) == ((), 240_000)


def test_many_small_vehicles_give_way_to_few_large_ones_that_are_cheaper() -> None:
    stops = [stop(f"S{row}", row + 1, demand_g=100_000) for row in range(24)]
    small = van(count=24, capacity_g=200_000)
    large = van(key="truck", count=24, capacity_g=1_200_000, fixed_cost=9_000, cost_per_km=120)
    tables = Tables(network(making.routes(stops, [small, large], road(0, *range(20, 44)))), seed=1)
    tables.take(tuple(Way(0, (first, first + 1)) for first in range(0, 24, 2)))

    tables.search(1_000, 1.0, 1.0)

    assert [way.unit for way in tables.best()] == [1, 1]


def test_a_driver_rests_on_arrival_before_the_rule_is_broken() -> None:
    stops = [stop(f"S{row}", 1 + row, service_s=1800) for row in range(4)]
    rested = van(count=1, pause=Pause(after_s=3 * HOUR, lasts_s=2700))

    plan = routes.solve(making.routes(stops, [rested], road(0, 60, 120, 60, 30)), Budget(seconds=2))

    (run,) = plan.runs
    rests = [visit for visit in run.visits if visit.starts_s - visit.arrives_s >= 2700]
    assert rests
    assert check_routes(making.routes(stops, [van(count=1)], road(0, 60, 120, 60, 30)), plan) == ()


@pytest.fixture(scope="module")
def running() -> tuple[RouteProblem, RoutePlan]:
    """Deliveries, a collection and a shipment on two vans."""
    stops = [
        replace(stop(f"D{row}", 1 + row), collect=NOTHING, deliver=Amount(weight_g=200_000))
        for row in range(4)
    ]
    shipments = [shipment("A>B", 2, 4, amount=Amount(weight_g=50_000))]
    problem = making.routes([*stops, stop("C", 3)], [van(fixed_cost=10)], road(0, 20, 40, 60, -30), shipments)
    return problem, routes.solve(problem, QUICK)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_what_has_begun_stands_and_the_rest_is_planned_anew(
    running: tuple[RouteProblem, RoutePlan], share: float
) -> None:
    problem, plan = running
    first, last = min(run.leaves_s for run in plan.runs), max(run.back_s for run in plan.runs)
    now_s = int(first + share * (last - first)) + 1
    more = replace(problem, stops=(*problem.stops, stop("new", 2, window_close_s=20 * HOUR, prize=40)))

    again = routes.solve(more, QUICK, start=plan, now_s=now_s)

    assert check_routes(more, again, plan, now_s) == ()
    for old in plan.runs:
        if old.leaves_s < now_s:
            kept = [visit for visit in old.visits if visit.leaves_s < now_s]
            assert any(run.visits[: len(kept)] == tuple(kept) for run in again.runs)


def test_or_tools_keeps_what_has_begun_too(running: tuple[RouteProblem, RoutePlan]) -> None:
    problem, plan = running
    now_s = sorted(visit.leaves_s for run in plan.runs for visit in run.visits)[1] + 1
    net = network(problem, plan, now_s)

    answer = OrTools().search(net, 1, QUICK, (), lambda _: None)

    assert answer.ways is not None
    assert all(timed(net, way) for way in answer.ways)
    assert {call for way in answer.ways for call in way.calls} == set(range(len(net.calls))) - net.done


def test_a_running_plan_that_names_what_the_problem_lacks_is_refused(
    running: tuple[RouteProblem, RoutePlan],
) -> None:
    problem, plan = running

    with pytest.raises(InvalidProblem, match="is on a run that has left, but not in the problem"):
        routes.solve(replace(problem, stops=()), QUICK, start=plan, now_s=20 * HOUR)


@pytest.mark.parametrize("vehicles", [1, 2])
def test_better_plans_are_told_as_they_come_each_checked_and_cheaper(vehicles: int) -> None:
    problem, told = making.random_routes(60, 4, optional=0.2, vehicles=30), list[RoutePlan]()
    problem = replace(problem, vehicles=problem.vehicles[:vehicles])

    plan = routes.solve(problem, Budget(seconds=2), on_better=told.append)

    costs = [each.cost for each in told]
    assert costs == sorted(set(costs), reverse=True)
    assert all(each.proof and check_routes(problem, each) == () for each in told)
    assert plan.cost <= costs[-1]


@pytest.mark.parametrize("reloads", [0, 1])
def test_a_cancelled_search_ends_with_what_it_has(reloads: int) -> None:
    problem = making.random_routes(40, 4, optional=0.0, vehicles=20)
    fleet = tuple(replace(vehicle, most_reloads=reloads, reload_at=("hub",)) for vehicle in problem.vehicles)
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 30

    plan = routes.solve(replace(problem, vehicles=fleet), Budget(seconds=60, cancelled=cancelled))

    assert plan.seconds < 30
    assert plan.proof is not None


def test_ways_with_costly_hours_and_prizes_are_as_good_as_pyvrps() -> None:
    problem = making.random_routes(25, 6, optional=0.3, vehicles=8)
    problem = replace(problem, vehicles=problem.vehicles[:1])
    net = network(problem)

    ours, theirs = (
        engine.search(net, 60, Budget(seconds=60, steps=steps), (), lambda _: None).ways
        for engine, steps in ((RuinRecreate(), 1500), (PyVRP(), 1000))
    )

    def cost(ways: object) -> int:
        runs = [timed(net, way) for way in ways or ()]  # type: ignore[attr-defined]
        served = {visit.stop for run in runs if run for visit in run.visits}
        return sum(run.cost for run in runs if run) + sum(
            task.prize or 0 for task in problem.tasks if task.key not in served
        )

    assert cost(ours) <= 1.01 * cost(theirs)


def test_a_search_on_few_stops_ends_long_before_its_budget() -> None:
    problem = making.random_routes(4, 2)

    plan = routes.solve(replace(problem, vehicles=problem.vehicles[:1]), Budget(seconds=600))

    assert plan.seconds < 120
