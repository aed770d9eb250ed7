"""The tour of a picker is the shortest one, on floors of one block and more, and on floors of any shape."""

import os
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.budget import Budget
from optimizer.errors import InvalidProblem, Unsound
from optimizer.picking import aisle_tours, free_tours
from optimizer.picking.checks import check_free_tour, check_tour
from optimizer.picking.held_karp import shortest_cycle
from optimizer.picking.lengths import Lengths
from optimizer.picking.plans import Tour
from optimizer.picking.problems import AisleFloor, FreeTourProblem, Pick, TourProblem
from optimizer.proving import refuse_unsound

EXAMPLES = 1_000 if os.environ.get("ENTREPOT_SOAK") == "1" else 100


@st.composite
def aisle_problems(draw: st.DrawFn, cross_aisles: tuple[int, int] = (2, 4)) -> TourProblem:
    aisle_x_mm = sorted(draw(st.sets(st.integers(0, 50), min_size=1, max_size=5)))
    number = draw(st.integers(*cross_aisles))
    cross_y_mm = sorted(draw(st.sets(st.integers(0, 40), min_size=number, max_size=number)))
    depot_x_mm = draw(st.sampled_from(aisle_x_mm) | st.integers(-5, 55))
    place = st.tuples(st.integers(0, len(aisle_x_mm) - 1), st.integers(cross_y_mm[0], cross_y_mm[-1]))
    places = draw(st.lists(place, max_size=7))
    picks = tuple(Pick(f"P{row}", aisle, y_mm) for row, (aisle, y_mm) in enumerate(places))
    return TourProblem(AisleFloor(tuple(aisle_x_mm), tuple(cross_y_mm), depot_x_mm), picks)


def _shortest(problem: TourProblem) -> int:
    """Held-Karp over the distances that a walker has on this floor."""
    floor = problem.floor
    points = [(floor.depot_x_mm, floor.cross_y_mm[0])]
    points += [(floor.aisle_x_mm[pick.aisle], pick.y_mm) for pick in problem.picks]

    def distance(a: tuple[int, int], b: tuple[int, int]) -> int:
        if a[0] == b[0]:
            return abs(a[1] - b[1])
        return abs(a[0] - b[0]) + min(abs(a[1] - y) + abs(b[1] - y) for y in floor.cross_y_mm)

    table = [[distance(a, b) for b in points] for a in points]
    cycle = shortest_cycle(table)
    return sum(table[a][b] for a, b in zip(cycle, [*cycle[1:], 0], strict=True))


@settings(max_examples=EXAMPLES, deadline=None)
@given(aisle_problems())
def test_no_tour_through_aisles_is_shorter(problem: TourProblem) -> None:
    tour = aisle_tours.solve(problem)

    assert tour.length_mm == _shortest(problem)
    assert tour.proof is not None


@settings(max_examples=EXAMPLES, deadline=None)
@given(aisle_problems())
def test_lengths_by_the_thousand_are_those_of_the_tours(problem: TourProblem) -> None:
    lengths = Lengths(problem.floor, problem.picks)

    assert lengths.of(lengths.bits(problem.picks)) == (
        aisle_tours.walk(problem).length_mm if problem.picks else 0
    )


def test_held_karp_is_as_short_as_the_best_of_all_orders() -> None:
    draw = random.Random(4)
    for places in range(1, 7):
        table = _table(places, draw)
        found = shortest_cycle(table)
        best = min(
            sum(table[a][b] for a, b in zip((0, *order), (*order, 0), strict=True))
            for order in permutations(range(1, places))
        )
        assert sum(table[a][b] for a, b in zip(found, [*found[1:], 0], strict=True)) == best


def _table(places: int, draw: random.Random) -> tuple[tuple[int, ...], ...]:
    points = [(draw.randint(0, 99), draw.randint(0, 99)) for _ in range(places)]
    return tuple(tuple(abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in points) for a in points)


def _free(places: int, seed: int) -> FreeTourProblem:
    table = _table(places + 1, random.Random(seed))
    return FreeTourProblem(tuple(f"P{row}" for row in range(places)), table)


