"""Exchanges between one departure, the hub, and the others: two at once, so that three departures settle together.

An exchange swaps a bundle of the hub against one of another way, and fits there; whether it fits on the hub is asked
only of two exchanges together, one of which may be none. So weight and volume of three departures come out right,
though only short lists are searched.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from optimizer.compiled import compiled, inner
from optimizer.flights.bundles import Bundles, Ground, Real, Standing, Whole, bundled

# With one other way a hub weighs a sample of so many exchanges, and with all of them the best of these.
SAMPLE = 80
BEST = 400
# What is lost at most, in temperatures: beyond it nothing is taken but by a chance of one in three thousand.
REACH = 8.0
NONE = -1


class Exchanges(NamedTuple):
    """Row for row one exchange: the other way, rows of two pieces that leave the hub and of two that come (or -1),
    what the hub's load grows by, and the gain, with the room of the other way at its price."""

    other: Whole
    pieces: Whole
    weight_g: Whole
    volume_cm3: Whole
    gain: Real


@inner
def _room_for(most: int) -> Exchanges:
    return Exchanges(
        np.full(most, NONE),
        np.full((most, 4), NONE),
        np.zeros(most, np.int64),
        np.zeros(most, np.int64),
        np.zeros(most),
    )


@inner
def _with(
    ground: Ground,
    now: Standing,
    hub: int,
    other: int,
    limit: float,
    found: Exchanges,
    begin: int,
    random: Generator,
) -> int:
    """Writes the exchanges that lose less than the limit from row `begin` on, and gives the row after them."""
    going = bundled(ground, now.choice, hub, other, limit)
    coming = bundled(ground, now.choice, other, hub, limit)
    order = np.argsort(coming.weight_g)
    weights = coming.weight_g[order]
    free_g, free_cm3, per_g, per_cm3 = (
        now.free_g[other],
        now.free_cm3[other],
        ground.per_g[other],
        ground.per_cm3[other],
    )
    spare = per_g * free_g + per_cm3 * free_cm3 + limit + coming.gain.max()
    seen = 0
    for out in range(len(going.gain)):
        least = going.weight_g[out] - free_g
        most = least + (spare + going.gain[out]) / per_g if per_g > 0 else math.inf
        for place in range(np.searchsorted(weights, least), len(weights)):
            if weights[place] > most:
                break
            back = order[place]
            more_g = going.weight_g[out] - weights[place]
            more_cm3 = going.volume_cm3[out] - coming.volume_cm3[back]
            gain = going.gain[out] + coming.gain[back] + more_g * per_g + more_cm3 * per_cm3
            if more_cm3 > free_cm3 or gain <= -limit or out + back == 0:
                continue
            row = begin + (seen if seen < SAMPLE else int(random.random() * (seen + 1)))
            seen += 1
            if row < begin + SAMPLE:
                _write(found, row, other, going, out, coming, back)
                found.weight_g[row], found.volume_cm3[row], found.gain[row] = -more_g, -more_cm3, gain
    return begin + min(seen, SAMPLE)


@inner
def _write(
    found: Exchanges, row: int, other: int, going: Bundles, out: int, coming: Bundles, back: int
) -> None:
    found.other[row] = other
    found.pieces[row, 0], found.pieces[row, 1] = going.one[out], going.two[out]
    found.pieces[row, 2], found.pieces[row, 3] = coming.one[back], coming.two[back]


@inner
def _apart(found: Exchanges, one: int, two: int) -> bool:
    """Whether two exchanges can both be made: with different ways, and no piece leaves the hub twice."""
    if found.other[one] == found.other[two]:
        return False
    for first in found.pieces[one, :2]:
        if first >= 0 and (first == found.pieces[two, 0] or first == found.pieces[two, 1]):
            return False
    return True


@inner
def _drawn(
    found: Exchanges, rows: Whole, now: Standing, ground: Ground, hub: int, heat: float, random: Generator
) -> tuple[int, int]:
    """Two exchanges that fit on the hub together, each pair as likely as exp(gain / heat), or none of them. `rows`
    are the best exchanges first."""
    free_g, free_cm3, per_g, per_cm3 = (
        now.free_g[hub],
        now.free_cm3[hub],
        ground.per_g[hub],
        ground.per_cm3[hub],
    )
    spare = per_g * free_g + per_cm3 * free_cm3 + REACH * heat
    order = np.argsort(found.weight_g[rows])
    weights = found.weight_g[rows][order]
    total, best = 1.0, (NONE, NONE)
    for first in range(len(rows)):
        one = rows[first]
        room = spare + found.gain[one] + found.gain[rows[0]]
        if room <= 0:
            break
        most = free_g - found.weight_g[one]
        least = most - room / per_g if per_g > 0 else -math.inf
        for place in range(np.searchsorted(weights, least), len(rows)):
            if weights[place] > most:
                break
            two = rows[order[place]]
            more_g = found.weight_g[one] + found.weight_g[two]
            more_cm3 = found.volume_cm3[one] + found.volume_cm3[two]
            gain = found.gain[one] + found.gain[two] + more_g * per_g + more_cm3 * per_cm3
            if order[place] <= first or more_cm3 > free_cm3 or gain <= -REACH * heat:
                continue
            if _apart(found, one, two):
                chance = math.exp(min(gain / heat, 50.0))
                total += chance
                if random.random() * total < chance:
                    best = (one, two)
    return best


@inner
def _make(found: Exchanges, row: int, ground: Ground, now: Standing, hub: int) -> None:
    for place in range(4):
        piece = found.pieces[row, place]
        if piece >= 0:
            here, there = (hub, found.other[row]) if place < 2 else (found.other[row], hub)
            now.choice[piece] = there
            now.free_g[here] += ground.weight_g[piece]
            now.free_cm3[here] += ground.volume_cm3[piece]
            now.free_g[there] -= ground.weight_g[piece]
            now.free_cm3[there] -= ground.volume_cm3[piece]


@compiled
def settle(ground: Ground, now: Standing, hub: int, heat: float, limit: float, random: Generator) -> None:
    """Changes `now` by at most two exchanges with the hub, drawn by their gain at this heat. Single exchanges that
    lose more than the limit are not looked at."""
    ways = len(now.free_g)
    found = _room_for(1 + SAMPLE * ways)
    number = 1
    for other in range(ways):
        if other != hub:
            number = _with(ground, now, hub, other, limit, found, number, random)
    rows = np.argsort(-found.gain[:number])[:BEST]
    one, two = _drawn(found, rows, now, ground, hub, heat, random)
    if one != NONE:
        _make(found, one, ground, now, hub)
        _make(found, two, ground, now, hub)


@compiled
def lost(ground: Ground, now: Standing) -> float:
    """What a standing falls short of the bound that the prices give: losses, and room left at its price."""
    total = 0.0
    for row in range(len(now.choice)):
        total += ground.loss[row, now.choice[row]]
    for way in range(len(now.free_g) - 1):
        total += ground.per_g[way] * now.free_g[way] + ground.per_cm3[way] * now.free_cm3[way]
    return total
