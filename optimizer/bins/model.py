"""A bin problem as numbers: pieces that share a bin made one, equal pieces counted together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.bins.plans import Bin
from optimizer.bins.problems import BinProblem
from optimizer.bins.validation import joined

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Pattern:
    """One bin's contents: its kind of bin, and (kind of piece, number) in ascending order."""

    type: int
    contents: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Model:
    """Kinds of pieces (rows) and kinds of bins: `needs` is kinds × resources, `capacity` types × resources, `allowed`
    kinds × types. `members` has, for each kind, the groups of pieces that it stands for, `demand` their number."""

    needs: Ints
    demand: Ints
    allowed: Bools
    capacity: Ints
    cost: Ints
    count: tuple[int | None, ...]
    members: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def kinds(self) -> int:
        return len(self.demand)

    def cost_of(self, patterns: Iterable[Pattern]) -> int:
        return sum(int(self.cost[pattern.type]) for pattern in patterns)


def model_of(problem: BinProblem) -> Model:
    pieces = {piece.key: piece for piece in problem.pieces}
    types = [kind.key for kind in problem.types]
    groups = joined(problem.together)
    grouped = frozenset[str]().union(*groups)
    singles = [frozenset({piece.key}) for piece in problem.pieces if piece.key not in grouped]
    rivals = frozenset[str]().union(*problem.apart)
    kinds: dict[tuple[object, ...], list[tuple[str, ...]]] = defaultdict(list)
    for group in [*singles, *groups]:
        needs = tuple(sum(pieces[key].needs[row] for key in group) for row in range(len(problem.resources)))
        may = tuple(
            all(not pieces[key].only_in or kind in pieces[key].only_in for key in group) for kind in types
        )
        # A piece that others must keep away from is a kind of its own.
        own = min(group) if group & rivals else ""
        kinds[needs, may, own].append(tuple(sorted(group)))
    capacity = np.array([kind.capacity for kind in problem.types], dtype=np.int64)
    capacity = capacity.reshape(-1, len(problem.resources))
    needs_of = np.array([key[0] for key in kinds], dtype=np.int64).reshape(-1, len(problem.resources))
    allowed = np.array([key[1] for key in kinds], dtype=bool).reshape(-1, len(types))
    allowed &= (needs_of[:, None, :] <= capacity).all(axis=2)
    return Model(
        needs=needs_of,
        demand=np.array([len(members) for members in kinds.values()], dtype=np.int64),
        allowed=allowed,
        capacity=capacity,
        cost=np.array([kind.cost for kind in problem.types], dtype=np.int64),
        count=tuple(kind.count for kind in problem.types),
        members=tuple(tuple(members) for members in kinds.values()),
    )


def bins_of(problem: BinProblem, model: Model, patterns: Iterable[Pattern]) -> tuple[Bin, ...]:
    """The patterns with pieces in them; what a pattern has beyond what is left of a kind is passed over."""
    waiting = [list(reversed(members)) for members in model.members]
    needs = {piece.key: piece.needs for piece in problem.pieces}
    found = []
    for pattern in patterns:
        held: list[str] = []
        for kind, number in pattern.contents:
            for _ in range(min(number, len(waiting[kind]))):
                held += waiting[kind].pop()
        if held:
            bin_type = problem.types[pattern.type]
            used = tuple(sum(needs[key][row] for key in held) for row in range(len(problem.resources)))
            free = tuple(c - u for c, u in zip(bin_type.capacity, used, strict=True))
            found.append(Bin(bin_type.key, tuple(held), used, free, bin_type.cost))
    return tuple(found)
