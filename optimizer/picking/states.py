"""The states of the sweep over aisles: all ways in which the part walked so far can hang on the current column.

A state says of every cross aisle whether the walk touches it in this column, with an odd or an even number of edges,
and which of the touched ones are connected. One block gives the seven classes of Ratliff & Rosenthal (1983), two
blocks those of Roodbergen & de Koster (2001); here they are derived, for any number of cross aisles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from optimizer.picking.columns import Way

UNTOUCHED, ODD, EVEN = 0, 1, 2
# Per cross aisle: parity, and the number of the component (0 when untouched).
State = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class StateTable:
    """States by number, 0 being that nothing is walked yet. `steps` has, per block, (state, way, next state);
    `crossings` has (state, next state, edges to the next column); `with_depot` is the state once the depot, on the
    front cross aisle, is visited; `ends` are the states in which the walk may be over."""

    states: tuple[State, ...]
    steps: tuple[tuple[tuple[int, int, int], ...], ...]
    crossings: tuple[tuple[int, int, int], ...]
    with_depot: tuple[int, ...]
    ends: tuple[int, ...]


@cache
def table(cross_aisles: int) -> StateTable:
    start: State = ((UNTOUCHED, 0),) * cross_aisles
    numbers = {start: 0}
    waiting = [start]
    while waiting:
        for after in _successors(waiting.pop()):
            if after not in numbers:
                numbers[after] = len(numbers)
                waiting.append(after)
    return StateTable(
        states=tuple(numbers),
        steps=tuple(
            tuple((numbers[s], way, numbers[_walked(s, block, way)]) for s in numbers for way in Way)
            for block in range(cross_aisles - 1)
        ),
        crossings=tuple((numbers[s], numbers[to], edges) for s in numbers for to, edges in _crossed(s)),
        with_depot=tuple(numbers[_touched(s, 0)] for s in numbers),
        ends=tuple(numbers[s] for s in numbers if _is_end(s)),
    )


def _successors(state: State) -> Iterator[State]:
    yield _touched(state, 0)
    for block in range(len(state) - 1):
        for way in Way:
            yield _walked(state, block, way)
    for after, _ in _crossed(state):
        yield after


def _walked(state: State, block: int, way: Way) -> State:
    front, back = block, block + 1
    if way in (Way.FROM_FRONT, Way.AROUND_GAP, Way.THROUGH, Way.TWICE):
        state = _touched(state, front)
    if way in (Way.FROM_BACK, Way.AROUND_GAP, Way.THROUGH, Way.TWICE):
        state = _touched(state, back)
    if way in (Way.THROUGH, Way.TWICE):
        joined = {state[front][1], state[back][1]}
        state = tuple((parity, min(joined) if name in joined else name) for parity, name in state)
    if way is Way.THROUGH:
        turned = (front, back)
        state = tuple((3 - p if row in turned else p, name) for row, (p, name) in enumerate(state))
    return _renamed(state)


def _touched(state: State, row: int) -> State:
    if state[row][0] != UNTOUCHED:
        return state
    fresh = 1 + max(name for _, name in state)
    return _renamed((*state[:row], (EVEN, fresh), *state[row + 1 :]))


def _renamed(state: State) -> State:
    """Components numbered from the front, so that equal states are equal tuples."""
    names = {0: 0}
    for _, name in state:
        names.setdefault(name, len(names))
    return tuple((parity, names[name]) for parity, name in state)


def _crossed(state: State) -> Iterator[tuple[State, int]]:
    """An odd cross aisle goes on with one edge, an even one with two or none; no component may be left behind."""
    choices = [(1,) if parity == ODD else (0, 2) if parity == EVEN else (0,) for parity, _ in state]
    components = {name for _, name in state if name}
    for edges in product(*choices):
        carried = {name for (_, name), number in zip(state, edges, strict=True) if number}
        if components and carried == components:
            after = tuple(
                (number, name if number else 0) for (_, name), number in zip(state, edges, strict=True)
            )
            yield _renamed(after), sum(edges)


def _is_end(state: State) -> bool:
    return {parity for parity, _ in state} <= {UNTOUCHED, EVEN} and {name for _, name in state if name} == {1}
