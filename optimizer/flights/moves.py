"""A choice for the pieces of one part that keeps every limit, and the quick ways to find and better it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.flights.options import Ints
from optimizer.flights.parts import Part

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """One way (column) for each piece, what it gains, and the room left on each departure."""

    choice: Ints
    gain: int
    free_g: Ints
    free_cm3: Ints


def state_of(part: Part, choice: Ints) -> State | None:
    """None when the choice takes a way that is not allowed, or room that is not there."""
    rows = np.arange(len(choice))
    free_g = part.room_g - _load(part, part.weight_g, choice)
    free_cm3 = part.room_cm3 - _load(part, part.volume_cm3, choice)
    if free_g.min() < 0 or free_cm3.min() < 0 or not part.allowed[rows, choice].all():
        return None
    return State(choice, int(part.gain[rows, choice].sum()), free_g, free_cm3)


def _load(part: Part, amounts: Ints, choice: Ints) -> Ints:
    load = np.zeros(part.base + 1, dtype=np.int64)
    np.add.at(load, choice, amounts)
    return load


def greedy(part: Part, loss: Floats, start: Ints) -> State:
    """Pieces take the way that loses least and has room: those with a start first, then those with most to lose."""
    two_least = np.partition(loss, 1, axis=1)[:, :2]
    order = np.lexsort((two_least[:, 0] - two_least[:, 1], start == part.base))
    wishes = np.argsort(loss, axis=1, kind="stable")
    choice = np.full(len(part.rows), part.base, dtype=np.int64)
    free_g, free_cm3 = part.room_g.copy(), part.room_cm3.copy()
    for row in order:
        first = start[row : row + 1] if start[row] != part.base else start[:0]
        for way in (*first, *wishes[row]):
            if (
                part.allowed[row, way]
                and part.weight_g[row] <= free_g[way]
                and part.volume_cm3[row] <= free_cm3[way]
            ):
                choice[row] = way
                free_g[way] -= part.weight_g[row]
                free_cm3[way] -= part.volume_cm3[row]
                break
    rows = np.arange(len(choice))
    return State(choice, int(part.gain[rows, choice].sum()), free_g, free_cm3)


def settled(part: Part, state: State) -> State:
    """Moves single pieces, the best move first, until no piece gains by moving alone."""
    while (better := _moved(part, state)) is not None:
        state = better
    return state


def _moved(part: Part, state: State) -> State | None:
    rows = np.arange(len(state.choice))
    gains = part.gain - part.gain[rows, state.choice][:, None]
    fits = (
        part.allowed & (part.weight_g[:, None] <= state.free_g) & (part.volume_cm3[:, None] <= state.free_cm3)
    )
    gains = np.where(fits, gains, 0)
    row, way = np.unravel_index(gains.argmax(), gains.shape)
    if gains[row, way] <= 0:
        return None
    choice = state.choice.copy()
    choice[row] = way
    return state_of(part, choice)