@pytest.mark.parametrize("places", [0, 1, 2, 7, 10])
def test_few_places_of_a_free_floor_are_toured_exactly(places: int) -> None:
    tour = free_tours.solve(_free(places, places))

    assert tour.length_mm == tour.bound_mm


def test_many_places_of_a_free_floor_are_toured_near_the_bound_and_the_same_each_time() -> None:
    problem = _free(30, 3)
    budget = Budget(seconds=20, steps=300)

    tour = free_tours.solve(problem, budget)

    assert tour.length_mm <= 1.05 * tour.bound_mm
    assert free_tours.solve(problem, budget) == tour


def test_an_earlier_order_is_a_beginning_even_when_places_came_and_went() -> None:
    problem = _free(25, 5)
    first = free_tours.solve(problem, Budget(seconds=20, steps=50))
    fewer = FreeTourProblem(problem.keys[:-1], tuple(row[:-1] for row in problem.distance_mm[:-1]))

    again = free_tours.solve(fewer, Budget(seconds=20, steps=1), ("gone", *first.order[1:]))

    assert again.length_mm <= first.length_mm


SPOILT: list[tuple[str, Callable[[Tour], Tour]]] = [
    ("missing", lambda tour: replace(tour, order=tour.order[1:])),
    ("twice", lambda tour: replace(tour, order=(*tour.order, tour.order[0]))),
    ("unknown", lambda tour: replace(tour, order=(*tour.order, "P9"))),
    ("not_from_depot", lambda tour: replace(tour, way=tour.way[1:])),
    ("not_walkable", lambda tour: replace(tour, way=(tour.way[0], (5_000, 7_000), *tour.way[1:]))),
    ("wrong_length", lambda tour: replace(tour, length_mm=tour.length_mm - 1)),
    ("wrong_bound", lambda tour: replace(tour, bound_mm=tour.length_mm + 1)),
    ("not_passed", lambda tour: replace(tour, way=(tour.way[0], tour.way[-1]))),
]


@pytest.mark.parametrize(("code", "spoil"), SPOILT)
def test_a_spoilt_tour_is_found_out(code: str, spoil: Callable[[Tour], Tour]) -> None:
    floor = AisleFloor((0, 5_000, 10_000), (0, 20_000, 40_000), 5_000)
    problem = TourProblem(floor, (Pick("P0", 0, 3_000), Pick("P1", 2, 30_000), Pick("P2", 1, 12_000)))
    good = aisle_tours.solve(problem)

    assert check_tour(problem, good) == ()
    assert code in {breach.code for breach in check_tour(problem, spoil(good))}


def test_a_spoilt_free_tour_is_found_out() -> None:
    problem = _free(5, 1)
    good = free_tours.solve(problem)
    short = replace(good, length_mm=good.length_mm - 1)

    assert check_free_tour(problem, good) == ()
    assert {breach.code for breach in check_free_tour(problem, replace(good, order=good.order[1:]))} >= {
        "missing"
    }
    with pytest.raises(Unsound, match="the plan says"):
        refuse_unsound(check_free_tour(problem, short))


def test_all_faults_of_a_tour_are_named_at_once() -> None:
    floor = AisleFloor((0, 5_000), (0, 20_000), 0)
    picks = (Pick("P0", 2, 0), Pick("P0", 0, 30_000))

    with pytest.raises(InvalidProblem) as refused:
        aisle_tours.solve(TourProblem(floor, (picks[0], replace(picks[1], key="P1"))))
    assert [fault.where for fault in refused.value.faults] == ["picks[0].aisle", "picks[1].y_mm"]

    with pytest.raises(InvalidProblem, match=r"picks\[1\].key: P0 is also row 0"):
        aisle_tours.solve(TourProblem(floor, picks))

    with pytest.raises(InvalidProblem, match="20000 stands after 30000"):
        aisle_tours.solve(TourProblem(replace(floor, cross_y_mm=(30_000, 20_000)), ()))


def test_a_table_of_distances_must_be_square_and_the_same_both_ways() -> None:
    with pytest.raises(InvalidProblem, match="2 rows of 2 columns"):
        free_tours.solve(FreeTourProblem(("P0",), ((0,),)))
    with pytest.raises(InvalidProblem, match="4 there, but 3 back"):
        free_tours.solve(FreeTourProblem(("P0",), ((0, 3), (4, 0))))
