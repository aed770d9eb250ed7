"""Exchanges of up to two pieces each way between two ways of one part, repeated from small steps back.

Tight departures are rarely bettered by moving one piece: what fits is a pair of bundles of nearly equal weight and
volume. Only the pieces whose change of way loses least are bundled, so that one exchange is a small table.
"""

from dataclasses import dataclass, field

import numpy as np

from optimizer.deadline import Deadline
from optimizer.flights.moves import Floats, State
from optimizer.flights.options import Ints
from optimizer.flights.parts import Part

BUNDLED = 50
STEPS_BACK = 3


@dataclass(frozen=True)
class _Bundles:
    """No piece, each piece, each two pieces of one way that may go to another; `first` and `second` are rows or -1."""

    first: Ints
    second: Ints
    weight_g: Ints
    volume_cm3: Ints
    gain: Ints

    def rows(self, bundle: int) -> list[int]:
        return [int(row) for row in (self.first[bundle], self.second[bundle]) if row >= 0]


@dataclass
class _Walk:
    """Where the walk stands, and which pairs of ways have changed since they were last tried."""

    part: Part
    loss: Floats
    choice: Ints
    free_g: Ints
    free_cm3: Ints
    gain: int
    untried: list[tuple[int, int]] = field(default_factory=list)

    def state(self) -> State:
        return State(self.choice.copy(), self.gain, self.free_g.copy(), self.free_cm3.copy())

    def go_to(self, state: State) -> None:
        self.choice, self.gain = state.choice.copy(), state.gain
        self.free_g, self.free_cm3 = state.free_g.copy(), state.free_cm3.copy()

    def touch(self, *ways: int) -> None:
        pairs = {(min(way, other), max(way, other)) for way in ways for other in range(self.part.base + 1)}
        self.untried = sorted({*self.untried, *pairs} - {(way, way) for way in ways})

    def bundles(self, here: int, there: int) -> _Bundles:
        part = self.part
        rows = np.nonzero((self.choice == here) & part.allowed[:, there])[0]
        if len(rows) > BUNDLED:
            more_lost = self.loss[rows, there] - self.loss[rows, here]
            rows = np.sort(rows[np.argpartition(more_lost, BUNDLED)[:BUNDLED]])
        rows = np.append(rows, -1)
        # The last of `rows` stands for no piece, so all pairs in order give none, ones and twos alike.
        one, two = np.triu_indices(len(rows), 1)
        one, two = np.append(one, len(rows) - 1), np.append(two, len(rows) - 1)
        gain = part.gain[rows, there] - part.gain[rows, here]
        sums = [np.append(amount[:-1], 0) for amount in (part.weight_g[rows], part.volume_cm3[rows], gain)]
        return _Bundles(rows[one], rows[two], *(amount[one] + amount[two] for amount in sums))

    def exchange(self, here: int, there: int, tolerance: int, random: np.random.Generator) -> bool:
        """Makes the best exchange when it gains; with a tolerance, any one that loses less than it."""
        going, coming = self.bundles(here, there), self.bundles(there, here)
        table = going.gain[:, None] + coming.gain
        table[-1, -1] = -tolerance
        out, back = np.divmod(np.nonzero((table > -tolerance).ravel())[0], len(coming.gain))
        more_g = going.weight_g[out] - coming.weight_g[back]
        more_cm3 = going.volume_cm3[out] - coming.volume_cm3[back]
        fits = (more_g <= self.free_g[there]) & (-more_g <= self.free_g[here])
        fits &= (more_cm3 <= self.free_cm3[there]) & (-more_cm3 <= self.free_cm3[here])
        possible = np.nonzero(fits)[0]
        if not len(possible):
            return False
        gains = table[out[possible], back[possible]]
        pick = int(gains.argmax())
        if gains[pick] <= 0:
            pick = int(random.integers(len(gains)))
        found = possible[pick]
        self.choice[going.rows(out[found])] = there
        self.choice[coming.rows(back[found])] = here
        self.gain += int(gains[pick])
        for free, more in ((self.free_g, more_g[found]), (self.free_cm3, more_cm3[found])):
            free[here] += more
            free[there] -= more
        self.touch(here, there)
        return True

    def descend(self, random: np.random.Generator, watch: Deadline) -> None:
        while self.untried and not watch.over:
            here, there = self.untried.pop(int(random.integers(len(self.untried))))
            self.exchange(here, there, 0, random)


def exchanged(
    part: Part,
    state: State,
    loss: Floats,
    kicks: int,
    tolerance: int,
    random: np.random.Generator,
    watch: Deadline,
) -> State:
    """The best state met by descending, then `kicks` times stepping back a little and descending again."""
    walk = _Walk(part, loss, state.choice.copy(), state.free_g.copy(), state.free_cm3.copy(), state.gain)
    walk.touch(*range(part.base + 1))
    walk.descend(random, watch)
    best = walk.state()
    for _ in range(kicks):
        if watch.over:
            break
        for _ in range(STEPS_BACK):
            here, there = random.choice(part.base + 1, 2, replace=False).tolist()
            walk.exchange(here, there, tolerance, random)
        walk.descend(random, watch)
        if walk.gain > best.gain:
            best = walk.state()
        elif walk.gain < best.gain - 2 * tolerance:
            walk.go_to(best)
    return best
