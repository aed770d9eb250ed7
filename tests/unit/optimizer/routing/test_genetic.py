"""The hybrid genetic search: when it may be asked, and that cutting, moving and crossing keep what they must."""

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.budget import Budget
from optimizer.routing.engines.chance import chance
from optimizer.routing.engines.columns import BEST, NOW
from optimizer.routing.engines.genetic import plan as plans
from optimizer.routing.engines.genetic.compass import flattened, in_turn
from optimizer.routing.engines.genetic.descent import descend
from optimizer.routing.engines.genetic.engine import Genetic
from optimizer.routing.engines.genetic.tours import crossed, cut
from optimizer.routing.engines.ruin_recreate import _Search
from optimizer.routing.network import Way, network
from optimizer.routing.problems import ALL, NO_LIMIT, Amount, Depot, RouteProblem, Stop, Travel, VehicleType
from optimizer.routing.routes import solve

DAY = 10**6


def field(calls: int, seed: int, room: int = 30) -> plans.Ground:
    """Calls strewn about a depot, each with 1 to 9 units."""
    draw = np.random.default_rng(seed)
    places = draw.uniform(0, 1000, size=(calls + 1, 2))
    way = np.hypot(*(places[:, None] - places).transpose(2, 0, 1)).astype(np.int64)
    near = np.argsort(way[:-1, :-1] + np.eye(calls, dtype=np.int64) * DAY, axis=1)[:, : min(10, calls - 1)]
    return plans.Ground(way, np.ascontiguousarray(near), draw.integers(1, 10, size=calls), room)


def cost_of(ground: plans.Ground, routes: list[list[int]], price: int) -> int:
    """Counted anew, with what exceeds the room at its price."""
    depot = len(ground.demand)
    legs = sum(
        int(ground.way[a, b]) for route in routes if route for a, b in pairwise([depot, *route, depot])
    )
    over = sum(max(0, int(ground.demand[route].sum()) - ground.room) for route in routes if route)
    return legs + price * over


def apart(order: plans.Line, sizes: plans.Line) -> list[list[int]]:
    return [route.tolist() for route in np.split(order, np.cumsum(sizes)[:-1])]


def yard(stops: int = 40, **values: object) -> RouteProblem:
    ground = field(stops, seed=3)
    metres = tuple(tuple(row) for row in np.roll(ground.way, 1, axis=(0, 1)).tolist())
    calls = tuple(
        Stop(f"s{row}", row + 1, 60, 0, DAY, collect=Amount(pieces=int(amount)))
        for row, amount in enumerate(ground.demand)
    )
    room = Amount(ALL.weight_g, ALL.volume_cm3, ground.room)
    van = VehicleType("van", 20, room, 100, 1000, 0, "hub", "hub", DAY, most_metres=NO_LIMIT)
    return RouteProblem(calls, (replace(van, **values),), (Depot("hub", 0, 0, DAY),), Travel(metres, metres))


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), calls=st.integers(2, 40), price=st.integers(1, 500))
def test_moves_lose_no_call_and_only_make_the_plan_cheaper(seed: int, calls: int, price: int) -> None:
    ground = field(calls, seed)
    spot, run = plans.empty_plan(ground, calls)
    order, sizes = np.random.default_rng(seed).permutation(calls), np.zeros(calls, dtype=np.int64)
    cut(ground.way, ground.demand, order, sizes, ground.room, price)
    before = cost_of(ground, apart(order, sizes), price)
    plans.lay(ground.way, spot, run, order, sizes, price)
    descend(ground.way, ground.near, spot, run, chance(seed))
    cost, over = plans.read(ground.way, spot, run, order, sizes)
    assert sorted(order) == list(range(calls))
    assert cost + price * over == cost_of(ground, apart(order, sizes), price) <= before


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), calls=st.integers(2, 8), price=st.integers(1, 500))
def test_an_order_is_cut_where_it_is_cheapest(seed: int, calls: int, price: int) -> None:
    ground = field(calls, seed, room=12)
    order, sizes = np.arange(calls), np.zeros(calls, dtype=np.int64)
    cut(ground.way, ground.demand, order, sizes, ground.room, price)
    cuts = [[0, *ends, calls] for many in range(calls) for ends in combinations(range(1, calls), many)]
    ways = [[list(range(a, b)) for a, b in pairwise(ends)] for ends in cuts]
    able = [
        way for way in ways if all(len(r) == 1 or ground.demand[r].sum() <= 1.5 * ground.room for r in way)
    ]
    assert cost_of(ground, apart(order, sizes), price) == min(cost_of(ground, way, price) for way in able)


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), calls=st.integers(2, 30))
def test_a_child_has_every_call_once(seed: int, calls: int) -> None:
    draw, child = np.random.default_rng(seed), np.full(calls, -1)
    crossed(draw.permutation(calls), draw.permutation(calls), chance(seed), child)
    assert sorted(child) == list(range(calls))


def test_routes_are_told_once_around_the_depot() -> None:
    spokes = np.array([[1, 0], [0, 1], [-1, 0], [0, -1], [0, 0]]) * 1000
    way = np.hypot(*(spokes[:, None] - spokes).transpose(2, 0, 1)).astype(np.int64)
    order, sizes = in_turn(np.array([0, 2, 1, 3]), np.array([1, 1, 0, 1, 1]), flattened(way))
    around = [*order.tolist()] * 2
    assert any(around[at : at + 4] in ([0, 1, 2, 3], [3, 2, 1, 0]) for at in range(4))
    assert sizes.tolist() == [1, 1, 1, 1, 0]


def test_its_plan_is_told_checked_and_the_same_for_the_same_seed_and_steps() -> None:
    budget = Budget(seconds=60, seed=5, steps=60)
    first, second = (solve(yard(), budget) for _ in range(2))
    assert first.solver == Genetic.name
    assert first.proof is not None
    assert first.runs == second.runs


@pytest.mark.parametrize(
    "values",
    [{"cost_per_hour": 1}, {"shift_s": 1000}, {"most_metres": 1000}],
    ids=["hours cost", "shifts end", "ways are limited"],
)
def test_it_is_not_asked_where_more_than_room_counts(values: dict[str, int]) -> None:
    assert Genetic().supports(network(yard()))
    assert not Genetic().supports(network(yard(**values)))


def test_it_is_not_asked_where_windows_close_or_ways_differ_by_direction() -> None:
    whole = yard()
    early = replace(whole, stops=(replace(whole.stops[0], window_close_s=10), *whole.stops[1:]))
    first, *rest = whole.travel.metres
    uphill = replace(whole, travel=replace(whole.travel, metres=((0, *(m + 1 for m in first[1:])), *rest)))
    assert not Genetic().supports(network(early))
    assert not Genetic().supports(network(uphill))


def test_ruin_and_recreate_does_not_go_on_from_a_dearer_plan_of_another_engine() -> None:
    net = network(yard(6, capacity=ALL))
    search = _Search(net, 1.0, Budget(seconds=1.0, steps=1), lambda _: None)
    together, alone = (Way(0, tuple(range(6))),), tuple(Way(0, (call,)) for call in range(6))
    for ways in (together, alone):
        search._take_better(ways)
    assert search.tables.costs[NOW] == search.tables.costs[BEST]
