"""Rounds are drawn the same each time, of 200 stops, and nothing in them is out of reach."""

import pytest

from benchmarks.optimizer.rounds import KINDS, STOPS, Kind, drawn
from optimizer.routing.limits import unreachable
from optimizer.routing.network import network
from optimizer.routing.validation import refuse_wrong_routes


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_is_drawn_again_from_its_seed_and_can_be_served(kind: Kind) -> None:
    for seed in (1, 2, 3):
        problem = drawn(kind, seed)

        refuse_wrong_routes(problem)
        assert len(network(problem).calls) == STOPS
        assert unreachable(network(problem)) == {}
        assert problem == drawn(kind, seed)
        assert problem != drawn(kind, seed + 1)
