"""What departures must lose, each on its own, against every choice of small parts; exchanges keep their account."""

from itertools import product

import numpy as np
import pytest

from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.flights.annealing import Annealing
from optimizer.flights.apart import NOT_FOUND, least_lost, search
from optimizer.flights.bundles import Standing
from optimizer.flights.exchange import lost, settle
from optimizer.flights.mathopt import Relaxed, relax
from optimizer.flights.moves import Floats, state_of
from optimizer.flights.options import options_of
from optimizer.flights.parts import Part, cut
from tests.unit.optimizer import making


def _priced(part: Part) -> tuple[Relaxed, Floats]:
    prices = relax(part, Deadline(Budget()), 10)
    assert prices is not None
    room = np.outer(part.weight_g, prices.per_g) + np.outer(part.volume_cm3, prices.per_cm3)
    worth = np.where(part.allowed, part.gain, -np.inf)
    worth[:, : part.base] -= room
    return prices, worth.max(axis=1)[:, None] - worth


def _least_of_all_choices(part: Part, loss: Floats, prices: Relaxed) -> float:
    """By trying everything: losses, and room left at its price."""
    best = np.inf
    for choice in product(*(np.nonzero(row)[0].tolist() for row in part.allowed)):
        state = state_of(part, np.array(choice))
        if state is not None:
            left = prices.per_g @ state.free_g[: part.base] + prices.per_cm3 @ state.free_cm3[: part.base]
            best = min(best, float(loss[np.arange(len(choice)), state.choice].sum() + left))
    return best


@pytest.mark.parametrize("seed", range(30))
def test_no_choice_loses_less_than_the_departures_must_each_on_its_own(seed: int) -> None:
    for part in cut(options_of(making.random_flights(9, 3, seed, room=0.6))).parts:
        prices, loss = _priced(part)

        raised = least_lost(part, loss, prices, Deadline(Budget(seconds=60)))

        assert 0 <= raised <= _least_of_all_choices(part, loss, prices) + 1e-6


def test_departures_of_one_part_must_lose_more_than_the_prices_say() -> None:
    (part, *_) = cut(options_of(making.random_flights(60, 4, seed=2))).parts
    prices, loss = _priced(part)

    assert least_lost(part, loss, prices, Deadline(Budget(seconds=60))) > 100


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("guess", [20.0, 200.0, 2_000.0])
def test_the_search_of_a_departure_finds_the_cheapest_set_that_fits_below_the_guess(
    seed: int, guess: float
) -> None:
    draw = np.random.default_rng(seed)
    cost = np.sort(draw.uniform(0, 100, 9))
    freed = draw.integers(-3_000, 3_000, (2, 9))
    free = draw.integers(-2_000, 2_000, 2)
    sets = np.array(list(product([0, 1], repeat=9)))
    left = free + sets @ freed.T
    lost = sets @ cost + left @ [0.3, 0.1]
    least = lost[(left >= 0).all(axis=1)].min(initial=np.inf)
    changed = np.empty(10, dtype=np.int64)

    found, number = search(cost, freed[0], freed[1], int(free[0]), int(free[1]), 0.3, 0.1, guess, changed)

    assert found == pytest.approx(least if least < guess else NOT_FOUND)
    if found != NOT_FOUND:
        chosen = changed[:number]
        assert cost[chosen].sum() + (free + freed[:, chosen].sum(axis=1)) @ [0.3, 0.1] == pytest.approx(least)


def test_annealing_keeps_every_limit_and_its_own_account_of_the_room_left() -> None:
    (part, *_) = cut(options_of(making.random_flights(80, 5, seed=3))).parts
    prices, loss = _priced(part)
    nowhere = state_of(part, np.full(len(part.rows), part.base))
    assert nowhere is not None
    annealing = Annealing(part, loss, prices, Deadline(Budget(seconds=60)), np.random.default_rng(1))
    standing = Standing(nowhere.choice.copy(), nowhere.free_g.copy(), nowhere.free_cm3.copy())

    for hub in range(part.base + 1):
        settle(annealing.ground, standing, hub, 50.0, 500.0, annealing.random)
    state = state_of(part, standing.choice)

    assert state is not None
    assert (standing.choice != part.base).any()
    assert (state.free_g == standing.free_g).all()
    assert (state.free_cm3 == standing.free_cm3).all()
    assert part.base_cost - state.gain == pytest.approx(
        part.base_cost - _relaxed(part, loss, prices) + lost(annealing.ground, standing)
    )


def _relaxed(part: Part, loss: Floats, prices: Relaxed) -> float:
    """The most that any choice can gain, by the prices alone: the base gains nothing and loses what the best gains."""
    rooms = prices.per_g @ part.room_g[: part.base] + prices.per_cm3 @ part.room_cm3[: part.base]
    return float(loss[:, part.base].sum() + rooms)
