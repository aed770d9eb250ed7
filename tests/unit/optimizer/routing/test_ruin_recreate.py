"""Ruin and recreate keeps its tables by the way: they must stay what the routes come to."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.routing.engines import columns as col
from optimizer.routing.engines.places import side_by_side
from optimizer.routing.engines.tables import Tables
from optimizer.routing.network import network
from optimizer.routing.problems import RouteProblem
from tests.unit.optimizer.routing import making


def _stops() -> RouteProblem:
    problem = making.random_routes(60, 3, optional=0.2, vehicles=30)
    return replace(problem, vehicles=problem.vehicles[:1])


def _shipments() -> RouteProblem:
    drives = [making.shipment(f"P{row}", row + 1, (row + 7) % 20 + 1) for row in range(20)]
    return making.routes([], [making.van(count=20)], making.road(*range(21)), drives)


@pytest.mark.parametrize("problem", [_stops(), _shipments()], ids=["stops", "shipments"])
def test_what_a_search_has_kept_by_the_way_is_what_its_routes_come_to(problem: RouteProblem) -> None:
    tables = Tables(network(problem), seed=1)
    tables.search(2_000, 5_000.0, 100.0)
    kept = [each.copy() for each in (tables.node, tables.route, tables.load, tables.aboard, tables.costs)]

    tables.refresh()

    fresh = (tables.node, tables.route, tables.load, tables.aboard, tables.costs)
    assert tables.route[:, col.SIZE].sum() > 20
    assert all(np.array_equal(*pair) for pair in zip(kept, fresh, strict=True))


def test_places_stand_beside_the_nearest_that_is_left() -> None:
    spots = np.array([0, 50, 10, 60, 11])
    assert side_by_side(np.abs(spots[:, None] - spots)).tolist() == [0, 2, 4, 1, 3]


def test_an_order_that_only_the_way_back_makes_dear_counts_both_ways() -> None:
    metres = np.array([[0, 1, 2], [9, 0, 1], [1, 1, 0]])
    assert side_by_side(metres).tolist() == [0, 2, 1]
